"""HTTP and WebSockets, one file per seat; the composition root."""
