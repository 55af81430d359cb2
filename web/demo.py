"""The sample briefing of `tynda demo`, its invites, and how they are shown. All of it may be done again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import segno

from overlays import console
from overlays.cue import LAYERS, content_hash
from overlays.rundown import Content
from studio import briefing as rules
from studio import office
from studio.briefing import KEY, Details, Listed, Slug, Speaker, Translated
from studio.events import OFFICE
from studio.log import Act, decode
from studio.people import Invite, Person, Role, Seat
from studio.records import Refusal, key
from studio.settings import derive

SLUG = "demo"
DAY_MS = 24 * 3600 * 1000

SPEAKERS = (
    Speaker(
        id="aigul",
        name="Айгүл Сейітқызы",
        office={
            "kk": "Қоғамдық қабылдау бөлімінің басшысы",
            "ru": "Руководитель общественной приёмной",
            "en": "Head of the public reception office",
        },
    ),
    Speaker(
        id="marat",
        name="Марат Жүнісов",
        office={
            "kk": "Жер қатынастары басқармасы",
            "ru": "Управление земельных отношений",
            "en": "Department of land relations",
        },
    ),
    Speaker(
        id="elena",
        name="Елена Ким",
        office={
            "kk": "Сыбайлас жемқорлыққа қарсы қызмет",
            "ru": "Антикоррупционная служба",
            "en": "Anti-corruption service",
        },
    ),
)
TITLE: Translated = {
    "kk": "Халыққа қызмет көрсету: кезексіз, делдалсыз",
    "ru": "Услуги людям: без очередей и посредников",
    "en": "Public services without queues or middlemen",
}
SEATS: Mapping[str, tuple[Role, str]] = {
    "moderator": ("moderator", "Динара Мұратқызы"),
    "producer": ("producer", "Тимур Әлиев"),
    "speaker": ("speaker", SPEAKERS[0].name),
    "captioner": ("captioner", "Айгерім Төлеуова"),
    "confidential": ("confidential", "Гүлнар Әбенова"),
    "screen": ("screen", "OBS"),
    "office": ("owner", "Сәуле Оспанова"),
}
"""Which link opens which role, and the name of the person who has it."""

LABELS = {
    "viewer": "Viewers (phone)",
    "moderator": "Moderator (tablet)",
    "producer": "Producer",
    "speaker": "Speaker",
    "captioner": "Captioner",
    "confidential": "Confidential officer",
    "screen": "Screen (OBS, 1920×1080)",
    "office": "Office",
    "archive": "Archive",
    "ledger": "Ledger",
}


class RefusedError(Exception):
    """The office refused something that the demo needs."""


@dataclass(frozen=True)
class Sample:
    """The sample briefing: its id and its address."""

    briefing: str
    slug: str


def details(slug: str, at: int) -> Details:
    """What the sample briefing says of itself."""
    return Details(slug=slug, title=TITLE, starts_at=at, speakers=SPEAKERS)


def _done(outcome: Any, *fine: str) -> None:
    if isinstance(outcome, Refusal) and outcome.code not in fine:
        raise RefusedError(outcome.code)


async def _vacant(act: Act) -> Sample:
    """The first of demo, demo-2, demo-3 … that is new, or ours and not over."""
    number = 1
    while True:
        slug = SLUG if number == 1 else f"{SLUG}-{number}"
        k = key("slug", rules.slug_id(slug))
        taken: Slug | None = decode(act.kinds, k, (await act.log.read(OFFICE, [k]))[k])
        if taken is None:
            return Sample(slug, slug)
        k = key("listing", taken.briefing)
        listed: Listed | None = decode(act.kinds, k, (await act.log.read(OFFICE, [k]))[k])
        if listed is None or listed.listing.state != "ended":
            return Sample(taken.briefing, slug)
        number += 1


async def prepare(act: Act) -> Sample:
    """Makes sure that there is a live sample briefing that takes questions; one that ended is left in the archive.

    Args:
        act: in the office's log, without a command.

    Raises:
        RefusedError: the office would not.
    """
    sample = await _vacant(act)
    if (await act.log.read(sample.briefing, [KEY]))[KEY] is None:
        _done(await office.save_briefing(act, sample.briefing, details(sample.slug, act.at)))
    _done(await office.open_briefing(act, sample.briefing), "already_open")
    _done(await office.set_intake(act, sample.briefing, "open"))
    return sample


async def fill(act: Act, sample: Sample, url: str) -> None:
    """Prepares what a rundown has beside its questions, unless it was done before: items taken out stay out.

    Args:
        act: in the office's log, without a command.
        sample: the briefing.
        url: the viewers' page.
    """
    here = replace(act, briefing=sample.briefing)
    for item, (graphic, title, data) in items(url).items():
        k = key("item", item)
        if (await act.log.read(sample.briefing, [k]))[k] is None:
            content = Content(
                graphic=graphic, layer=LAYERS[graphic], title=title, data=data, hash=content_hash(graphic, data)
            )
            _done(await console.prepare(here, item, content))


def items(url: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Graphic, title and data of each prepared item, by its id."""
    first = SPEAKERS[0]
    return {
        "demo-title": ("lower-third", first.name, {"name": first.name, "title": first.office["kk"], "language": "kk"}),
        "demo-qr": ("qr", "QR", {"url": url, "label": "Сұрақ қойыңыз", "language": "kk"}),
        "demo-ticker": ("ticker", "Жүгіртпе жол", {"items": [TITLE["kk"], TITLE["ru"]], "language": "kk"}),
        "demo-clock": ("countdown", "2:00", {"label": "Жауап", "seconds": 120, "language": "kk"}),
        "demo-break": (
            "message",
            "Үзіліс",
            {"title": TITLE["kk"], "text": "Бірнеше минуттан соң жалғастырамыз", "style": "bumper", "language": "kk"},
        ),
    }  # fmt: skip


