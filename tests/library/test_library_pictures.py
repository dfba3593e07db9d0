from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.errors import AddressError, ParseError
from haowai_tui.library import Library
from haowai_tui.library.pictures import PictureCache, is_picture
from servers import Answer, rss, serve

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


def opened(home: Path) -> Library:
    return Library.open(paths({"HAOWAI_HOME": str(home)}), Settings())


def test_a_picture_is_fetched_once_and_kept_for_reading_offline(tmp_path: Path) -> None:
    with opened(tmp_path) as library, serve({"/feed": Answer(rss("The Ferry")), "/a.png": Answer(PNG)}) as server:
        asyncio.run(library.add(server.url + "/feed"))
        url = server.url + "/a.png"
        assert library.picture_path(url) is None
        path = asyncio.run(library.fetch_picture(url))
        assert path.read_bytes() == PNG and path.stat().st_mode & 0o077 == 0
        asked = server.requests.total()
        assert asyncio.run(library.fetch_picture(url)) == path == library.picture_path(url)
        assert server.requests.total() == asked


def test_a_picture_on_a_private_network_is_not_fetched_for_a_stranger(tmp_path: Path) -> None:
    with opened(tmp_path) as library, serve({"/a.png": Answer(PNG)}) as server:
        with pytest.raises(AddressError):
            asyncio.run(library.fetch_picture(server.url + "/a.png"))
        assert not server.requests


def test_what_is_no_picture_is_not_kept_whatever_it_is_called(tmp_path: Path) -> None:
    page = Answer(b"<html>not found</html>")
    with opened(tmp_path) as library, serve({"/feed": Answer(rss("The Ferry")), "/a.png": page}) as server:
        asyncio.run(library.add(server.url + "/feed"))
        with pytest.raises(ParseError, match="not a picture"):
            asyncio.run(library.fetch_picture(server.url + "/a.png"))
        assert library.picture_path(server.url + "/a.png") is None


def test_the_pictures_that_were_not_looked_at_longest_give_way(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "pictures", 2 * len(PNG))
    for number, name in enumerate(("a", "b")):
        os.utime(cache.keep(name, PNG), (1000 + number, 1000 + number))
    assert cache.find("a") is not None
    cache.keep("c", PNG)
    assert cache.find("b") is None and cache.find("a") is not None and cache.size() == 2 * len(PNG)


@pytest.mark.parametrize("data", [PNG, b"\xff\xd8\xff\xe0", b"GIF89a..", b"RIFF1234WEBPVP8 ", b"BM...."])
def test_pictures_are_known_by_how_they_begin(data: bytes) -> None:
    assert is_picture(data) and not is_picture(b"<svg " + data) and not is_picture(b"")
