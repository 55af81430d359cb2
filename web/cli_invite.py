"""`tynda invite`: a link for a seat, made beside the running processes; also for an owner who lost theirs."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
from pathlib import Path

from studio import briefing as rules
from studio import office
from studio.briefing import Listed, Slug
from studio.events import OFFICE
from studio.log import Act, Unavailable, decode
from studio.people import OFFICE_ROLES, Seat
from studio.records import Refusal, key
from studio.redis_log import RedisLog
from studio.settings import Settings, WrongSettingError, load
from web.clock import now
from web.kinds import KINDS


def settings_of(data: Path | None) -> Settings:
    """The settings of the environment, or those that a demo left in its folder."""
    if data is None:
        return load()
    try:
        found = json.loads((data / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise WrongSettingError(f"--data: no demo was started in {data}") from None
    return load(**found)


async def briefing_of(log: RedisLog, slug: str | None) -> str:
    """The briefing with that slug; without one, the only one that has not ended.

    Raises:
        WrongSettingError: there is none such, or more than one.
    """
    if slug is not None:
        k = key("slug", rules.slug_id(slug))
        found: Slug | None = decode(KINDS, k, (await log.read(OFFICE, [k]))[k])
        if found is None:
            raise WrongSettingError(f"--briefing: there is no briefing `{slug}`")
        return found.briefing
    _, stored = await log.scan(OFFICE, ["listing"])
    listed: list[Listed] = [decode(KINDS, k, s) for k, s in stored.items()]
    current = [one for one in listed if one.listing.state != "ended"]
    if len(current) != 1:
        slugs = ", ".join(sorted(one.listing.slug for one in current)) or "none"
        raise WrongSettingError(f"--briefing: say which one ({slugs})")
    return current[0].id


async def _make(options: argparse.Namespace) -> str:
    settings = settings_of(options.data)
    log = RedisLog.connect(settings.redis_url.get_secret_value())
    try:
        briefing = None if options.role in OFFICE_ROLES else await briefing_of(log, options.briefing)
        secret = secrets.token_urlsafe(32)
        act = Act(log=log, kinds=KINDS, briefing=OFFICE, by="cli", at=now())
        outcome = await office.invite(
            act, secret, Seat(role=options.role, name=options.name or options.role, briefing=briefing)
        )
    except Unavailable as error:
        raise WrongSettingError(
            f"REDIS_URL: the store does not answer ({type(error.__cause__ or error).__name__})"
        ) from None
    finally:
        await log.aclose()
    if isinstance(outcome, Refusal):
        raise WrongSettingError(f"refused: {outcome.code}")
    return f"{settings.public_url}/{'screen' if options.role == 'screen' else 'join'}#{secret}"


def main(options: argparse.Namespace) -> int:
    """Prints the link, once: the secret in it is kept nowhere else."""
    print(asyncio.run(_make(options)))
    return 0
