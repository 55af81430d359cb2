"""The table of kinds, filled: the rows of every package."""

from __future__ import annotations

from overlays.kinds import KINDS as OVERLAYS
from qa.kinds import KINDS as QA
from studio.kinds import KINDS as STUDIO
from studio.records import Kinds

KINDS: Kinds = {**STUDIO, **QA, **OVERLAYS}
