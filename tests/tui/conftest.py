from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def ordinary_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same terminal wherever the tests run; those that need another say so."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "COLORFGBG", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)
