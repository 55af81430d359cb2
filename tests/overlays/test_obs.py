"""What OBS is asked when air changes, and when what it says is worth telling."""

from __future__ import annotations

import pytest

from overlays.cue import Cue, content_hash
from overlays.obs import (
    ASKED,
    BEAT_MS,
    CAPTION,
    CHAPTER,
    CHAPTER_LETTERS,
    LEASE_MS,
    NEAR_MS,
    NUMBERS_MS,
    REFUSED_S,
    SCENE,
    Obs,
    Request,
    Status,
    captioned,
    chapter,
    concerned,
    evolve,
    pause_s,
    possible,
    reported,
    requests,
    spoken,
    touches,
    understood,
)
from overlays.program import Program, on_air
from studio.briefing import Listed, Listing
from studio.events import BriefingOpened, Taken, text_hash
from studio.lines import Captions, Shown
from tests.overlays.samples import AT

HASH = text_hash("kk", "Неге?")


def question(id: str = "c1", question: str = "q1", **more) -> Cue:
    fields = {"item": question, "number": 12, "text": "Жаңа мектеп қашан ашылады?", "taken": 1, "revision": 0}
    return Cue(id=id, question=question, hash=HASH, language="kk", **(fields | more))


def captions(*lines: str, id: str = "k1", **more) -> Cue:
    data = {"lines": list(lines), "language": "en"}
    return Cue(
        id=id, item="captions", graphic="captions", layer="captions", data=data,
        hash=content_hash("captions", data), **({"taken": 1} | more),
    )  # fmt: skip


def program(*cues: Cue, **more) -> Program:
    return Program(id="main", revision=9, layers={cue.layer: cue for cue in cues}, **more)


# -- what OBS is asked --------------------------------------------------------------------------------


def asked(before: Program | None, after: Program | None, scene: str) -> list[Request]:
    return requests(on_air(before, AT), on_air(after, AT), scene)


def test_a_question_on_air_switches_the_scene_and_then_begins_a_chapter():
    assert asked(program(), program(question()), "Question") == [
        Request(SCENE, {"sceneName": "Question"}),
        Request(CHAPTER, {"chapterName": "№ 12 Жаңа мектеп қашан ашылады?"}),
    ]
    assert [r.type for r in asked(None, program(question()), "")] == [CHAPTER]


def test_a_typo_corrected_on_air_is_neither_a_new_scene_nor_a_new_chapter():
    assert asked(program(question()), program(question("c2", revision=1, text="Басқа")), "Question") == []


def test_another_question_and_the_same_one_after_a_kill_are_new():
    there = program(question())
    for after in (program(question("c2", "q2")), program(question("c2", taken=8), killed=7)):
        before = there.model_copy(update={"killed": after.killed})
        assert [r.type for r in asked(before, after, "Question")] == [SCENE, CHAPTER]


@pytest.mark.parametrize("after", [program(), program(question(), killed=1), program(question(until=AT))])
def test_nothing_is_asked_for_what_has_gone(after):
    assert asked(program(question()), after, "Question") == []


def test_other_graphics_leave_the_scene_alone():
    ticker = Cue(id="t1", item="i1", graphic="ticker", layer="ticker", hash=HASH, taken=1)
    assert asked(program(), program(ticker), "Question") == []
    assert asked(program(ticker), None, "Question") == []


def test_captions_follow_what_stands_on_air():
    one = program(captions("Good evening."))
    two = program(captions("Good evening.", "Welcome.", id="k2"))
    assert asked(program(), one, "S") == [Request(CAPTION, {"captionText": "Good evening."})]
    assert asked(one, two, "S") == [Request(CAPTION, {"captionText": "Good evening.\nWelcome."})]
    assert asked(two, two, "S") == []
    assert asked(two, program(), "S") == [Request(CAPTION, {"captionText": ""})]
    assert asked(two, program(captions("x"), killed=5), "S") == [Request(CAPTION, {"captionText": ""})]


def test_captions_that_hide_by_themselves_are_taken_off_the_stream():
    there = program(captions("Good evening.", until=AT + 1))
    assert requests(on_air(there, AT), on_air(program(), AT + 1), "") == [Request(CAPTION, {"captionText": ""})]


