"""`tynda graphics check` in a real Chromium: our own graphics pass, and each way to be wrong is told in a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Error

from web import cli_graphics_browser
from web.cli import main
from web.cli_graphics_browser import SHOTS, captured
from web.library import OWN

pytestmark = pytest.mark.browser

MANIFEST = {
    "$schema": "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json", "id": "g", "name": "G",
    "main": "main.mjs", "supportsRealTime": True, "supportsNonRealTime": False,
    "schema": {"type": "object", "properties": {"text": {"type": "string"}}},
}  # fmt: skip
GOOD = """export default class extends HTMLElement {
  steps = 1;
  async load({ data }) { this.data = { ...data }; this.step = undefined; }
  async dispose() { this.data = undefined; this.innerHTML = ""; }
  async playAction({ delta, goto } = {}) {
    const step = goto ?? (this.step ?? -1) + (delta ?? 1);
    this.step = step < this.steps ? step : undefined;
    this.draw();
    return { statusCode: 200, currentStep: this.step };
  }
  async stopAction() { this.step = undefined; this.draw(); }
  async updateAction({ data }) { Object.assign(this.data, data); this.draw(); }
  async customAction({ id }) { return { statusCode: id === "wink" ? 200 : 404 }; }
  async setActionsSchedule({ schedule }) { this.schedule = schedule; }
  async goToTime({ timestamp }) {
    const past = this.schedule.filter((s) => s.timestamp <= timestamp).map((s) => s.action.type);
    this.step = past.includes("playAction") && !past.includes("stopAction") ? 0 : undefined;
    this.at = timestamp; this.draw();
  }
  draw() { const left = 100 + (this.step ?? 0) * 50 + (this.at ?? 0) / 100;
    this.innerHTML = this.step === undefined ? "" : `<p style="position: absolute; left: ${left}px; top: 100px;
      margin: 0; width: 300px; height: 100px; background: #036; color: #fff">${this.data.text}</p>`; }
}"""


def drop(folder: Path, script: str = GOOD, **more: Any) -> Path:
    """A graphic in its folder."""
    folder.mkdir(exist_ok=True)
    (folder / "main.mjs").write_text(script)
    (folder / "g.ograf.json").write_text(json.dumps({**MANIFEST, **more}))
    return folder


def made(body: str) -> str:
    """A good one with something of its own."""
    return GOOD.replace("export default class", "class Good") + f"\nexport default class extends Good {{ {body} }}"


def check(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, list[str]]]:
    """The exit code, and what was said of each graphic."""
    code = main(["graphics", "check", *(str(a) for a in arguments)])
    said: dict[str, list[str]] = {}
    for line in capsys.readouterr().out.splitlines():
        if line.startswith("  "):
            said[list(said)[-1]].append(line.strip())
        else:
            said[line.partition(":")[0]] = []
    return code, said


def test_every_graphic_of_ours_passes(capsys: Any, tmp_path: Path) -> None:
    code, said = check(capsys, OWN, "--out", tmp_path)
    assert said == {path.parent.name: [] for path in sorted(OWN.glob("*/*.ograf.json"))}
    assert code == 0
    for name in said:
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert picture.size == (640, 360)
            assert picture.getchannel("A").getextrema() == (0, 255), "something, on a transparent ground"


def test_a_good_one_passes_with_steps_and_actions_and_frame_by_frame(capsys: Any, tmp_path: Path) -> None:
    place = drop(
        tmp_path / "g", GOOD.replace("steps = 1", "steps = 3"), stepCount=3, supportsNonRealTime=True,
        customActions=[{"id": "wink", "name": "Wink", "schema": None}],
    )  # fmt: skip
    assert check(capsys, place) == (0, {"g": []})
    assert (place / "thumbnails" / "g.png").exists()
    goes_by_itself = made(
        """async playAction() { this.step = 0; this.draw(); setTimeout(() => this.stopAction(), 3_000); }"""
    )
    assert check(capsys, drop(tmp_path / "bumper", goes_by_itself, stepCount=0))[0] == 0


LIVES = {
    "paints-early": ("connectedCallback() { this.textContent = 'x'; }", "something is to be seen before load()"),
    "paints-at-load": ("async load(p) { await super.load(p); this.step = 0; this.draw(); }",
                       "something is to be seen before playAction()"),
    "load-throws": ("async load() { throw new Error('no picture'); }", "load throws: no picture"),
    "load-refuses": ("async load() { return { statusCode: 400, statusMessage: 'odd data' }; }",
                     "load is answered by 400 odd data"),
    "load-never-ends": ("load() { return new Promise(() => {}); }", "load does not end within 3 s"),
    "load-loops": ("load() { for (;;); }", "load never comes back: it loops for ever"),
    "play-loops": ("async playAction() { for (;;); }", "playAction never comes back: it loops for ever"),
    "loops-later": ("async playAction(p) { setTimeout(() => { for (;;); }); return super.playAction(p); }",
                    "its picture can't be taken: the page is stuck"),
    "leaves": ("async playAction() { location.reload(); return new Promise(() => {}); }",
               "playAction takes its page away: "),
    "shows-nothing": ("draw() {}", "nothing is to be seen after playAction()"),
    "says-no-step": ("async playAction(p) { await super.playAction(p); }",
                     "playAction says `currentStep` None, not 0, after the first play"),
    "has-no-end": ("async playAction() { this.step = 0; this.draw(); return { currentStep: 0 }; }",
                   "playAction() past the last step says `currentStep` 0: it is at its end"),
    "stays": ("async stopAction() {}", "something is to be seen after stopAction()"),
    "update-throws": ("async updateAction() { throw new Error('boo'); }", "updateAction throws: boo"),
    "unknown-action": ("customAction() { return new Promise(() => {}); }",
                       "customAction of an action that it does not have does not end within 3 s"),
    "overlaps": ("async playAction(p) { await new Promise((go) => setTimeout(go, 200)); return super.playAction(p); }",
                 "something is to be seen after overlapping calls of which stopAction() was the last"),
    "dispose-refuses": ("async dispose() { return { statusCode: 500 }; }", "dispose is answered by 500"),
    "left-behind": ("async dispose() { document.body.insertAdjacentHTML('beforeend',"
                    "'<p style=\"position: absolute; left: 500px; top: 500px\">x</p>'); }",
                    "something is to be seen after dispose()"),
    "throws-later": ("async playAction(p) { setTimeout(() => { throw new Error('later'); }, 10);"
                     "return super.playAction(p); }", "threw outside of its methods: later"),
    "asks-the-net": ("async load(p) { await super.load(p); await fetch('https://example.org/').catch(() => {}); }",
                     "asks for https://example.org/: a contained graphic has nothing but its own folder"),
    "asks-for-more": ("async load(p) { await super.load(p); await fetch(new URL('gone.json', import.meta.url))"
                      ".catch(() => {}); }", "asks for gone.json, which is not in its folder"),
    "evaluates": ("async load(p) { await super.load(p); try { new Function('1')(); } catch {} }",
                  "asks for eval: a contained graphic has nothing but its own folder"),
    "too-wide": ("draw() { super.draw(); this.innerHTML = this.innerHTML.replace('left: 100px', 'left: 1900px'); }",
                 "paints outside of 1920x1080 after playAction()"),
}  # fmt: skip


def test_each_flaw_of_a_life_is_told_in_a_line(capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_graphics_browser, "ANSWER_MS", 3_000)
    monkeypatch.setattr(cli_graphics_browser, "LOOP_S", 6)
    for name, (body, _) in LIVES.items():
        drop(tmp_path / name, made(body))
    code, said = check(capsys, tmp_path)
    assert code == 1
    untold = {name: said[name] for name, (_, flaw) in LIVES.items() if not any(s.startswith(flaw) for s in said[name])}
    assert untold == {}


FRAMES = {
    "no-method": ("goToTime = undefined;", "it has no method goToTime"),
    "remembers": ("async goToTime(p) { this.data.text = (this.n = (this.n ?? 0) + 1); await super.goToTime(p); }",
                  "goToTime(5000) is another picture when one comes from a later time"),
    "too-early": ("async goToTime(p) { await super.goToTime(p); this.step = 0; this.draw(); }",
                  "goToTime paints before the first playAction of its schedule, or after the stopAction"),
    "too-late": ("async goToTime(p) { await super.goToTime(p); this.innerHTML = ''; }",
                 "goToTime paints nothing between playAction and stopAction of its schedule"),
    "schedule-refused": ("async setActionsSchedule() { return { statusCode: 500 }; }",
                         "setActionsSchedule is answered by 500"),
}  # fmt: skip


def test_frame_by_frame_each_flaw_is_told_too(capsys: Any, tmp_path: Path) -> None:
    for name, (body, _) in FRAMES.items():
        drop(tmp_path / name, made(body), supportsNonRealTime=True)
    code, said = check(capsys, tmp_path)
    assert code == 1
    for name, (_, flaw) in FRAMES.items():
        assert any(line.startswith(flaw) for line in said[name]), (name, said[name])


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "manifest": ({"name": ""}, "g.ograf.json: name: String should have at least 1 character"),
    "form": ({"schema": {"type": "object", "properties": {"a": {"type": "text"}}}}, "g.ograf.json: schema.a: `type`"),
    "picture": ({"thumbnails": [{"file": "gone.png"}]}, "g.ograf.json: thumbnails: there is no file gone.png"),
    "no-schema": ({"schema": {"type": "object", "properties": {"a": {"type": "string", "minLength": "3"}}}},
                  "schema.properties.a.minLength: '3' is not of type 'integer'"),
    "no-example": ({"schema": {"type": "object", "properties": {"a": {"type": "string", "pattern": "^[A-Z]{3}$"}}}},
                   "schema: what it gives to try is wrong, $.a: 'Сынақ мәтіні' does not match"),
}  # fmt: skip


def test_what_is_wrong_on_paper_is_told_before_anything_is_tried(capsys: Any, tmp_path: Path) -> None:
    for name, (manifest, _) in WRONG.items():
        drop(tmp_path / name, **manifest)
    (tmp_path / "exports").mkdir()
    drop(tmp_path / "exports", "export default class {}")
    code, said = check(capsys, tmp_path)
    assert code == 1
    for name, (_, flaw) in WRONG.items():
        assert said[name][0].startswith(flaw), (name, said[name])
    assert said["exports"] == ["its default export is no class that extends HTMLElement"]


def test_a_folder_without_graphics_and_a_machine_without_a_chromium(
    capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["graphics", "check", str(tmp_path)]) == 2
    assert "holds no manifest (*.ograf.json)" in capsys.readouterr().err
    assert main(["graphics", "check"]) == 2
    assert "say which folder" in capsys.readouterr().err
    place = str(drop(tmp_path / "g"))
    for chromium, said in (("/nowhere/chromium", "install the package `chromium`"), ("/bin/false", "does not start")):
        monkeypatch.setenv("CHROMIUM", chromium)
        assert main(["graphics", "check", place]) == 1
        assert said in capsys.readouterr().err
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setitem(sys.modules, "web.cli_graphics_browser", None)
    assert main(["graphics", "check", place]) == 1
    assert "needs the extra `check`" in capsys.readouterr().err


def test_the_list_names_what_is_there_and_what_is_broken(
    capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(tmp_path / "flag", v_layer="qr")
    drop(tmp_path / "bad", main="gone.mjs")
    monkeypatch.setenv("GRAPHICS_DIR", str(tmp_path))
    assert main(["graphics"]) == 0
    monkeypatch.setenv("GRAPHICS_DIR", str(tmp_path / "nowhere"))
    assert main(["graphics"]) == 2
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in capsys.readouterr().out.splitlines()}
    assert lines["question-card"] == "question Question card"
    assert lines["flag"] == "qr G (dropped in)"
    assert lines["bad"] == "message can't be used: g.ograf.json: main: there is no file gone.mjs (dropped in)"


async def test_a_picture_that_can_not_be_taken_at_this_moment_is_taken_at_the_next() -> None:
    said: list[str] = []

    async def take() -> bytes:
        if said:
            raise Error(said.pop())
        return b"png"

    refusal = "Page.screenshot: Protocol error (Page.captureScreenshot): Unable to capture screenshot"
    said += [refusal] * (SHOTS - 1)
    assert await captured(take) == b"png"
    for refused in ([refusal] * SHOTS, ["Target page, context or browser has been closed"]):
        said[:] = refused
        with pytest.raises(Error):
            await captured(take)
        assert not said
