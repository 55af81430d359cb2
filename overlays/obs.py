"""OBS: what is asked of it when air changes, and what it says of itself.

Both are comparisons: two states of a screen's program give requests of obs-websocket v5, and OBS's answers give one
status, which goes to the log when it tells something new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field

from overlays.cue import Cue
from studio.briefing import Listed
from studio.events import Frozen, ObsReported
from studio.lines import Captions
from studio.records import Record, key

KEY = key("obs", "obs")
"""The key of the one record of kind `obs`."""

ASKED = ("GetVersion", "GetStreamStatus", "GetRecordStatus", "GetSceneList", "GetStats")
"""The requests whose answers make a status, in the order of `understood`."""
SCENE, CHAPTER, CAPTION = "SetCurrentProgramScene", "CreateRecordChapter", "SendStreamCaption"

NUMBERS_MS = 5_000
"""Counters alone are written no oftener."""
BEAT_MS = 10_000
"""Unchanged, a status is written again after this time, so that it is seen to be a present one."""
LEASE_MS = 25_000
"""A status that was not renewed for so long is not to be believed: who wrote it may be gone."""

NEAR_MS = 3 * 3600_000
"""How long before and after its hour a briefing that is not yet live has OBS: so that it can be looked at."""

SPOKEN = 2
"""Lines of live captions in the stream at once."""

CHAPTER_LETTERS = 80
"""Of a chapter's name: players show one line."""
FIRST_PAUSE_S = 0.5
PAUSE_S: Mapping[str, float] = {"no_answer": 5.0, "not_obs": 30.0}
"""The longest pause between two tries to connect."""
REFUSED_S = 60.0
"""The pause after a wrong password, from the first: it won't be right a second later, and OBS shows each try."""

