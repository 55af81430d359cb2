"""No page names what does not exist: links, files, commands, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.settings import Settings
from web.cli import COMMANDS as OURS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = {*OURS, "test", "bench"}
MADE = ("web/static/dist", ".data", ".venv", ".tools")  # by the build or at run time

pages = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))


@pages
def test_links_lead_somewhere(page: Path):
    text = page.read_text()
    for target in re.findall(r"\]\(([^)\s]*)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text):
        if not re.match(r"https?:|mailto:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pages
def test_files_and_folders_exist(page: Path):
    for name in re.findall(r"`((?:\.ci|studio|qa|overlays|web|tests|docs|deploy)/[\w./-]*)`", page.read_text()):
        assert name.startswith(MADE) or (ROOT / name).exists(), name


@pages
def test_commands_are_ours(page: Path):
    for command in re.findall(r"\./tynda ([a-z]+)", page.read_text()):
        assert command in COMMANDS, command
        assert command in (ROOT / "web/usage.txt").read_text(), f"{command} is not in --help"


def test_every_setting_of_the_operators_page_exists():
    known = {name.upper() for name in Settings.model_fields}
    for name in re.findall(r"^export ([A-Z_]+)=", (ROOT / "docs/operator.md").read_text(), flags=re.M):
        assert name in known, name


def test_the_table_of_contents_names_every_page():
    for index in (ROOT / "docs/index.md", ROOT / "docs/decisions/index.md"):
        listed = set(re.findall(r"^([\w/-]+)$", index.read_text(), flags=re.M))
        stems = {p.stem for p in index.parent.glob("*.md")} - {"index"}
        assert stems <= listed, f"missing in {index.name}: {stems - listed}"
