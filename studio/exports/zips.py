"""ZIP files that come out the same for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Member(NamedTuple):
    """A file within."""

    name: str
    body: bytes


def zipped(members: Iterable[Member], when: datetime) -> bytes:
    """A ZIP of these files in this order, all as of one moment in UTC; none is before 1980, and seconds are even."""
    out = io.BytesIO()
    date = max((when.year, when.month, when.day, when.hour, when.minute, when.second & ~1), (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for member in members:
            info = zipfile.ZipInfo(member.name, date)
            info.create_system = 3  # as of Unix, wherever it is made
            info.external_attr = 0o644 << 16
            file.writestr(info, member.body, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
