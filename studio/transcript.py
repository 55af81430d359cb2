"""What was on air and when, on the briefing's clock and on the recording's; folds to Markdown and WebVTT chapters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from webvtt import Caption, WebVTT

from studio.events import Frozen

Translate = Callable[[str], str]
"""From the English text of a label to the reader's language."""


class Moment(Frozen):
    """One question on air.

    Attributes:
        number: the question's permanent number.
        since: when it was taken on air, ms since the epoch.
        until: when it left, ms since the epoch.
        text: the wording that was shown.
        asker: name and place as shown; empty for an anonymous asker.
        answered: whether it was marked answered in speech.
    """

    number: int
    since: int
    until: int
    text: str
    asker: str = ""
    answered: bool = False


class Clock(Frozen):
    """How the briefing's time becomes the recording's.

    Attributes:
        opened_at: when the briefing went live, ms since the epoch.
        ended_at: when it ended, ms since the epoch.
        offset_ms: the recording's zero on the briefing's clock: positive when it began later than the briefing.
    """

    opened_at: int
    ended_at: int
    offset_ms: int = 0

    def recorded(self, at: int) -> int:
        """Milliseconds from the recording's start; 0 for what came before it."""
        return max(0, at - self.opened_at - self.offset_ms)


def stamp(ms: int) -> str:
    """A WebVTT time stamp, `00:41:07.250`."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}"


def chapters(moments: Iterable[Moment], clock: Clock) -> list[tuple[int, int, Moment]]:
    """Start and end on the recording, ms, for each moment in order; each chapter lasts until the next begins.

    A question shown on two screens at once, or again at once, is one chapter; what lies before the
    recording's start has none.
    """
    ordered: list[Moment] = []
    for moment in sorted(moments, key=lambda m: (m.since, m.number)):
        if not ordered or ordered[-1].number != moment.number:
            ordered.append(moment)
    ends = [m.since for m in ordered[1:]] + [clock.ended_at]
    timed = ((clock.recorded(m.since), clock.recorded(end), m) for m, end in zip(ordered, ends, strict=True))
    return [(start, end, moment) for start, end, moment in timed if end > start]


def webvtt(moments: Iterable[Moment], clock: Clock) -> str:
    """A chapters track: one cue a question."""
    track = WebVTT()
    for start, end, moment in chapters(moments, clock):
        track.captions.append(Caption(stamp(start), stamp(end), _cue_text(f"№ {moment.number}. {moment.text}")))
    return str(track.content)


def _cue_text(text: str) -> str:
    """One line in which no mark of WebVTT is left: `&` and `<` escaped, so `-->` cannot stand either."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|!~"})


def plain(text: str) -> str:
    """A text as Markdown that shows it literally, on one line."""
    return " ".join(text.split()).translate(_SPECIAL)


def markdown(
    title: str, facts: Sequence[tuple[str, str]], moments: Sequence[Moment], clock: Clock, translate: Translate
) -> str:
    """The record as Markdown.

    Args:
        title: the briefing's.
        facts: label and value of what stands at the top (date, speakers ...).
        moments: what was on air.
        clock: the recording's.
        translate: for the labels.
    """
    lines = [f"# {plain(title)}", ""]
    lines += [f"* **{plain(label)}:** {plain(value)}" for label, value in facts]
    lines += ["", f"## {translate('On air')}", ""]
    for start, _, moment in chapters(moments, clock):
        outcome = translate("answered in speech") if moment.answered else translate("shown, no answer marked")
        lines += [f"### {stamp(start)[:8]} № {moment.number}", "", plain(moment.text), ""]
        lines += [f"{plain(moment.asker)} · {outcome}" if moment.asker else outcome, ""]
    return "\n".join(lines).rstrip() + "\n"
