"""What comes with an article lands on the disk whole, once, under a name that harms nothing."""

from __future__ import annotations

import asyncio
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from haowai_tui.errors import AddressError, HaowaiError, NetError
from haowai_tui.library import Library
from haowai_tui.library.downloading import file_name
from haowai_tui.locale import set_language
from haowai_tui.model import Enclosure
from servers import Answer, serve

SOUND = bytes(range(256)) * 2_000


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


class Sound:
    """A server of one file that breaks off after `most` bytes, knows ranges, and can change the file."""

    def __init__(self, most: int = 1 << 30, *, ranges: bool = True) -> None:
        self.most = most
        self.ranges = ranges
        self.body = SOUND
        self.etag = '"one"'
        self.asked: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        fits = self.ranges and wanted and request.headers.get("If-Range") == self.etag
        start = start if fits else 0
        if start >= len(self.body):
            request.send_response(416)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        rest = self.body[start:]
        request.send_response(206 if fits else 200)
        if fits:
            request.send_header("Content-Range", f"bytes {start}-{len(self.body) - 1}/{len(self.body)}")
        request.send_header("ETag", self.etag)
        request.send_header("Content-Length", str(len(rest)))
        request.end_headers()
        request.wfile.write(rest[: self.most])
        if len(rest) > self.most:
            request.close_connection = True
            request.connection.close()


def fetch(library: Library, url: str, folder: Path) -> Path:
    """Download from a host that the reader has a feed of."""
    if not library.feeds():
        library._store.add_feed(url.rpartition("/")[0] + "/feed", source="feed")
    seen: list[tuple[int, int]] = []
    path = asyncio.run(library.download(Enclosure(url=url), lambda *told: seen.append(told), folder=folder))
    assert seen[-1][0] == path.stat().st_size
    return path


def test_a_file_that_broke_off_goes_on_where_it_did(library: Library, tmp_path: Path) -> None:
    sound = Sound(most=200_000)
    with serve({"/talk.mp3": sound}) as server:
        for _try in range(2):
            with pytest.raises(NetError):
                fetch(library, server.url + "/talk.mp3", tmp_path)
        path = fetch(library, server.url + "/talk.mp3", tmp_path)
    assert path == tmp_path / "talk.mp3"
    assert path.read_bytes() == SOUND
    assert sound.asked == ["", "bytes=200000-", "bytes=400000-"]
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".haowai")] == []


def test_a_file_that_changed_meanwhile_begins_again(library: Library, tmp_path: Path) -> None:
    sound = Sound(most=200_000)
    with serve({"/talk.mp3": sound}) as server:
        with pytest.raises(NetError):
            fetch(library, server.url + "/talk.mp3", tmp_path)
        sound.body, sound.etag, sound.most = SOUND[::-1], '"two"', 1 << 30
        assert fetch(library, server.url + "/talk.mp3", tmp_path).read_bytes() == SOUND[::-1]


def test_a_file_that_became_shorter_begins_again(library: Library, tmp_path: Path) -> None:
    sound = Sound(most=200_000)
    with serve({"/talk.mp3": sound}) as server:
        with pytest.raises(NetError):
            fetch(library, server.url + "/talk.mp3", tmp_path)
        sound.body = SOUND[:1000]  # the same validator, as careless servers have it
        assert fetch(library, server.url + "/talk.mp3", tmp_path).read_bytes() == SOUND[:1000]


def test_a_server_without_ranges_sends_it_from_the_beginning(library: Library, tmp_path: Path) -> None:
    sound = Sound(most=200_000, ranges=False)
    with serve({"/talk.mp3": sound}) as server:
        with pytest.raises(NetError):
            fetch(library, server.url + "/talk.mp3", tmp_path)
        sound.most = 1 << 30
        assert fetch(library, server.url + "/talk.mp3", tmp_path).read_bytes() == SOUND


def test_a_second_file_of_the_same_name_gets_a_number(library: Library, tmp_path: Path) -> None:
    with serve({"/a/talk.mp3": Answer(b"one"), "/b/talk.mp3": Answer(b"two")}) as server:
        library._store.add_feed(server.url + "/feed", source="feed")
        paths = [fetch(library, f"{server.url}/{part}/talk.mp3", tmp_path) for part in "ab"]
    assert [path.name for path in paths] == ["talk.mp3", "talk-2.mp3"]
    assert [path.read_bytes() for path in paths] == [b"one", b"two"]


def test_what_a_server_refuses_is_a_sentence_and_no_file(library: Library, tmp_path: Path) -> None:
    with serve({}) as server, pytest.raises(NetError, match="404"):
        fetch(library, server.url + "/none.mp3", tmp_path)
    assert not [file for file in tmp_path.iterdir() if file.name == "none.mp3"]


def test_only_web_addresses_and_no_private_hosts_that_a_feed_names(library: Library, tmp_path: Path) -> None:
    for url in ("file:///etc/passwd", "ftp://example.org/a", "--flag"):
        with pytest.raises(AddressError):
            asyncio.run(library.download(Enclosure(url=url), lambda *_told: None, folder=tmp_path))
    with serve({"/a.mp3": Answer(b"secret")}) as server, pytest.raises(NetError):
        asyncio.run(library.download(Enclosure(url=server.url + "/a.mp3"), lambda *_told: None, folder=tmp_path))


def test_a_folder_that_cannot_be_written_is_a_sentence(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with serve({"/a.mp3": Answer(b"sound")}) as server, pytest.raises(HaowaiError, match="cannot be written"):
        fetch(library, server.url + "/a.mp3", tmp_path / "file" / "below")


@pytest.mark.parametrize(
    ("url", "media_type", "name"),
    [
        ("https://example.org/a/%E5%A4%9C%E8%AF%9D.mp3?x=1", "", "yehua.mp3"),
        ("https://example.org/%E2%98%BA.ogg", "", "enclosure.ogg"),
        ("https://example.org/..%2f..%2fetc%2fpasswd", "audio/mpeg", None),
        ("https://example.org/listen", "audio/mpeg; x=1", "listen.mp3"),
        ("https://example.org/", "", "enclosure"),
    ],
)
def test_the_name_comes_from_the_address_and_leads_nowhere(url: str, media_type: str, name: str | None) -> None:
    found = file_name(Enclosure(url=url, media_type=media_type))
    assert "/" not in found and not found.startswith((".", "-"))
    assert name is None or found == name
