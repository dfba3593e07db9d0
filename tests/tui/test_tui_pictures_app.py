from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Selection
from haowai_tui.tui.app import HaowaiApp
from haowai_tui.tui.pictures.protocol import Found, Protocol
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import press, settle
from servers import Answer, serve

FEED = """<?xml version='1.0'?><rss version='2.0'><channel><title>港口日报</title>
<item><title>渡轮复航</title><guid isPermaLink='false'>1</guid><link>{base}/1</link>
<description>&lt;p&gt;渡轮今晨复航。&lt;/p&gt;
&lt;figure&gt;&lt;img src="{base}/ferry.png" width="320" height="160"&gt;
&lt;figcaption&gt;晨雾中的渡轮&lt;/figcaption&gt;&lt;/figure&gt;</description></item></channel></rss>"""


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (320, 160), (40, 90, 160)).save(written, "PNG")
    return written.getvalue()


def shown(screen: ReaderScreen) -> str:
    pane = screen.article_pane
    return "\n".join(pane.render_line(y).text for y in range(pane.page))


async def until_drawn(screen: ReaderScreen) -> None:
    async with asyncio.timeout(30):
        while "▀" not in shown(screen):  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


async def read(library: Library, found: Found, article: int) -> tuple[str, str, str]:
    """What shows when the article is opened, after `i`, and after another `i`."""
    app = HaowaiApp(library, pictures=found)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ReaderScreen)
        await screen.show_article(article, reading=True)
        await settle(pilot)
        frames: list[str] = []
        for _switch in range(3):
            pictures = screen.article_pane.pictures
            if pictures is not None and pictures.on:
                await until_drawn(screen)
            frames.append(shown(screen))
            await press(pilot, "i")
        return frames[0], frames[1], frames[2]


def test_a_picture_is_fetched_when_its_article_is_open_and_is_there_offline(tmp_path: Path) -> None:
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        with serve({"/ferry.png": Answer(png())}) as server:
            server.routes["/feed"] = Answer(FEED.format(base=server.url).encode())
            asyncio.run(library.add(server.url + "/feed"))
            article = library.headlines(Selection(), limit=1)[0].id
            # Nothing is fetched before it is looked at, nor where pictures are off.
            off = asyncio.run(read(library, Found(Protocol.CAPTIONS, False), article))
            assert server.requests["/ferry.png"] == 0
            online = asyncio.run(read(library, Found(Protocol.BLOCKS, True), article))
            assert server.requests["/ferry.png"] == 1
        offline = asyncio.run(read(library, Found(Protocol.BLOCKS, True), article))
    assert online == offline
    assert ["▀" in frame for frame in online] == [True, False, True]
    assert all("晨雾中的渡轮" in frame for frame in (*online, *off))
    assert not any("▀" in frame for frame in off)


def test_over_ssh_pictures_come_with_a_key(tmp_path: Path) -> None:
    with (
        Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library,
        serve({"/ferry.png": Answer(png())}) as server,
    ):
        server.routes["/feed"] = Answer(FEED.format(base=server.url).encode())
        asyncio.run(library.add(server.url + "/feed"))
        article = library.headlines(Selection(), limit=1)[0].id
        frames = asyncio.run(read(library, Found(Protocol.BLOCKS, False, ssh=True), article))
    assert ["▀" in frame for frame in frames] == [False, True, False]