def test_of_captions_in_other_letters_only_the_old_line_s_end_is_sent():
    assert asked(program(), program(captions("Қайырлы кеш!")), "") == []
    assert asked(program(captions("Hi")), program(captions("Добрый вечер")), "") == [
        Request(CAPTION, {"captionText": ""})
    ]


def test_live_captions_are_the_latest_two_lines_and_told_when_they_change():
    said = Captions(id="en", lines=tuple(Shown(id=f"l{n}", at=n, text=f"Line {n}.") for n in range(3)))
    assert spoken(None) == ""
    assert spoken(said) == "Line 1.\nLine 2."
    assert captioned("", "Hi") == [Request(CAPTION, {"captionText": "Hi"})]
    assert captioned("Hi", "Hi") == captioned("", "Сәлем") == []


def test_the_signs_of_typographers_are_written_plainly():
    (one,) = asked(program(), program(captions("“Café” – No… it’s №\xa01")), "")
    assert one.data == {"captionText": '"Café" - No... it\'s No. 1'}


@pytest.mark.parametrize("data", [{}, {"lines": None}, {"lines": "text"}, {"lines": 5}, {"lines": []}])
def test_captions_without_lines_are_none(data):
    odd = captions("x").model_copy(update={"data": data})
    assert asked(program(), program(odd), "") == []
    other = captions("x").model_copy(update={"graphic": "my-captions"})
    assert asked(program(), program(other), "") == []


def test_a_chapter_s_name_is_one_line_that_ends_with_a_word():
    assert chapter(question(text="  a\nb  ")) == "№ 12 a b"
    assert chapter(question(number=None)) == "Жаңа мектеп қашан ашылады?"
    assert chapter(question(text="")) == "№ 12"
    long = chapter(question(text="сөз " * 60))
    assert long.endswith("сөз…")
    assert CHAPTER_LETTERS - 4 <= len(long) <= CHAPTER_LETTERS
    assert len(chapter(question(text="ж" * 500))) <= CHAPTER_LETTERS


def test_chapters_need_a_recording_and_captions_a_stream():
    scene, mark, caption = (Request(kind, {}) for kind in (SCENE, CHAPTER, CAPTION))
    on = {"connected": True, "chapters": True, "recording": True, "streaming": True}
    for missing, refused in (
        ("", set()), ("chapters", {CHAPTER}), ("recording", {CHAPTER}), ("streaming", {CAPTION}),
        ("connected", {SCENE}),
    ):  # fmt: skip
        status = Status(**{name: value for name, value in on.items() if name != missing})
        assert {r.type for r in (scene, mark, caption) if not possible(r, status)} == refused


# -- what OBS says ------------------------------------------------------------------------------------


def answers(**more):
    """As OBS 29 gives them; `more` by the request's name."""
    told = {
        "GetVersion": {"obsVersion": "29.0.2", "availableRequests": ["GetStats"], "rpcVersion": 1},
        "GetStreamStatus": {
            "outputActive": True, "outputReconnecting": False, "outputCongestion": 0.126, "outputSkippedFrames": 3,
            "outputTotalFrames": 900,
        },
        "GetRecordStatus": {"outputActive": True, "outputPaused": False},
        "GetSceneList": {"currentProgramSceneName": "Hall", "scenes": [{"sceneName": "Hall"}, {"sceneName": "Q"}]},
        "GetStats": {"activeFps": 29.97002997, "renderSkippedFrames": 1, "outputSkippedFrames": 2},
    }  # fmt: skip
    return [told[kind] | more.get(kind, {}) if kind not in more or more[kind] is not None else None for kind in ASKED]


ON = Status(
    connected=True, version="29.0.2", scene="Hall", streaming=True, recording=True, fps=30.0, congestion=0.13,
    dropped=3, total=900, lagged=1, skipped=2,
)  # fmt: skip


def test_five_answers_make_one_status():
    assert understood(answers(), "Q") == ON
    newer = answers(GetVersion={"obsVersion": "31.0.0", "availableRequests": [CHAPTER]})
    assert understood(newer).chapters
    idle = answers(GetStreamStatus={"outputActive": False}, GetSceneList={"currentProgramSceneName": None})
    assert (understood(idle).congestion, understood(idle).scene) == (None, None)
    assert understood(answers(GetStreamStatus={"outputCongestion": 1.5})).congestion == 1.0


def test_a_scene_that_obs_does_not_have_is_told_before_it_is_needed():
    assert understood(answers(), "q").trouble == "no_such_scene"
    assert understood(answers(), "").trouble is None


