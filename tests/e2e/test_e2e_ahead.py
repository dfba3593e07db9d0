"""Keys that arrive together, as over a slow line, or before there is a screen: all are obeyed, one after the other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from terminal import Terminal

Command = list[str]


def articles(command: Command, env: dict[str, str], query: str) -> list[dict[str, Any]]:
    run = subprocess.run(
        [*command, "list", query, "--json"], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def starred(command: Command, env: dict[str, str]) -> list[str]:
    return [article["title"] for article in articles(command, env, "is:starred")]


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


def test_tags_typed_at_once_are_given_and_what_follows_is_for_the_list(
    command: Command, furnished: dict[str, str]
) -> None:
    typed_in_one(command, furnished, b"+news views\rsq")
    assert [article["tags"] for article in articles(command, furnished, "is:starred")] == [["news", "views"]]


def test_a_note_typed_at_once_is_the_note_and_does_nothing_to_the_list(
    command: Command, furnished: dict[str, str]
) -> None:
    unread = len(articles(command, furnished, "is:unread"))
    typed_in_one(command, furnished, b"wA note\rin two lines\x1bsq")
    assert [article["note"] for article in articles(command, furnished, "is:starred")] == ["A note\nin two lines"]
    assert len(articles(command, furnished, "is:unread")) == unread


def test_letters_after_backspace_come_after_it(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"+newt\x7fs\x1b[D\x1b[D\x1b[Dx\rsq")
    assert [article["tags"] for article in articles(command, furnished, "is:starred")] == [["nxews"]]


def test_a_mark_is_there_for_the_keys_that_go_to_it(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"lMajj'asq")
    first = articles(command, furnished, "is:starred")
    assert len(first) == 1
    typed_in_one(command, furnished, b"lggsq")
    assert starred(command, furnished) == []


def test_keys_are_about_the_article_that_was_gone_to(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"lgJsJsq")
    assert len(starred(command, furnished)) == 2


def test_each_press_of_a_key_that_turns_something_over_counts(command: Command, furnished: dict[str, str]) -> None:
    unread = len(articles(command, furnished, "is:unread"))
    typed_in_one(command, furnished, b"lgssjsssjmmjmmmq")
    assert len(starred(command, furnished)) == 1
    assert len(articles(command, furnished, "is:unread")) == unread - 1


def test_what_is_pasted_right_after_a_key_goes_where_that_leads(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"+\x1b[200~news\x1b[201~\rsq")
    assert [article["tags"] for article in articles(command, furnished, "is:starred")] == [["news"]]
    typed_in_one(command, furnished, b"/\x1b[200~ferry timetable\x1b[201~\rsq")
    assert "A ferry timetable written by its passengers" in starred(command, furnished)


def test_lines_that_are_pasted_into_a_line_are_all_in_it(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"+\x1b[200~\nnews\n\tviews\r\n\x1b[201~\rsq")
    assert [article["tags"] for article in articles(command, furnished, "is:starred")] == [["news", "views"]]


def test_a_rule_and_a_theme_are_kept_whatever_key_comes_after_them(command: Command, furnished: dict[str, str]) -> None:
    typed_in_one(command, furnished, b"&aferry\rstar\r\x1bLjj\rq")
    settings = (Path(furnished["HAOWAI_HOME"]) / "config.toml").read_text("utf-8")
    assert 'query = "ferry"' in settings
    assert "theme = " in settings


def test_who_leaves_right_after_writing_to_a_file_has_the_file(
    command: Command, furnished: dict[str, str], tmp_path: Path
) -> None:
    typed_in_one(command, furnished, f"lxjjj\r\x15{tmp_path}/article.txt\rq".encode())
    assert "从这里开始" in (tmp_path / "article.txt").read_text("utf-8")


def test_an_address_as_long_as_they_come_is_typed_whole(command: Command, furnished: dict[str, str]) -> None:
    address = "".join(f"{number:03}." for number in range(100))
    with Terminal(command, 120, 40, furnished) as terminal:
        terminal.wait_for("All articles · ", timeout=60)
        terminal.wait_still()
        terminal.send_bytes(f"a{address}\x1b[H".encode())
        terminal.wait_for("000.001.002.003.", timeout=60)
        terminal.send_bytes(b"\x1b[F")
        terminal.wait_for("096.097.098.099.", timeout=60)