async def _needed(act: Act, secret: str) -> bool:
    """Whether an invite must be made: there is none, it will soon expire, or its seat was revoked."""
    invite, person = key("invite", office.invite_id(secret)), key("person", office.person_id(secret))
    stored = await act.log.read(OFFICE, [invite, person])
    held: Invite | None = decode(act.kinds, invite, stored[invite])
    whose: Person | None = decode(act.kinds, person, stored[person])
    return held is None or whose is None or whose.revoked or held.expires < act.at + DAY_MS


async def invite(act: Act, sample: Sample, secret_key: str) -> dict[str, str]:
    """A secret for each seat: the same ones at every start, openable more than once.

    Args:
        act: in the office's log, without a command.
        sample: the briefing.
        secret_key: of this installation; the secrets derive from it.

    Raises:
        RefusedError: the office would not.
    """
    secrets = {}
    for seat, (role, name) in SEATS.items():
        briefing = None if role == "owner" else sample.briefing
        secret = secrets[seat] = derive(secret_key, f"demo|{role}|{briefing}")
        if await _needed(act, secret):
            offer = Seat(role=role, name=name, briefing=briefing, reusable=True)
            _done(await office.invite(replace(act, command=None), secret, offer))
    return secrets


def links(public_url: str, sample: Sample, secrets: Mapping[str, str]) -> dict[str, str]:
    """The address of each seat. Secrets stand in the fragment, which no server and no log ever sees."""
    urls = {"viewer": f"{public_url}/b/{sample.slug}"}
    for seat, secret in secrets.items():
        urls[seat] = f"{public_url}/{'screen' if seat == 'screen' else 'join'}#{secret}"
    return urls | {"archive": f"{public_url}/archive/{sample.slug}", "ledger": f"{public_url}/ledger/{sample.slug}"}


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns, the first one aligned."""
    pairs = list(rows)
    width = max(len(label) for label, _ in pairs)
    return "\n".join(f"  {label:<{width}}  {text}" for label, text in pairs)


def qr(url: str) -> str:
    """A QR code of half blocks, dark on light, for a terminal."""
    out = io.StringIO()
    segno.make(url, error="m").terminal(out=out, compact=True)
    return out.getvalue()


def poster(urls: Mapping[str, str]) -> str:
    """What a person sees once all is ready: the links, and the code for a phone."""
    shown = table((LABELS[seat], url) for seat, url in urls.items())
    advice = "Point a phone at it, or open the viewers' link. Ctrl-C ends."
    return f"\nTyńda is ready.\n\n{shown}\n\n{qr(urls['viewer'])}\n  {advice}\n"
