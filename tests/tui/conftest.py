from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language


@pytest.fixture(autouse=True)
def ordinary_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same terminal wherever the tests run; those that need another say so."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "COLORFGBG", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """The sample edition in a home of its own, in English."""
    set_language("en")
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as opened:
        opened.install_sample()
        yield opened
