"""Graphics over HTTP: the catalogue, files that end at their folder, the frame that contains, broken folders."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from litestar.datastructures import State
from litestar.testing import TestClient

from studio.settings import Settings
from tests.web.test_library import MANIFEST, drop
from web import errors, graphics, headers
from web.assets import Assets
from web.i18n import Catalogues
from web.library import OWN, Library

PAGE = "http://testserver.local"


@pytest.fixture
def client(dropped: Path, tmp_path: Path) -> Any:
    from litestar import Litestar

    (tmp_path / "dist" / ".vite").mkdir(parents=True)
    chunks = {"src/stage/frame.ts": {"file": "assets/frame-1.js", "css": ["assets/frame-1.css"]}}
    (tmp_path / "dist" / ".vite" / "manifest.json").write_text(json.dumps(chunks))
    settings = Settings(public_url=PAGE, secret_key="s" * 40)
    app = Litestar(
        graphics.routes(Library(dropped)),
        exception_handlers={Exception: errors.handle},
        before_send=[headers.hook(settings, lambda status: None)],
        state=State({"context": SimpleNamespace(settings=settings, assets=Assets(tmp_path), texts=Catalogues())}),
        openapi_config=None,
    )
    with TestClient(app, base_url=PAGE) as found:
        yield found


def listed(client: Any) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in client.get("/graphics").json()["graphics"]}


def test_the_catalogue_tells_what_a_form_needs(client: Any, dropped: Path) -> None:
    drop(
        dropped, v_layer="qr", v_clock=["at"], stepCount=3,
        schema={"type": "object", "required": ["at"], "properties": {"at": {"type": "integer", "title": "When"}}},
        customActions=[{"id": "wave", "name": "Wave", "schema": None}],
    )  # fmt: skip
    entry = listed(client)["flag"]
    assert {k: entry[k] for k in ("name", "layer", "main", "foreign", "steps", "clock", "wrong")} == {
        "name": "Flag", "layer": "qr", "main": "flag.mjs", "foreign": True, "steps": 3, "clock": ["at"], "wrong": "",
    }  # fmt: skip
    assert entry["schema"]["properties"] == {"at": {"type": "integer", "title": "When"}}
    assert entry["actions"] == [{"id": "wave", "name": "Wave", "schema": None}]
    card = listed(client)["question-card"]
    assert (card["foreign"], card["wrong"], card["layer"]) == (False, "", "question")


def test_an_id_is_the_folders_name_as_a_cue_can_hold_it(client: Any, dropped: Path) -> None:
    drop(dropped, "org.example flag")
    pair = drop(dropped, "pair", "left")
    (pair / "right.ograf.json").write_text(json.dumps({**MANIFEST, "name": "Right"}))
    drop(dropped, ".hidden")
    (dropped / "empty").mkdir()
    (dropped / "note.txt").write_text("no folder")
    foreign = {id: entry["name"] for id, entry in listed(client).items() if entry["foreign"]}
    assert foreign == {"org-example-flag": "Flag", "pair-left": "Flag", "pair-right": "Right"}
    assert client.get("/graphics/pair-right/flag.mjs").status_code == 200


@pytest.mark.parametrize("name", ["question-card", "frame"])
def test_no_name_of_the_house_can_be_taken(client: Any, dropped: Path, name: str) -> None:
    drop(dropped, name)
    entries = listed(client).values()
    (twin,) = [entry for entry in entries if entry["foreign"]]
    assert twin["wrong"] == f"the name {name} is taken: rename its folder"
    assert client.get(f"/graphics/{twin['id']}/flag.mjs").status_code == 404
    text = client.get("/graphics/question-card/question-card.mjs").text
    assert text == (OWN / "question-card" / "question-card.mjs").read_text()


@pytest.mark.parametrize(
    ("manifest", "wrong"),
    [
        ("{", "flag.ograf.json: Invalid JSON"),
        ("[]", "flag.ograf.json: Input should be"),
        ({"name": ""}, "flag.ograf.json: name: "),
        ({"colour": "red"}, "not in the specification: colour"),
        ({"main": "gone.mjs"}, "main: there is no file gone.mjs"),
        ({"main": "../../../pyproject.toml"}, "main: there is no file"),
        ({"main": "/etc/passwd"}, "main: there is no file"),
        ({"supportsRealTime": False}, "a live screen can't show it"),
        ({"schema": {"type": "object"}}, "schema: `properties` is missing"),
        ({"customActions": [{"id": "a", "name": "A", "schema": {"type": "text"}}]}, "action a: schema: `type` should"),
        ("9" * 300_000, "flag.ograf.json has more than 256 KB"),
        (None, "flag.ograf.json can't be read"),
    ],
)
def test_a_broken_one_is_told_of_and_breaks_nothing(client: Any, dropped: Path, manifest: Any, wrong: str) -> None:
    path = drop(dropped) / "flag.ograf.json"
    if manifest is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_text(manifest if isinstance(manifest, str) else json.dumps({**MANIFEST, **manifest}))
    drop(dropped, "good")
    found = listed(client)
    assert wrong in found["flag"]["wrong"]
    assert found["good"]["wrong"] == ""
    for path_ in ("/graphics/flag/flag.mjs", "/graphics/frame?graphic=flag"):
        assert client.get(path_).status_code == 404


def test_files_have_their_types_and_are_nobodys_pages(client: Any, dropped: Path) -> None:
    place = drop(dropped)
    kinds = {
        "a.js": "text/javascript", "a.css": "text/css", "a.svg": "image/svg+xml", "A.PNG": "image/png",
        "a.json": "application/json", "a.woff2": "font/woff2", "a.mp4": "video/mp4",
        "a.html": "application/octet-stream", "a": "application/octet-stream",
    }  # fmt: skip
    (place / "deep" / "er").mkdir(parents=True)
    for name, kind in kinds.items():
        (place / "deep" / "er" / name).write_text("x")
        response = client.get(f"/graphics/flag/deep/er/{name}")
        assert (response.status_code, response.text) == (200, "x")
        assert response.headers["content-type"].partition(";")[0] == kind
        assert response.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-cache"


ESCAPES = [
    "../good/flag.mjs", "%2e%2e/good/flag.mjs", "..%2fgood%2fflag.mjs", "deep/../../good/flag.mjs", "%2fetc%2fpasswd",
    "//etc/passwd", ".git/config", "deep/.env", "out.mjs", "outside/flag.mjs", "flag.mjs%00.png", "deep", "",
    "a" * 5000, "..%5cgood%5cflag.mjs",
]  # fmt: skip


@pytest.mark.parametrize("path", ESCAPES)
def test_files_end_at_their_folder(client: Any, dropped: Path, path: str) -> None:
    good, place = drop(dropped, "good"), drop(dropped)
    for name in (".git", "deep"):
        (place / name).mkdir()
    (place / ".git" / "config").write_text("secret")
    (place / "deep" / ".env").write_text("secret")
    (place / "out.mjs").symlink_to(good / "flag.mjs")
    (place / "outside").symlink_to(good)
    response = client.get(f"/graphics/flag/{path}")
    assert response.status_code == 404 or response.url.path == "/graphics/good/flag.mjs"


def test_the_frame_lets_a_graphic_reach_its_own_folder_and_no_more(client: Any, dropped: Path) -> None:
    drop(dropped)
    response = client.get("/graphics/frame?graphic=flag", headers={"host": "testserver.local"})
    assert response.status_code == 200
    assert 'data-main="/graphics/flag/flag.mjs"' in response.text
    assert 'src="/static/dist/assets/frame-1.js"' in response.text
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    own = f"{PAGE}/graphics/flag/"
    assert policy["sandbox"] == "allow-scripts"
    assert policy["default-src"] == policy["frame-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == f"{own} {PAGE}/static/dist/assets/frame-1.js"
    assert policy["connect-src"] == policy["img-src"] == policy["media-src"] == f"{own} data: blob:"
    assert policy["frame-ancestors"] == "'self'"
    for path in ("/graphics/frame", "/graphics/frame?graphic=nothing"):
        assert client.get(path).status_code == 404


def test_a_host_that_is_not_ours_gets_no_say_in_the_policy(client: Any, dropped: Path) -> None:
    drop(dropped)
    response = client.get("/graphics/frame?graphic=flag", headers={"host": "evil.example"})
    assert "evil" not in response.headers["content-security-policy"]
    assert f"{PAGE}/graphics/flag/" in response.headers["content-security-policy"]
