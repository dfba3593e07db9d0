"""A reader's home with a folder of three articles subscribed to, and commands run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from haowai_tui.__main__ import main

ARTICLES = {
    "harbour.md": "# Harbour reopens\n\nThe *old* harbour opens on Monday, see [the plan](https://example.org/plan).\n",
    "港口.md": "# 港口重新开放\n\n老港口将于周一重新开放，渡轮恢复通航。\n\n- 渡轮\n- 步道\n",
    "wind.txt": "Wind tonight\n\nA gale is expected from the west.\n",
}

Run = Callable[..., int]
Spawn = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of settings and data, in English."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HAOWAI_HOME", str(folder))
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "NO_COLOR", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HAOWAI_LANG", "en")
    return folder


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number, (name, text) in enumerate(ARTICLES.items()):
        (folder / name).write_text(text, "utf-8")
        os.utime(folder / name, (1_780_000_000 + number * 3600,) * 2)
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Run a command in this process; returns its exit code."""
    return lambda *argv: main([str(argument) for argument in argv])


@pytest.fixture
def subscribed(run: Run, news: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder, subscribed to as feed 1."""
    assert run("add", news) == 0
    capsys.readouterr()
    return news


@pytest.fixture
def spawn(home: Path) -> Spawn:
    """Run a command in a process of its own, as a shell would."""

    def spawned(*argv: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        env = {**os.environ, **options.pop("env", {})}  # type: ignore[dict-item]
        command = [sys.executable, "-m", "haowai_tui", *map(str, argv)]
        return subprocess.run(command, env=env, capture_output=True, timeout=60, **options)  # type: ignore[call-overload, no-any-return]

    return spawned