Trouble = Literal["no_answer", "wrong_password", "not_obs", "no_such_scene"]
Line = Annotated[str, Field(max_length=1000)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Measure = Annotated[float, Field(ge=0, lt=10_000, allow_inf_nan=False)]


class Status(Frozen):
    """What OBS says of itself.

    Attributes:
        connected: whether we hear it.
        trouble: why not; or that OBS has no scene of the name that a take shall switch to.
        version: of OBS.
        chapters: it knows chapters of a recording, as OBS does from 30.2 on.
        scene: on its program.
        streaming: its stream's output runs.
        reconnecting: the stream has lost its server, and OBS tries to get it back.
        recording: a recording runs, or is paused.
        paused: it is.
        fps: frames a second that OBS renders.
        congestion: of the stream's connection, 0 to 1.
        dropped: frames of this stream that the network did not take.
        total: frames of this stream.
        lagged: frames that OBS rendered too late since it was started.
        skipped: frames that its encoder was too slow for.
    """

    connected: bool = False
    trouble: Trouble | None = None
    version: str | None = None
    chapters: bool = False
    scene: str | None = None
    streaming: bool = False
    reconnecting: bool = False
    recording: bool = False
    paused: bool = False
    fps: float | None = None
    congestion: float | None = None
    dropped: int = 0
    total: int = 0
    lagged: int = 0
    skipped: int = 0


NUMBERS = frozenset({"fps", "congestion", "dropped", "total", "lagged", "skipped"})


class Obs(Status, Record):
    """The record of kind `obs`: a status, when it was said (ms since the epoch), and until when it is believed."""

    at: int
    until: int


class _Version(BaseModel):
    obs_version: Line = Field(alias="obsVersion")
    available_requests: tuple[str, ...] = Field(alias="availableRequests")


class _Stream(BaseModel):
    output_active: bool = Field(alias="outputActive")
    output_reconnecting: bool = Field(alias="outputReconnecting")
    output_congestion: Measure = Field(alias="outputCongestion")
    output_skipped_frames: Count = Field(alias="outputSkippedFrames")
    output_total_frames: Count = Field(alias="outputTotalFrames")


class _Recording(BaseModel):
    output_active: bool = Field(alias="outputActive")
    output_paused: bool = Field(alias="outputPaused")


class _Scene(BaseModel):
    scene_name: Line = Field(alias="sceneName")


class _Scenes(BaseModel):
    current: Line | None = Field(alias="currentProgramSceneName")
    scenes: tuple[_Scene, ...]


class _Stats(BaseModel):
    active_fps: Measure = Field(alias="activeFps")
    render_skipped_frames: Count = Field(alias="renderSkippedFrames")
    output_skipped_frames: Count = Field(alias="outputSkippedFrames")


def understood(answers: Sequence[Any], wanted: str = "") -> Status:
    """One status out of OBS's answers to `ASKED`.

    Args:
        answers: their data, in that order.
        wanted: the scene that a take shall switch to; empty for none.

    Raises:
        ValueError: that is not how obs-websocket v5 answers.
    """
    if len(answers) != len(ASKED):
        raise ValueError(f"{len(answers)} answers to {len(ASKED)} requests")
    version, stream = _Version.model_validate(answers[0]), _Stream.model_validate(answers[1])
    recording, scenes = _Recording.model_validate(answers[2]), _Scenes.model_validate(answers[3])
    stats = _Stats.model_validate(answers[4])
    missing = bool(wanted) and wanted not in {s.scene_name for s in scenes.scenes}
    congestion = min(1.0, round(stream.output_congestion, 2))
    return Status(
        connected=True, trouble="no_such_scene" if missing else None,
        version=version.obs_version, chapters=CHAPTER in version.available_requests, scene=scenes.current,
        streaming=stream.output_active, reconnecting=stream.output_reconnecting,
        recording=recording.output_active, paused=recording.output_paused,
        fps=round(stats.active_fps, 1), congestion=congestion if stream.output_active else None,
        dropped=stream.output_skipped_frames, total=stream.output_total_frames,
        lagged=stats.render_skipped_frames, skipped=stats.output_skipped_frames,
    )  # fmt: skip


def pause_s(trouble: Trouble, tries: int) -> float:
    """How long to wait before OBS is called again, after so many tries without success."""
    return REFUSED_S if trouble == "wrong_password" else min(FIRST_PAUSE_S * 2 ** min(tries, 10), PAUSE_S[trouble])


def concerned(listings: Collection[Listed], now: int) -> str | None:
    """The briefing that OBS is for: the live one; else the rehearsal that goes on; else that which begins about now.

    Args:
        listings: the office's list, and that of rehearsals.
        now: ms since the epoch.

    Returns:
        Its id. Of several live ones it is that which was to begin last, since somebody forgot to end the others; of
        several rehearsals the latest.
    """
    real = [one for one in listings if one.rehearses is None]
    live = [one for one in real if one.listing.state == "live"]
    if live:
        return max(live, key=lambda one: one.listing.starts_at).id
    rehearsed = [(one.until, one.id) for one in listings if one.until is not None and one.listing.state != "ended"]
    if on := [(until, id) for until, id in rehearsed if until > now]:
        return max(on)[1]
    waiting = [(abs(one.listing.starts_at - now), one.id) for one in real if one.listing.state == "scheduled"]
    return min(((apart, id) for apart, id in waiting if apart <= NEAR_MS), default=(0, None))[1]


# -- to the log ---------------------------------------------------------------------------------------


def reported(record: Obs | None, status: Status, now: int) -> list[ObsReported]:
    """The event that tells of a status, if it is worth one now.

    Args:
        record: what was told last.
        status: what OBS says now.
        now: ms since the epoch.
    """
    if record is not None and now - record.at < _silence_ms(record, status):
        return []
    return [
        ObsReported(connected=status.connected, streaming=status.streaming, recording=status.recording, status=status)
    ]


def _silence_ms(record: Obs, status: Status) -> int:
    told, news = record.model_dump(include=set(Status.model_fields)), status.model_dump()
    differs = {name for name in news if news[name] != told[name]}
    if differs - NUMBERS:
        return 0
    return NUMBERS_MS if differs else BEAT_MS


def touches(event: Any) -> Iterable[str]:
    """The record, if the event is OBS's."""
    return ("obs",) if isinstance(event, ObsReported) else ()


def evolve(state: Obs | None, event: Any, at: int, by: str) -> Obs:
    """Folds one report."""
    return Obs(id="obs", at=at, until=at + LEASE_MS, **event.status.model_dump())


# -- from the log -------------------------------------------------------------------------------------


class Request(NamedTuple):
    """A request of obs-websocket v5."""

    type: str
    data: dict[str, Any]


def requests(was: Mapping[str, Cue], shown: Mapping[str, Cue], scene: str) -> list[Request]:
    """What OBS is asked, now that the program is another one: the scene first, since the air waits for it.

    A question that has come on air switches to the scene and begins a chapter of the recording; a revision of it does
    neither. Captions that changed are sent on, and taken away when they are gone.

    Args:
        was: what was on air when OBS was asked last, by layer: since then something may have hidden by itself.
        shown: what is on air now.
        scene: the one for questions on air; empty leaves OBS's alone.
    """
    come = [cue for layer, cue in shown.items() if cue.question is not None and not _same(was.get(layer), cue)]
    asked = [Request(SCENE, {"sceneName": scene})] if scene and come else []
    asked += [Request(CHAPTER, {"chapterName": chapter(cue)}) for cue in come]
    return asked + captioned(_captions(was), _captions(shown))


def captioned(was: str, now: str) -> list[Request]:
    """What OBS is asked where its stream's captions said one thing and shall say another."""
    old, new = carried(was), carried(now)
    return [] if old == new else [Request(CAPTION, {"captionText": new})]


def spoken(captions: Captions | None) -> str:
    """What captioners have written last, as a stream shows it: two lines."""
    return "\n".join(line.text for line in captions.lines[-SPOKEN:]) if captions else ""


def _same(was: Cue | None, cue: Cue) -> bool:
    return was is not None and (was.item, was.graphic, was.question) == (cue.item, cue.graphic, cue.question)


def chapter(cue: Cue) -> str:
    """The name of a question's chapter: its number and how it begins."""
    name = " ".join(cue.text.split())
    if cue.number is not None:
        name = f"№ {cue.number} {name}".rstrip()
    return name if len(name) <= CHAPTER_LETTERS else f"{name[: CHAPTER_LETTERS - 1].rsplit(' ', 1)[0]}…"


def _captions(shown: Mapping[str, Cue]) -> str:
    there = shown.get("captions")
    match there.data.get("lines") if there is not None and there.graphic == "captions" else None:
        case [*lines]:
            return "\n".join(str(line) for line in lines)
        case _:
            return ""


PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "№": "No.", "\xa0": " "})
"""Signs that typographers use and CEA-608 lacks."""


def carried(text: str) -> str:
    """The captions as a stream can carry them, or none where it can't.

    OBS writes them into the video as CEA-608, which has Latin letters alone: of a Kazakh or a Russian line nothing
    would arrive but a hole.
    """
    plain = text.translate(PLAIN)
    try:
        plain.encode("latin-1")
    except UnicodeEncodeError:
        return ""
    return plain


def possible(request: Request, status: Status) -> bool:
    """Whether OBS could do it now: chapters need a recording, and an OBS that knows them; captions a stream."""
    if request.type == CHAPTER:
        return status.recording and status.chapters
    return status.streaming if request.type == CAPTION else status.connected
