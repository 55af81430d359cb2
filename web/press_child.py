"""The process that prints one file: a job on stdin, the file on stdout. It knows no store, no setting, no secret."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO

from studio.events import Frozen, Language
from studio.exports.bundle import Contents, bundle
from studio.exports.files import BUNDLE
from studio.minutes import Minutes, Reader
from web.dates import Dates
from web.i18n import Catalogues

NICE = 19
"""Everybody else goes first."""
MEMORY = 2 << 30
"""Bytes that it may take; a record of a thousand questions takes a fifth of that."""
_PR_SET_PDEATHSIG = 1


class Job(Frozen):
    """What is printed, for whom; the lines of `events.jsonl` follow it where the file holds them.

    Attributes:
        name: of the file.
        language: the reader's.
        timezone: of the hours in it.
        fonts: the house's letters.
        without: files that can't be made on this machine.
        minutes: the record.
    """

    name: str
    language: Language
    timezone: str
    fonts: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()
    minutes: Minutes


def confine(parent: int) -> None:
    """Steps back, takes no more than it may, and ends with its parent."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it died before the call
        raise SystemExit(0)


def printed(job: Job, events: bytes) -> bytes:
    """The file."""
    texts = Catalogues()

    def reader(language: Language) -> Reader:
        dates = Dates(language, job.timezone)
        return Reader(language, partial(texts.translate, language), dates.day, dates.time)

    one = partial(_one, fonts=job.fonts)
    if job.name == BUNDLE:
        readers = [reader(language) for language in job.minutes.languages]
        return bundle(Contents(job.minutes, readers, events, one, job.without))
    return one(job.name, job.minutes, reader(job.language))


def _one(name: str, minutes: Minutes, reader: Reader, fonts: tuple[Path, ...]) -> bytes:
    if name == "record.pdf":
        from studio.exports.pdf import pdf

        return pdf(minutes, reader, fonts)
    if name == "record.docx":
        from studio.exports.docx import docx

        return docx(minutes, reader)
    from studio.exports.workbook import xlsx

    return xlsx(minutes, reader)


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Reads the job, a line of JSON, and prints it."""
    job = Job.model_validate_json(source.readline())
    sink.write(printed(job, source.read()))
    sink.flush()


if __name__ == "__main__":
    confine(int(sys.argv[1]))
    main(sys.stdin.buffer, sys.stdout.buffer)
