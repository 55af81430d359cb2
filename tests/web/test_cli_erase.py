"""`tynda archive erase`: a slip in a receipt is told before anything is touched, a refusal in words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from studio.archive.queries import Backup
from studio.settings import WrongSettingError
from tests.web.reading import receipt
from web import cli_erase


def options(receipt: str, data: Path | None = None) -> argparse.Namespace:
    return argparse.Namespace(receipt=receipt, data=data)


@pytest.mark.parametrize("code", ["", "7QKF", "7QKF-3M2P-XW4T-D", "https://example.kz/r/x"])
def test_a_slip_is_noticed(code: str):
    with pytest.raises(WrongSettingError, match="the receipt"):
        cli_erase.main(options(code))


def test_a_store_that_is_away_is_told(monkeypatch: Any, free_port: int):
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port}/0")
    with pytest.raises(WrongSettingError, match="does not answer"):
        cli_erase.main(options(receipt(1)))


def test_each_backup_is_named_also_one_that_has_not_ended():
    assert cli_erase.held(Backup(0, "x.tgz", "ab" * 32)) == (
        "A backup made before still holds it: x.tgz (1970-01-01T00:00+00:00, SHA-256 abababababab…)"
    )
    assert cli_erase.held(Backup(0, "x.tgz", None)) == (
        "A backup that is being made, or was cut off, may hold it: x.tgz or .x.tgz.part (1970-01-01T00:00+00:00)"
    )


@pytest.mark.integration
def test_a_refusal_is_told_in_words(monkeypatch: Any, capsys: Any, valkey: Any, tmp_path: Path):
    monkeypatch.setenv("REDIS_URL", valkey.admin_url)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/archive.sqlite3")
    assert cli_erase.main(options(receipt(424242))) == 1
    assert "refused: no question has this receipt" in capsys.readouterr().err
