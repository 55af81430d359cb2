"""The command line: help, bad options and settings, the Procfile, what each child may know."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio.sealing import key_of, make_key, public_key
from studio.settings import Settings, WrongSettingError, derive, load
from web import configuration
from web.cli import USAGE, main, parser
from web.cli_children import OWN, SHARED, STOP_ORDER, check_ports, environment, health, passwords
from web.cli_demo import confidential_key_in
from web.cli_up import procfile
from web.processes import NAMES, PLACES, RUN, Readiness

SECRET = "s" * 40
ADMIN = "redis://tynda-admin:topsecret@127.0.0.1:6400/0"


def settings(**more: object) -> Settings:
    return Settings(**{"secret_key": SecretStr(SECRET), "redis_url": SecretStr(ADMIN), **more})  # type: ignore[arg-type]


def fails_with(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr of a command that ends with 2."""
    try:
        code = main(arguments)
    except SystemExit as exit_:
        code = exit_.code  # type: ignore[assignment]
    assert code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    return lines[0]


def test_help_names_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    said = capsys.readouterr().out
    assert said == USAGE.read_text(encoding="utf-8")
    commands = next(a for a in parser()._actions if a.dest == "command").choices
    assert isinstance(commands, dict)
    for name, command in commands.items():
        assert f"./tynda {name}" in said
        for action in command._actions:
            assert all(option in said for option in action.option_strings if option.startswith("--"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["dance"], "dance"),
        ([], "command"),
        (["demo", "--port", "70000"], "port (1024 to 65000)"),
        (["demo", "--audience", "many"], "number (0 to 20000)"),
        (["run", "kitchen"], "kitchen"),
        (["invite", "king"], "king"),
        (["invite", "owner", "--data", "/nowhere"], "--data"),
    ],
)
def test_a_bad_option_is_one_clear_line(capsys: pytest.CaptureFixture[str], arguments: list[str], word: str) -> None:
    assert word in fails_with(capsys, *arguments)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PORT", "abc", "PORT"),
        ("REDIS_URL", "http://u:hidden@x", "redis://"),
        ("SECRET_KEY", "short", "32 characters"),
        ("TLS_CERT", "/x.pem", "TLS_KEY"),
        ("TRUSTED_PROXIES", "10.0.0.1", "JSON"),
        ("CONFIDENTIAL_KEY", "hidden", "as ./tynda key prints it"),
        ("CONFIDENTIAL_KEY", "not base64: hidden", "as ./tynda key prints it"),
        ("CONFIDENTIAL_PUBLIC_KEY", "aGlkZGVu", "as ./tynda key prints it"),
        ("SECRET_KEY", "", "is needed"),
        ("DEAD_MAN_S", "3", "at least 5"),
    ],
)
def test_a_bad_setting_is_one_clear_line_without_its_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv(name, value)
    said = fails_with(capsys, "up")
    assert word in said
    assert "hidden" not in said


def test_a_taken_port_is_one_clear_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        with pytest.raises(WrongSettingError, match=f"PORT: {port}, which web needs"):
            check_ports("127.0.0.1", port, ("web",))
        monkeypatch.setenv("SECRET_KEY", SECRET)
        monkeypatch.setenv("PORT", str(port))
        assert str(port) in fails_with(capsys, "up", "web")
    check_ports("127.0.0.1", port, ("web",))


def test_an_unknown_process_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    assert "kitchen" in fails_with(capsys, "up", "kitchen")


def test_the_procfile_is_ours() -> None:
    assert procfile(Path("Procfile").read_text()) == list(NAMES)
    assert procfile("# a comment\n\nw: tynda run web\n") == ["web"]
    with pytest.raises(WrongSettingError, match="line 2"):
        procfile("web: ./tynda run web\nclock: ./clock.sh")


def test_every_process_can_be_run_and_is_stopped() -> None:
    assert set(RUN) == set(NAMES) == set(OWN)
    assert set(NAMES) | {"valkey"} <= {name for group in STOP_ORDER for name in group}
    assert STOP_ORDER[-1] == ("valkey",)
    assert len(set(PLACES.values())) == len(PLACES)


def test_a_child_knows_no_more_than_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "leak")
    every = {name: environment(name, settings()) for name in NAMES}
    for name, env in every.items():
        assert "topsecret" not in "".join(env.values())
        assert "AWS_SECRET_ACCESS_KEY" not in env
        assert env["REDIS_URL"] == f"redis://{name}:{passwords(SECRET)[name]}@127.0.0.1:6400/0"
    assert {name for name in NAMES if "SECRET_KEY" in every[name]} == {"web"}
    assert {name for name in NAMES if "VIEWER_KEY" in every[name]} == {"web", "gateway"}
    assert {name for name in NAMES if "DATABASE_URL" in every[name]} == {"web", "archive"}
    assert SECRET not in "".join(every["gateway"].values())
    assert every["gateway"]["VIEWER_KEY"] == every["web"]["VIEWER_KEY"]
    assert len(set(passwords(SECRET).values())) == len(NAMES)


def test_only_web_can_open_tip_offs_and_who_takes_them_in_can_seal_them() -> None:
    private = make_key()
    every = {name: environment(name, settings(confidential_key=SecretStr(private))) for name in NAMES}
    assert {name for name, env in every.items() if private in env.values()} == {"web"}
    holders = {name for name, env in every.items() if env.get("CONFIDENTIAL_PUBLIC_KEY") == public_key(private)}
    assert holders == {"web", "gateway"}
    assert not any("CONFIDENTIAL" in name for process in ("desk", "archive") for name in every[process])


