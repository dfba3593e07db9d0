"""Whether what a reader did on the sample edition is there afterwards: a star on the first article, the last place."""

from __future__ import annotations

import subprocess

from terminal import Terminal

HINT = "This is the sample edition"
FIRST = "从这里开始"


def count(command: list[str], env: dict[str, str], *query: str) -> int:
    asked = subprocess.run([*command, "count", *query], env=env | {"PATH": "/usr/bin:/bin"}, capture_output=True)
    assert asked.returncode == 0, asked.stderr
    return int(asked.stdout)


def assert_kept(command: list[str], env: dict[str, str]) -> None:
    """The star is there, and the place in the list."""
    assert count(command, env, "is:starred", "is:unread") + count(command, env, "is:starred", "is:read") == 1
    with Terminal(command, columns=120, rows=40, env=env) as terminal:
        terminal.wait_until(lambda screen: HINT not in screen and FIRST not in screen.splitlines()[-3], 15, "the list")
        terminal.send("q")
        assert terminal.wait_end() == 0
