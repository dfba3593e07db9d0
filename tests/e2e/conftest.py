"""The installed program, and a reader who has never started it."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Terminal

Open = Callable[..., Terminal]


@pytest.fixture
def command() -> list[str]:
    """The installed program: the one that HAOWAI_E2E_COMMAND names, else this environment's, else the package's."""
    if named := os.environ.get("HAOWAI_E2E_COMMAND"):
        return shlex.split(named)
    beside = Path(sys.executable).with_name("haowai")
    return [str(beside)] if shutil.which(beside) else [sys.executable, "-m", "haowai_tui"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A reader's environment: a home of their own, in English."""
    found = {"HAOWAI_HOME": str(tmp_path / "home"), "HAOWAI_LANG": "en", "COLORTERM": "truecolor", "TZ": "UTC"}
    if "PYTHONPATH" in os.environ:
        found["PYTHONPATH"] = str(Path(os.environ["PYTHONPATH"]).resolve())
    return found


@pytest.fixture
def open_terminal(command: list[str], env: dict[str, str]) -> Open:
    """Start the program in a terminal: `open_terminal("list", columns=60, rows=20)`."""

    def opened(*argv: str, columns: int = 100, rows: int = 30, **more: str) -> Terminal:
        return Terminal([*command, *argv], columns=columns, rows=rows, env=env | more)

    return opened
