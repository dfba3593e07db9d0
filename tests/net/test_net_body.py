"""What an answer carries: short in memory, long in a file that nobody else can open."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import stat
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.errors import TooLargeError
from haowai_tui.net.body import MOST_IN_MEMORY, Body, read_body


def test_a_short_body_touches_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    body = Body()
    for _ in range(10):
        body.add(b"x" * (MOST_IN_MEMORY // 10))
    assert body.read() == b"x" * len(body)


def test_a_long_body_is_read_as_it_came_as_often_as_it_is_asked_for() -> None:
    body = Body()
    pieces = [os.urandom(70_000) for _ in range(30)]
    for piece in pieces:
        body.add(piece)
    assert len(body) == 2_100_000
    assert body.read(100) == pieces[0][:100]
    assert body.read() == body.read() == b"".join(pieces)


def test_a_long_body_lies_in_a_file_without_a_name_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body = Body(b"x" * (MOST_IN_MEMORY + 1))
    assert body._file is not None and not body._bytes
    assert stat.S_IMODE(os.fstat(body._file.fileno()).st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_without_room_for_files_a_long_body_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    body = Body(b"x" * MOST_IN_MEMORY)
    body.add(b"y")
    body.add(b"z")
    assert body.read() == b"x" * MOST_IN_MEMORY + b"yz"


@pytest.mark.parametrize("room", [10, MOST_IN_MEMORY + 50_000])
def test_a_disk_that_gets_full_on_the_way_costs_nothing_of_the_body(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Small(io.FileIO):
        def write(self, data: Any) -> int:
            left = room - self.tell()
            if left <= 0:
                raise OSError(28, "No space left on device")
            return super().write(data[:left])

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_options: Small(tmp_path / "file", "w+"))
    body = Body()
    pieces = [os.urandom(70_000) for _ in range(30)]
    for piece in pieces:
        body.add(piece)
    assert body.read() == b"".join(pieces)


def unpacked(data: bytes, step: int = 1000, *, encoding: str = "gzip", limit: int = 100_000) -> tuple[bytes, bool, int]:
    """What `data`, coming in pieces, unpacks to, whether it was whole, and how much of it was taken."""
    taken = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal taken
        for start in range(0, len(data), step):
            taken += step
            yield data[start : start + step]

    body = asyncio.run(read_body(pieces(), encoding, limit, "host"))
    return body.read(), body.is_whole, taken


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_what_was_packed_in_several_parts_is_read_to_the_end(step: int) -> None:
    text = os.urandom(3000)
    parts = b"".join(gzip.compress(text[start : start + 1000]) for start in range(0, 3000, 1000))
    assert unpacked(parts, step)[:2] == (text, True)


def test_what_comes_behind_the_end_is_neither_kept_nor_waited_for() -> None:
    text, whole, taken = unpacked(gzip.compress(b"news") + b"\0" * 5_000_000)
    assert (text, whole) == (b"news", True) and taken < 5000


def test_packing_that_brings_nothing_for_ever_ends_at_the_limit() -> None:
    with pytest.raises(TooLargeError):
        unpacked(gzip.compress(b"") * 20_000)


def test_packing_that_breaks_off_is_known_by_that() -> None:
    text = os.urandom(3000)
    found, whole, _taken = unpacked(gzip.compress(text)[:2000])
    assert text.startswith(found) and found and not whole


@pytest.mark.parametrize("encoding", ["UTF-8", "none", "gb2312"])
def test_an_encoding_that_is_no_packing_is_none(encoding: str) -> None:
    assert unpacked(b"news", encoding=encoding)[0] == b"news"


def test_what_is_packed_and_not_said_to_be_is_unpacked() -> None:
    assert unpacked(gzip.compress(b"news"), encoding="")[:2] == (b"news", True)
    assert unpacked(b"\x1f", encoding="")[0] == b"\x1f"
    with pytest.raises(TooLargeError):
        unpacked(gzip.compress(b"0" * 1_000_000), encoding="")
