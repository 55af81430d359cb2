"""The close codes of every socket, as `docs/protocol.md` tells them."""

from __future__ import annotations

BROKEN, RESTARTING, TRY_AGAIN = 1011, 1012, 1013
MALFORMED, UNAUTHENTICATED, UNKNOWN, NO_HELLO, WIPED, TOO_MANY = 4400, 4401, 4404, 4408, 4410, 4429
