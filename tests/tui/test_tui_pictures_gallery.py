from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rich.console import Console

from cabinet import NIGHT, Cabinet
from haowai_tui.locale import set_language
from haowai_tui.tui.pictures import gallery
from haowai_tui.tui.pictures.gallery import AT_ONCE
from haowai_tui.tui.pictures.kitty import PLACEHOLDER
from haowai_tui.tui.pictures.protocol import Found, Protocol
from test_import_hygiene import imported_by

DAY = (250, 248, 243)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def test_a_picture_is_not_there_then_arrives_in_the_room_kept_for_it(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path)
        (place,) = cabinet.put("harbour")
        cabinet.pictures.want([place])
        assert cabinet.pictures.strips(place) is None
        await cabinet.until(lambda: cabinet.arrived == [place.url])
        strips = cabinet.pictures.strips(place)
        assert strips is not None
        assert [strip.cell_length for strip in strips] == [12] * 4
        assert cabinet.pictures.failed(place.url) == ""
        cabinet.pictures.close()

    asyncio.run(day())


def test_a_picture_kept_offline_never_touches_the_network(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path)
        places = cabinet.put("one", "two", "three", kept=True)
        cabinet.pictures.want(places)
        await cabinet.until(lambda: len(cabinet.arrived) == 3)
        assert all(cabinet.pictures.strips(place) for place in places)
        assert not cabinet.fetched

    asyncio.run(day())


def test_a_picture_that_cannot_be_had_says_why_and_is_not_asked_for_again(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path)
        lost = cabinet.place("lost")
        (torn,) = cabinet.put("torn", kept=True)
        (tmp_path / "torn.png").write_bytes(b"not a picture")
        for _look in range(3):
            cabinet.pictures.want([lost, torn])
            await cabinet.until(lambda: len(cabinet.arrived) >= 2)
        assert cabinet.pictures.failed(lost.url) == "There is no network."
        assert "damaged" in cabinet.pictures.failed(torn.url)
        assert cabinet.pictures.strips(lost) is cabinet.pictures.strips(torn) is None
        assert cabinet.fetched["lost"] == 1
        # Another article, and back: the network may be there again.
        cabinet.pictures.clear()
        cabinet.put("lost")
        cabinet.pictures.want([lost])
        await cabinet.until(lambda: cabinet.pictures.strips(lost) is not None)

    asyncio.run(day())


def test_two_are_fetched_at_once_and_what_scrolled_by_is_not_fetched(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path)
        places = cabinet.put(*"abcdef")
        opened = asyncio.Event()
        loop = asyncio.get_running_loop()

        async def gate() -> None:
            # Fetching has an event loop of its own.
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(opened.wait(), loop))

        cabinet.gate = gate
        cabinet.pictures.want(places[:4])
        await cabinet.until(lambda: cabinet.under_way == AT_ONCE)
        cabinet.pictures.want([places[1], places[5]])
        opened.set()
        await cabinet.until(lambda: cabinet.pictures.strips(places[5]) is not None)
        assert sorted(cabinet.fetched) == ["a", "b", "f"]
        assert cabinet.most_under_way == AT_ONCE

    asyncio.run(day())


def test_going_to_another_article_lets_go_of_what_is_being_fetched(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path)
        places = cabinet.put("slow", "slower", "next")
        ended: list[str] = []

        async def gate() -> None:
            try:
                await asyncio.sleep(600)
            finally:
                ended.append("let go")

        cabinet.gate = gate
        cabinet.pictures.want(places[:2])
        await cabinet.until(lambda: cabinet.under_way == 2)
        cabinet.pictures.clear()
        await cabinet.until(lambda: len(ended) == 2)
        assert cabinet.arrived == []
        cabinet.gate = None
        cabinet.pictures.want(places)
        await cabinet.until(lambda: len(cabinet.arrived) == 3)

    asyncio.run(day())


def test_kitty_is_sent_a_picture_once_and_asked_to_forget_it(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path, Found(Protocol.KITTY, True))
        (place,) = cabinet.put("map")
        for _look in range(2):
            cabinet.pictures.want([place])
            await cabinet.until(lambda: bool(cabinet.arrived))
        strips = cabinet.pictures.strips(place)
        assert strips is not None
        assert PLACEHOLDER in strips[1].text
        assert len([escape for escape in cabinet.written if "a=T" in escape]) == 1
        cabinet.pictures.close()
        assert "a=d,d=I" in cabinet.written[-1]

    asyncio.run(day())


def test_sixels_are_drawn_too(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path, Found(Protocol.SIXEL, True))
        (place,) = cabinet.put("chart")
        cabinet.pictures.want([place])
        await cabinet.until(lambda: bool(cabinet.arrived))
        strips = cabinet.pictures.strips(place)
        assert strips is not None
        console = Console(color_system="truecolor", force_terminal=True)
        assert "\x1bP" in strips[1].render(console)
        cabinet.pictures.close()
        assert "\x1bP" not in strips[1].render(console)
        assert cabinet.written == []

    asyncio.run(day())


def test_another_theme_draws_again_from_what_is_kept(tmp_path: Path) -> None:
    async def day() -> None:
        cabinet = Cabinet(tmp_path)
        place = cabinet.put("dawn")[0]
        cabinet.pictures.want([place])
        await cabinet.until(lambda: bool(cabinet.arrived))
        cabinet.pictures.use_background(NIGHT)
        assert cabinet.pictures.strips(place) is not None
        cabinet.pictures.use_background(DAY)
        assert cabinet.pictures.strips(place) is None
        cabinet.pictures.want([place])
        await cabinet.until(lambda: len(cabinet.arrived) == 2)
        assert cabinet.fetched["dawn"] == 1

    asyncio.run(day())


def test_only_so_many_are_kept_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "KEPT", 2)

    async def day() -> None:
        cabinet = Cabinet(tmp_path, Found(Protocol.KITTY, True))
        places = cabinet.put("a", "b", "c", kept=True)
        for number, place in enumerate(places, start=1):
            cabinet.pictures.want([places[0], place])
            await cabinet.until(lambda: len(cabinet.arrived) == number)  # noqa: B023 - awaited at once
        drawn = [cabinet.pictures.strips(place) is not None for place in places]
        assert drawn == [True, False, True]
        assert len([escape for escape in cabinet.written if "a=d" in escape]) == 1

    asyncio.run(day())


def test_nothing_is_fetched_where_pictures_are_off(tmp_path: Path) -> None:
    async def day() -> None:
        for found in (Found(Protocol.CAPTIONS, False), Found(Protocol.BLOCKS, False), Found(Protocol.CAPTIONS, True)):
            cabinet = Cabinet(tmp_path, found)
            cabinet.pictures.want(cabinet.put("quiet"))
            await asyncio.sleep(0)
            assert cabinet.pictures.most_rows(40) == 0
            assert not cabinet.fetched
        cabinet.pictures.close()
        cabinet = Cabinet(tmp_path, Found(Protocol.BLOCKS, False))
        cabinet.pictures.on = True
        assert cabinet.pictures.most_rows(40) == 24

    asyncio.run(day())


def test_neither_pillow_nor_textual_image_is_imported_into_the_reader() -> None:
    # The second asks the terminal when it is imported.
    code = "import haowai_tui.tui.app, haowai_tui.tui.pictures.gallery"
    assert not imported_by(code) & {"PIL", "textual_image"}
