"""Keys that arrive together, as over a slow line, or before there is a screen: all are obeyed, one after the other."""

from __future__ import annotations

import json
import subprocess

import pytest

from terminal import Terminal

Command = list[str]


def starred(command: Command, env: dict[str, str]) -> list[str]:
    run = subprocess.run(
        [*command, "list", "is:starred", "--json"], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    return [article["title"] for article in json.loads(run.stdout)]


@pytest.fixture
def furnished(command: Command, env: dict[str, str]) -> dict[str, str]:
    """A reader's environment with the sample edition laid out."""
    with Terminal(command, 120, 40, env) as terminal:
        terminal.wait_for("sample edition", timeout=60)
        terminal.send("q")
        assert terminal.wait_end(timeout=60) == 0
    return env


def typed_in_one(command: Command, env: dict[str, str], keys: bytes) -> None:
    """Open the reader, send `keys` in one piece, and see it end."""
    with Terminal(command, 120, 40, env) as terminal:
        terminal.wait_for("All articles · ", timeout=60)
        terminal.wait_still()
        terminal.send_bytes(keys)
        assert terminal.wait_end(timeout=60) == 0


def test_what_is_pressed_after_a_search_is_about_what_it_finds(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"/ferry timetable\rsq")
    assert starred(command, furnished) == ["A ferry timetable written by its passengers"]


def test_leaving_comes_after_what_was_pressed_before_it(command: Command, furnished: dict[str, str]) -> None:
    with Terminal(command, 120, 40, furnished) as terminal:
        terminal.send_bytes(b"jjsq")
        assert terminal.wait_end(timeout=60) == 0
    assert len(starred(command, furnished)) == 1


def test_escape_and_a_key_in_one_are_two_keys(command: Command, furnished: dict[str, str]) -> None:
    with Terminal(command, 120, 40, furnished) as terminal:
        terminal.wait_for("All articles · ", timeout=60)
        terminal.wait_still()
        terminal.send_bytes(b"/nothing")
        terminal.wait_for("nothing", timeout=60)
        terminal.send_bytes(b"\x1bsq")
        assert terminal.wait_end(timeout=60) == 0
    assert len(starred(command, furnished)) == 1


def test_a_command_typed_at_once_is_the_one_that_is_run(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b":unstar\rq")
    assert len(starred(command, furnished)) == 1
