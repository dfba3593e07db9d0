"""The built program as a person at a shell meets it: spawned in a pseudo-terminal, nothing patched."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from terminal import Terminal


@pytest.fixture
def command() -> list[str]:
    """The installed program: the one that HAOWAI_E2E_COMMAND names, else this environment's, else the package's."""
    if named := os.environ.get("HAOWAI_E2E_COMMAND"):
        return shlex.split(named)
    beside = Path(sys.executable).with_name("haowai")
    return [str(beside)] if shutil.which(beside) else [sys.executable, "-m", "haowai_tui"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A reader who has never started haowai, and who speaks English."""
    found = {"HAOWAI_HOME": str(tmp_path / "home"), "HAOWAI_LANG": "en", "COLORTERM": "truecolor"}
    if "PYTHONPATH" in os.environ:
        found["PYTHONPATH"] = str(Path(os.environ["PYTHONPATH"]).resolve())
    return found


def shell(command: list[str], env: dict[str, str], *argv: str) -> Terminal:
    return Terminal([*command, *argv], columns=100, rows=30, env=env)


def test_a_folder_is_added_listed_and_read_in_a_terminal(command, env, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.md").write_text("# 渡轮恢复通航\n\n周一起，渡轮每小时一班。\n", "utf-8")
    with shell(command, env, "add", str(news)) as terminal:
        assert terminal.wait_end() == 0
    with shell(command, env, "list") as terminal:
        assert terminal.wait_end() == 0
        assert "渡轮恢复通航" in terminal.screen()
    with shell(command, env | {"PAGER": "cat"}, "read", "1") as terminal:
        assert terminal.wait_end() == 0
        assert "周一起，渡轮每小时一班。" in terminal.screen()


def test_the_doctor_knows_the_terminal(command, env):
    with shell(command, env, "doctor") as terminal:
        assert terminal.wait_end() == 0
        assert "100x30" in terminal.screen()


def test_a_dumb_terminal_gets_a_hint_instead_of_the_reader(command, env):
    with shell(command, env | {"TERM": "dumb"}) as terminal:
        assert terminal.wait_end() == 2
        assert "The reader needs a terminal" in terminal.screen()
