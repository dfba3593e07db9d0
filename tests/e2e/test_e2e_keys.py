"""Keys of the built program, as a terminal sends them: many at once, and with a Chinese input method on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.config import paths
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store
from terminal import Terminal

Open = Callable[..., Terminal]

MANY = 10_000
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def home(env: dict[str, str]) -> Path:
    """Ten thousand articles with their numbers in their headlines, the newest 0."""
    text = (Paragraph((Span("渡口在清晨重新开放，第一班船载着三十位乘客过江。"),)),)
    entries = tuple(
        Entry(guid=str(number), title=f"第{number}号", published=NOW - timedelta(minutes=number), blocks=text)
        for number in range(MANY)
    )
    with Store.open(paths({"HAOWAI_HOME": env["HAOWAI_HOME"]}).store) as store:
        feed = store.add_feed("https://example.org/feed", source="feed", title="Harbour Post")
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
        store.set_value("launched", "1")
    return Path(env["HAOWAI_HOME"])


def test_two_hundred_keys_at_once_are_all_answered_and_do_not_queue_up(open_terminal: Open, home: Path) -> None:
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for("第0号", 60)
        terminal.wait_still(1.0, 60)
        terminal.send("j")
        terminal.wait_still(1.0, 60)
        before = len(terminal.raw)
        terminal.send_bytes(b"j" * 200)
        terminal.wait_for("第201号", 60)
        terminal.wait_still(1.0, 60)
        # A screen for each of the keys would be far more.
        assert len(terminal.raw) - before < 100_000
        assert "第202号" not in terminal.screen()
        terminal.send("200k", "q")
        assert terminal.wait_end(60) == 0


def test_keys_of_a_chinese_input_method_left_on_act_as_the_keys_that_were_pressed(
    open_terminal: Open, home: Path
) -> None:
    with open_terminal(columns=80, rows=24) as terminal:
        terminal.wait_for("第0号", 60)
        terminal.send("ｊ", "及")
        terminal.wait_for("input method", 60)
        terminal.send("？")
        terminal.wait_for("Keys and commands", 60)
        terminal.send("escape")
        terminal.wait_gone("Keys and commands", 60)
        terminal.send("：")
        terminal.wait_for("Type to search", 60)
        terminal.send("escape")
        terminal.wait_gone("Type to search", 60)
        terminal.send("ｑ")
        assert terminal.wait_end(60) == 0
