"""What machines read of a record's page: schema.org and Open Graph, made of what people read there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from studio.events import Language
from studio.minutes import Minutes, Reader, chapters
from web.i18n import LANGUAGES
from web.player import medium

LOCALES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}


def iso(at: int) -> str:
    """A moment, ms since the epoch, as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def alternates(url: str) -> dict[str, str]:
    """The page's addresses by language, and the one where the reader's own is found out."""
    more = "&" if "?" in url else "?"
    return {**{lang: f"{url}{more}lang={lang}" for lang in LANGUAGES}, "x-default": url}


def shared(title: str, what: str, url: str, language: Language, image: str | None) -> dict[str, Any]:
    """What is shown of a page where its address is shared, in the page's language.

    Args:
        title: the page's.
        what: is to be read there.
        url: its public address, without a language.
        language: the reader's.
        image: the address of the picture beside it.
    """
    every = alternates(url)
    return {
        "type": "website",
        "title": title,
        "description": what,
        "alternates": every,
        "canonical": every[language],
        "locale": LOCALES[language],
        "other_locales": [locale for lang, locale in LOCALES.items() if lang != language],
        "image": image,
    }


def described(whole: Minutes, reader: Reader, base: str, image: str | None = None) -> dict[str, Any]:
    """The parts of a page's head.

    Args:
        whole: the record.
        reader: for whom it is written out.
        base: our public address.
        image: as `shared` has it.
    """
    url = f"{base.rstrip('/')}/archive/{whole.slug}"
    facts = [f"{label}: {value}" for label, value in whole.facts(reader)]
    title, what = reader.pick(whole.title), " · ".join(facts)
    video = whole.recording_url if medium(whole.recording_url) == "video" else None
    return {
        **shared(title, what, url, reader.language, image),
        "type": "video.other" if video else "article",
        "video": video,
        "published": iso(whole.clock.ended_at),
        "linked": {"@context": "https://schema.org", **_event(whole, title, what, url)},
    }


def _event(whole: Minutes, title: str, what: str, url: str) -> dict[str, Any]:
    """The briefing as an event that is over, with its recording."""
    event: dict[str, Any] = {
        "@type": "Event", "name": title, "description": what, "url": url,
        "startDate": iso(whole.clock.opened_at), "endDate": iso(whole.clock.ended_at),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url}, "inLanguage": list(whole.languages),
        "performer": [{"@type": "Person", "name": speaker.name} for speaker in whole.speakers],
    }  # fmt: skip
    if whole.recording_url:
        event["recordedIn"] = _video(whole, title, what, url)
    return event


def _video(whole: Minutes, title: str, what: str, url: str) -> dict[str, Any]:
    place = "contentUrl" if medium(whole.recording_url) else "embedUrl"
    return {
        "@type": "VideoObject" if medium(whole.recording_url) != "audio" else "AudioObject",
        "name": title, "description": what, "uploadDate": iso(whole.clock.ended_at), "url": url,
        place: whole.recording_url, "inLanguage": list(whole.languages),
        "hasPart": [
            {
                "@type": "Clip", "name": f"№ {chapter.question.number}. {chapter.text}",
                "startOffset": chapter.start // 1000, "endOffset": chapter.end // 1000,
                "url": f"{url}?t={chapter.start // 1000}",
            }
            for chapter in chapters(whole)
        ],
    }  # fmt: skip
