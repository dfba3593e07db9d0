"""The reader's editor, opened where something is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from haowai_tui.library.editor import editing

FILE = Path("/home/mei/config.toml")


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["/usr/bin/nano"], ["/usr/bin/nano", "+7", str(FILE)]),
        (["/usr/bin/nvim", "-R"], ["/usr/bin/nvim", "-R", "+7", str(FILE)]),
        (["/usr/bin/hx"], ["/usr/bin/hx", f"{FILE}:7"]),
        (["/usr/bin/code", "--wait"], ["/usr/bin/code", "--wait", "--goto", f"{FILE}:7"]),
        (["/home/mei/my editor"], ["/home/mei/my editor", str(FILE)]),
    ],
)
def test_an_editor_begins_in_the_line_when_it_can(words: list[str], command: list[str]) -> None:
    assert editing(words, FILE, 7) == command
    assert editing(words, FILE) == [*words, str(FILE)]
