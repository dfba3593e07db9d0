from __future__ import annotations

import asyncio
import io
import re
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from servers import Answer, serve
from terminal import Terminal

Open = Callable[..., Terminal]

FEED = """<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Post</title>
<item><title>The ferry is back</title><guid isPermaLink='false'>1</guid>
<description>&lt;p&gt;It sailed at dawn.&lt;/p&gt;&lt;img src="{base}/ferry.png" width="320" height="160"&gt;
</description></item></channel></rss>"""

KITTY = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}
FOOT = {"TERM": "foot", "COLORTERM": "truecolor"}
END = b"\x1b[?1049l"
"""The reader's screen is left."""


@pytest.fixture
def subscribed(env: dict[str, str]) -> Iterator[None]:
    """A feed whose one article has a picture, served while the test runs."""
    written = io.BytesIO()
    Image.linear_gradient("L").resize((320, 160)).save(written, "PNG")
    with (
        Library.open(paths({"HAOWAI_HOME": env["HAOWAI_HOME"]}), Settings()) as library,
        serve({"/ferry.png": Answer(written.getvalue())}) as server,
    ):
        server.routes["/feed"] = Answer(FEED.format(base=server.url).encode())
        asyncio.run(library.add(server.url + "/feed"))
        yield


def wait(terminal: Terminal, condition: Callable[[bytes], bool]) -> bytes:
    deadline = time.monotonic() + 20
    while not condition(bytes(terminal.raw)):
        assert time.monotonic() < deadline, bytes(terminal.raw[-2000:])
        terminal.read()
    return bytes(terminal.raw)


@pytest.mark.usefixtures("subscribed")
def test_kitty_gets_a_picture_once_in_its_cells_and_forgets_it_at_the_end(open_terminal: Open) -> None:
    with open_terminal(columns=120, rows=40, **KITTY) as terminal:
        placeholder = "\U0010eeee".encode()
        wait(terminal, lambda raw: placeholder in raw)
        terminal.send("q")
        raw = wait(terminal, lambda raw: END in raw)
    (number,) = re.findall(rb"\x1b_Ga=T,U=1,f=100,i=(\d+),", raw)
    forget = b"\x1b_Ga=d,d=I,i=" + number
    assert raw.index(b"\x1b_Ga=T") < raw.index(placeholder) < raw.index(forget) < raw.index(END)


@pytest.mark.usefixtures("subscribed")
def test_foot_gets_sixels_that_stop_behind_a_dialog(open_terminal: Open) -> None:
    with open_terminal(columns=120, rows=40, **FOOT) as terminal:
        raw = wait(terminal, lambda raw: b"\x1bP0;0;0q" in raw)
        assert b"haowai-sixel" not in raw
        terminal.send("?")
        terminal.wait_for("Keys and commands")
        before = len(terminal.raw)
        terminal.send("escape")
        raw = wait(terminal, lambda raw: b"\x1bP0;0;0q" in raw[before:])
        # Every escape is whole.
        assert raw.count(b"\x1bP0;0;0q") == len(re.findall(rb"\x1bP0;0;0q[^\x1b]*\x1b\\\x1b8", raw))
        terminal.send("q")
        wait(terminal, lambda raw: END in raw)


@pytest.mark.usefixtures("subscribed")
@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"SSH_TTY": "/dev/pts/0"}])
def test_where_pictures_are_off_nothing_of_them_is_sent(open_terminal: Open, more: dict[str, str]) -> None:
    with open_terminal(columns=120, rows=40, **KITTY, **more) as terminal:
        terminal.wait_for("It sailed at dawn.")
        terminal.send("q")
        raw = wait(terminal, lambda raw: END in raw)
    assert b"\x1b_G" not in raw
    assert "\U0010eeee".encode() not in raw
