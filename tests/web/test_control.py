"""Health, metrics, headers, problem details, assets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from redis.asyncio import Redis

from studio.archive import engine, schema
from tests.web.conftest import Web
from web.assets import Assets
from web.headers import policy


@pytest.mark.integration
async def test_ready_degraded_and_ready(web: Web) -> None:
    without = await web.http.get("/health/ready")
    assert (without.status_code, without.json()) == (200, {"status": "degraded", "reason": "archive_database_away"})
    tables = engine.connect(web.settings.database_url.get_secret_value())
    await schema.migrate(tables)
    await tables.dispose()
    assert (await web.http.get("/health/ready")).json() == {"status": "ok"}
    assert (await web.http.get("/health/live")).json() == {"status": "ok"}


@pytest.mark.integration
async def test_a_store_without_our_functions_is_not_ready(web: Web, admin: Redis) -> None:
    functions = await admin.execute_command("FUNCTION", "DUMP")
    await admin.execute_command("FUNCTION", "FLUSH")
    try:
        answer = await web.http.get("/health/ready")
    finally:
        await admin.execute_command("FUNCTION", "RESTORE", functions, "REPLACE")
    assert (answer.status_code, answer.json()["reason"]) == (503, "store_not_prepared")


@pytest.mark.integration
async def test_the_archives_pages_are_away_with_its_database(web: Web, briefing: str) -> None:
    assert (await web.http.get("/archive")).status_code == 503


@pytest.mark.integration
async def test_metrics_name_nobody(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    await web.sit("moderator", briefing)
    text = (await web.http.get("/metrics")).text
    assert 'tynda_http_requests_total{status="200"}' in text
    assert "Ayan" not in text
    assert "127.0.0.1" not in text


@pytest.mark.integration
async def test_every_answer_carries_its_policy(web: Web) -> None:
    for path in ("/join", "/health/live", "/nowhere", "/static/nowhere"):
        headers = (await web.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


@pytest.mark.integration
async def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(web: Web) -> None:
    page = await web.http.get("/nowhere", headers={"accept": "text/html", "accept-language": "ru"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Такой страницы нет" in page.text
    problem = await web.http.get("/nowhere")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json() == {"type": "urn:tynda:not_found", "title": "Not Found", "status": 404, "code": "not_found"}
    assert (await web.http.put("/join")).json()["code"] == "not_allowed"


@pytest.mark.integration
@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/graphics/%2e%2e/program.py"]
)
async def test_static_files_end_at_their_folder(web: Web, path: str) -> None:
    response = await web.http.get(path)
    assert response.status_code == 404
    assert "import" not in response.text


def test_the_policy_lets_a_player_in_on_the_viewers_page_alone(tmp_path: Path) -> None:
    from studio.settings import Settings

    mine = Settings(public_url="https://t.example", gateway_url="wss://t.example:8001", media_url="https://m.example")
    assert "frame-src https:;" in policy(mine, "/b/open-day")
    assert "frame-src 'self';" in policy(mine, "/desk/b")
    assert "frame-ancestors 'none'" in policy(mine, "/desk/b")
    assert "frame-ancestors 'self'" in policy(mine, "/screen")
    assert "connect-src 'self' wss://t.example wss://t.example:8001 https://m.example;" in policy(mine, "/")


def test_assets_are_found_by_the_manifest(tmp_path: Path) -> None:
    assert not Assets(tmp_path).built
    assert Assets(tmp_path).script("desk") is None
    manifest = tmp_path / "dist" / ".vite" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({
        "src/desk.ts": {"file": "assets/desk-1.js", "imports": ["_lib.js"], "css": ["assets/desk-1.css"]},
        "_lib.js": {"file": "assets/lib-1.js", "imports": ["src/desk.ts"], "css": ["assets/lib-1.css"]},
    }))  # fmt: skip
    assets = Assets(tmp_path)
    assert assets.script("desk") == "/static/dist/assets/desk-1.js"
    assert assets.styles("desk") == ["/static/dist/assets/lib-1.css", "/static/dist/assets/desk-1.css"]
    assert assets.styles("nothing") == []