def test_only_the_archive_can_open_addresses_and_web_cant_even_derive_the_key() -> None:
    given = settings(smtp_url=SecretStr("smtp://u:secret@mx.test"), mail_from="Tynda <a@b.kz>")
    every = {name: environment(name, given) for name in NAMES}
    private = key_of(derive(SECRET, "mail"))
    assert {name for name, env in every.items() if private in env.values()} == {"archive"}
    assert {name for name, env in every.items() if env.get("MAIL_PUBLIC_KEY") == public_key(private)} == {"web"}
    assert {name for name, env in every.items() if "smtp://u:secret@mx.test" in env.values()} == {"archive"}
    assert not [name for name, env in every.items() if SECRET in "".join(env.values())]
    assert key_of(derive(every["web"]["SECRET_KEY"], "mail")) != private
    without = {name: environment(name, settings()) for name in NAMES}
    assert not without["web"]["MAIL_PUBLIC_KEY"]
    assert "SMTP_URL" not in without["archive"]


@pytest.mark.parametrize(
    "given",
    [
        {"smtp_url": "http://mx.test", "mail_from": "a@b.kz"}, {"smtp_url": "smtp://mx.test"},
        {"smtp_url": "smtp://mx.test", "mail_from": "a@b.kz\nBcc: x@y.kz"},
        {"smtp_url": "smtp://mx.test", "mail_from": "nobody"},
    ],
    ids=["scheme", "no sender", "line break", "no address"],
)  # fmt: skip
def test_wrong_settings_of_letters(given: dict[str, str]) -> None:
    with pytest.raises(WrongSettingError, match=r"SMTP_URL|MAIL_FROM"):
        load(**given)


def test_a_machine_without_the_private_key_hands_out_the_public_one() -> None:
    public = public_key(make_key())
    given = settings(confidential_public_key=public)
    assert environment("gateway", given)["CONFIDENTIAL_PUBLIC_KEY"] == public
    assert not environment("web", given)["CONFIDENTIAL_KEY"]
    assert not environment("gateway", settings())["CONFIDENTIAL_PUBLIC_KEY"]


def test_two_keys_that_do_not_belong_together_are_named_and_not_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("CONFIDENTIAL_KEY", one := make_key())
    monkeypatch.setenv("CONFIDENTIAL_PUBLIC_KEY", other := public_key(make_key()))
    said = fails_with(capsys, "up")
    assert "CONFIDENTIAL_PUBLIC_KEY" in said
    assert one not in said
    assert other not in said


def test_a_pair_of_keys_is_printed_as_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["key"]) == 0
    for line in capsys.readouterr().out.splitlines():
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value)
    read = load()
    assert read.confidential_public_key == public_key(read.confidential_key.get_secret_value())
    assert read.confidential_key.get_secret_value() not in repr(read)


def test_the_demo_keeps_its_key_where_nobody_else_can_read_it(tmp_path: Path) -> None:
    key = confidential_key_in(tmp_path)
    assert confidential_key_in(tmp_path) == key
    assert public_key(key)
    assert {(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {("confidential.key", 0o600)}


def test_a_child_reads_the_settings_that_it_was_handed(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings(demo=True, trusted_proxies=("10.0.0.0/8",), port=9100)
    env = environment("web", given)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    read = Settings()
    for name in {*SHARED, *OWN["web"]} - {"secret_key"}:
        assert getattr(read, name) == getattr(given, name)
    assert read.viewers == given.viewers


def test_an_origin_is_written_as_browsers_write_it() -> None:
    for url in ("https://ask.example", "https://ask.example:443", "https://ASK.example/"):
        assert load(public_url=url).origins == {"https://ask.example"}
    assert load(public_url="https://ask.example:8443").origins == {"https://ask.example:8443"}


def test_every_setting_is_handed_to_somebody() -> None:
    handed = {*SHARED, *(name for names in OWN.values() for name in names), "redis_url", "viewer_key"}
    own = {"retain_days", "captions_model", "captions_languages"}  # of commands that need no process
    assert set(Settings.model_fields) - handed == own


def test_health_says_where_to_ask() -> None:
    assert health(settings(port=9000), NAMES) == {
        "web": "http://127.0.0.1:9000",
        "gateway": "http://127.0.0.1:9001",
        "desk": "http://127.0.0.1:9003",
        "archive": "http://127.0.0.1:9004",
        "obs": "http://127.0.0.1:9006",
    }


def test_ready_means_that_nothing_is_away() -> None:
    ready = Readiness("store", "database")
    assert ready.report()[0] == 503
    ready.set("store", None)
    ready.set("database", "OperationalError")
    assert ready.report() == (503, {"status": "not ready", "away": {"database": "OperationalError"}})
    ready.set("database", None)
    assert ready.report() == (200, {"status": "ready"})


def test_the_configuration_page_is_up_to_date() -> None:
    assert configuration.PAGE.read_text(encoding="utf-8") == configuration.page(), "run: python -m web.configuration"


def test_importing_the_command_line_is_light() -> None:
    """Every child imports it before its own parts: 0.1 s here would be 0.1 s on each start."""
    code = "import json, sys, web.cli; print(json.dumps(sorted(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {"litestar", "redis", "sqlalchemy", "pydantic"} & set(json.loads(said))
