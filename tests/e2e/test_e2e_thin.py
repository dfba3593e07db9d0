"""Thin lines in the built program: what a key may cost, and that the screen is the same with and without."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyte
import pytest

from haowai_tui.config import paths
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store
from terminal import Terminal, seen_cells

Open = Callable[..., Terminal]

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

SENTENCES = (
    "渡口在清晨重新开放，第一班船载着三十位乘客过江。",
    "馆长说：“新馆的阅览室比旧馆大一倍，晚上也开门。”",
    "The night ferry runs every half hour from now on, and bicycles travel free.",
    "河边的老街正在修缮——石板路、门楼和戏台都保留原样。",
)
PARAGRAPHS = tuple(
    Paragraph((Span("".join(SENTENCES[at % 4] for at in range(number % 3, number % 5 + 4))),)) for number in range(24)
)


@pytest.fixture
def articles(env: dict[str, str]) -> None:
    """A dozen long articles in Chinese and English."""
    entries = tuple(
        Entry(
            guid=str(number),
            title=f"{number}：{SENTENCES[number % 4][:14]}",
            published=NOW - timedelta(hours=number),
            blocks=PARAGRAPHS[number % 4 :],
        )
        for number in range(12)
    )
    with Store.open(paths({"HAOWAI_HOME": env["HAOWAI_HOME"]}).store) as store:
        feed = store.add_feed("https://example.org/feed", source="feed", title="Harbour Post")
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)


def cost(terminal: Terminal, key: str, times: int = 1) -> list[int]:
    """The bytes that each press of `key` makes the program write until its screen is at rest."""
    costs = []
    for _ in range(times):
        before = len(terminal.raw)
        terminal.send(key)
        terminal.wait_still(0.8)
        costs.append(len(terminal.raw) - before)
    return costs


@pytest.mark.usefixtures("articles")
def test_a_key_costs_what_it_shows(open_terminal: Open) -> None:
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for("Harbour Post")
        terminal.wait_still(0.8)
        assert max(cost(terminal, "J", 4)) <= 6_500
        assert max(cost(terminal, "tab", 4)) <= 600
        terminal.send(":")
        terminal.wait_still(0.8)
        # Descriptions are of different lengths, so the median.
        down = cost(terminal, "down", 8)
        assert 0 < sorted(down)[4] <= 250, down
        terminal.send("escape")
        terminal.wait_still(0.8)
        terminal.send("l")
        terminal.wait_still(0.8)
        assert 0 < max(cost(terminal, "pagedown", 3)) <= 4_500


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("key", [":", "/", "\\", "a", "w", "+"])
def test_what_one_can_type_in_sends_nothing_while_nobody_types(key: str, open_terminal: Open) -> None:
    with open_terminal(columns=80, rows=24) as terminal:
        terminal.wait_for("Harbour Post")
        terminal.wait_still(0.8)
        assert cost(terminal, key)[0] > 0
        before = len(terminal.raw)
        terminal.wait_still(1.5)
        assert terminal.raw[before:] == b""
        assert 0 < max(cost(terminal, "j", 4)) <= 3_500
        terminal.send("z")
        terminal.wait_still(0.8)
        zoomed = cost(terminal, "j", 8)
        assert 0 < sorted(zoomed)[4] <= 300, zoomed
        # What the reader did is told in the status line for some seconds.
        terminal.wait_still(7.0)
        before = len(terminal.raw)
        terminal.wait_still(4.0)
        assert len(terminal.raw) == before


KEYS = (
    *["j", "k", "J", "K", "l", "h", "tab", "space", "pagedown", "pageup", "G", "g", "z", "n", "]", "T", "s", "m"],
    *["t", "escape", "?", "escape", "/", "escape", "ctrl+l", "down", "down"],
)


class Plain:
    """A terminal that is fed what Textual wrote, from the file that `tee.py` writes."""

    def __init__(self, path: Path, columns: int, rows: int) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)
        self._file = path.open(encoding="utf-8")
        self._rest = ""
        self.bytes = 0

    def read(self) -> int:
        """Take in what was written since; how many writes that were."""
        *lines, self._rest = (self._rest + self._file.read()).split("\n")
        for line in lines:
            data = json.loads(line)
            self.bytes += len(data.encode())
            self._stream.feed(data)
        return len(lines)

    def differing(self, terminal: Terminal) -> list[object]:
        """The places that show something else in `terminal`, with what both show."""
        return [
            (row, column, ours, theirs)
            for row, rows in enumerate(zip(terminal.cells(), seen_cells(self.screen), strict=True))
            for column, (ours, theirs) in enumerate(zip(*rows, strict=True))
            if ours != theirs
        ]


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_a_reader_presses_the_screen_is_the_one_that_textual_wrote(
    env: dict[str, str], tmp_path: Path, seed: int
) -> None:
    tee = tmp_path / "tee"
    chance = random.Random(seed)
    argv = [sys.executable, str(Path(__file__).with_name("tee.py"))]
    with Terminal(argv, 100, 30, env | {"HAOWAI_TEE": str(tee)}) as terminal:
        terminal.wait_for("Harbour Post")
        plain = Plain(tee, 100, 30)
        for number in range(24):
            if number == 12:
                terminal.resize(120, 40)
                plain.screen.resize(40, 120)
            key = chance.choice(KEYS)
            terminal.send(key)
            terminal.wait_still(0.3)
            deadline = time.monotonic() + 60
            while plain.read() or plain.differing(terminal):
                assert time.monotonic() < deadline, (key, plain.differing(terminal), terminal.screen())
                terminal.wait_still(0.05)
        assert len(terminal.raw) < plain.bytes / 4


@pytest.mark.usefixtures("articles")
def test_a_size_that_is_soon_again_what_it_was_leaves_nothing_empty(open_terminal: Open) -> None:
    with open_terminal(columns=120, rows=40, SSH_CONNECTION="192.0.2.1 5000 192.0.2.2 22") as terminal:
        terminal.wait_for("Harbour Post")
        whole = terminal.wait_still(0.6)
        for key in "jkjkjk":
            # Something is drawn at the smaller size, before it is laid out for that.
            before = len(terminal.raw)
            terminal.resize(80, 24)
            terminal.send(key)
            while len(terminal.raw) == before:
                assert terminal.read()
            terminal.resize(120, 40)
            empty = [len(row.strip()) < 3 for row in whole.splitlines()]
            terminal.wait_until(lambda shown, empty=empty: empty == [len(r.strip()) < 3 for r in shown.splitlines()])
            resting = terminal.wait_still(0.6)
            terminal.send("ctrl+l")
            assert terminal.wait_still(0.6) == resting