@pytest.mark.parametrize(
    "odd",
    [
        [], answers()[:4], [None] * 5, ["x"] * 5, answers(GetStats=None), answers(GetVersion={"obsVersion": 29}),
        answers(GetStreamStatus={"outputSkippedFrames": -1}), answers(GetStats={"activeFps": float("nan")}),
        answers(GetStats={"renderSkippedFrames": 2**60}), answers(GetSceneList={"scenes": [{}]}),
        answers(GetSceneList={"currentProgramSceneName": "x" * 5000}),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_obs_is_refused(odd):
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's and our own alike
        understood(odd)


def test_pauses_grow_and_a_wrong_password_waits_from_the_first():
    assert [pause_s("no_answer", tries) for tries in range(6)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert pause_s("not_obs", 10**6) == 30.0
    assert pause_s("wrong_password", 0) == REFUSED_S


# -- when it is told ----------------------------------------------------------------------------------


def told(status: Status = ON, at: int = AT) -> Obs:
    (event,) = reported(None, status, at)
    return evolve(None, event, at, "obs")


def test_the_record_holds_what_was_said_and_until_when_it_is_believed():
    record = told()
    assert record == Obs(id="obs", at=AT, until=AT + LEASE_MS, **ON.model_dump())
    assert evolve(record, *reported(record, Status(trouble="no_answer"), AT + 1), AT + 1, "obs").scene is None


def test_a_change_is_told_at_once_counters_later_and_the_same_again_later_still():
    record = told()
    for change in ({"scene": "Q"}, {"streaming": False}, {"reconnecting": True}, {"trouble": "no_such_scene"}):
        assert reported(record, ON.model_copy(update=change), AT + 1)
    for counter in ({"dropped": 4}, {"total": 930}, {"fps": 29.9}, {"congestion": 0.2}, {"lagged": 2}, {"skipped": 3}):
        status = ON.model_copy(update=counter)
        assert not reported(record, status, AT + NUMBERS_MS - 1)
        assert reported(record, status, AT + NUMBERS_MS)
    assert not reported(record, ON, AT + BEAT_MS - 1)
    assert reported(record, ON, AT + BEAT_MS)
    assert BEAT_MS * 2 < LEASE_MS, "one beat may be lost"


def test_the_log_holds_neither_scenes_nor_numbers():
    (event,) = reported(None, ON, AT)
    assert event.model_dump() == {"type": "obs_reported", "connected": True, "streaming": True, "recording": True}
    assert list(touches(event)) == ["obs"]
    taken = Taken(cue="c1", hash=HASH, screen="main", layer="question", program=1)
    assert [*touches(BriefingOpened()), *touches(taken)] == []


# -- whose OBS ----------------------------------------------------------------------------------------


def listed(id: str, state: str, starts_at: int) -> Listed:
    return Listed(id=id, listing=Listing(slug=id * 2, title={"kk": id}, starts_at=starts_at, state=state))


def test_obs_is_the_live_briefing_s_and_before_there_is_one_that_of_the_next():
    hour = 3600_000
    yesterday, today = listed("y", "live", AT - 24 * hour), listed("t", "live", AT - hour)
    soon, later = listed("s", "scheduled", AT + hour), listed("l", "scheduled", AT + 2 * hour)
    past, far = listed("p", "ended", AT), listed("f", "scheduled", AT + NEAR_MS + 1)
    assert concerned([yesterday, today, soon, past], AT) == "t"
    assert concerned([later, soon, past, far], AT) == "s"
    assert concerned([past, far], AT) is None
    assert concerned([], AT) is None


def test_a_rehearsal_has_obs_while_nothing_is_live():
    hour = 3600_000
    live, soon = listed("t", "live", AT - hour), listed("s", "scheduled", AT + hour)
    old, new, over, late = (
        listed(id, state, AT + hour).model_copy(update={"rehearses": "s", "until": until})
        for id, state, until in (
            ("o", "live", AT + 1), ("n", "scheduled", AT + 2), ("e", "ended", AT + 3), ("l", "live", AT),
        )
    )  # fmt: skip
    assert concerned([soon, old, new, over, late], AT) == "n"
    assert concerned([soon, old, new, live], AT) == "t"
    assert concerned([soon, over, late], AT) == "s"
