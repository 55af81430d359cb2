"""Graphics: the rundown, preview and program, clearance, fit, and the OGraf graphics."""
