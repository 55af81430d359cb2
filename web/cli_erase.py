"""`tynda archive erase RECEIPT`: what an asker wants forgotten, out of everything that runs."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from qa.receipts import parse
from studio.archive.queries import Backup
from studio.log import Unavailable
from studio.records import Refusal
from studio.settings import WrongSettingError
from web import erasing
from web.cli_backup import opened, say
from web.clock import now

WHY = {
    "not_found": "no question has this receipt",
    "not_ended": "its briefing goes on; until its end a question is withdrawn, or handed to the confidential role",
    "on_air": "it still stands on a screen: clear it at the console first",
}


async def _erase(code: str, data: Path | None) -> erasing.Forgotten | Refusal:
    async with opened(data, fresh=False) as at:
        return await erasing.by_receipt(erasing.House(at.redis_url, at.store, at.engine, now), code)


def main(options: argparse.Namespace) -> int:
    """Erases, and says what is left; 1 where it was refused."""
    code = parse(options.receipt)
    if code is None:
        raise WrongSettingError("the receipt: is none; check each sign, a slip in one is noticed")
    try:
        outcome = asyncio.run(_erase(code, options.data))
    except Unavailable as error:
        raise WrongSettingError(f"the store does not answer ({type(error.__cause__ or error).__name__})") from None
    if isinstance(outcome, Refusal):
        say(f"refused: {WHY.get(outcome.code, outcome.code)}")
        return 1
    print(f"№ {outcome.number} of {outcome.briefing}: erased from the store, the archive and its search.")
    print("It still counts in the ledger. If its words were read out, they stand in the recording and the transcript.")
    for backup in outcome.backups:
        print(held(backup))
    return 0


def held(backup: Backup) -> str:
    """What to say of a backup."""
    began = datetime.fromtimestamp(backup.made_at / 1000, UTC).isoformat(timespec="minutes")
    if backup.sha256 is None:
        return (
            f"A backup that is being made, or was cut off, may hold it: {backup.name} or .{backup.name}.part ({began})"
        )
    return f"A backup made before still holds it: {backup.name} ({began}, SHA-256 {backup.sha256[:12]}…)"
