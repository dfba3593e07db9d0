from __future__ import annotations

import asyncio
import gc
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from haowai_tui.locale import set_language
from haowai_tui.tui.pictures import decode as decoding
from haowai_tui.tui.pictures.decode import Decoded, Form, PictureError, Room, decode
from haowai_tui.tui.pictures.decode_child import MOST_PIXELS, Request, fitted, respond, sixel_rows

RED, BLUE, NIGHT = (200, 30, 30), (20, 40, 220), (22, 24, 28)
HALF_BLOCKS = (1, 2)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def decoded(path: Path, room: Room | None = None, form: Form = "rgb", *, time_limit: float = 30) -> Decoded:
    room = room or Room(20, 10, HALF_BLOCKS)
    return asyncio.run(decode(path, room, NIGHT, form, time_limit=time_limit))


def refusal(path: Path, *, time_limit: float = 30) -> str:
    with pytest.raises(PictureError) as caught:
        decoded(path, time_limit=time_limit)
    return str(caught.value)


def pixel(picture: Decoded, x: int, y: int) -> tuple[int, ...]:
    at = 3 * (y * picture.width + x)
    return tuple(picture.data[at : at + 3])


def near(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(colour, wanted, strict=True))


def two_halves(width: int = 160, height: int = 80) -> Image.Image:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_picture_of_each_kind_is_scaled_to_its_room(tmp_path: Path, kind: str) -> None:
    two_halves().save(tmp_path / "picture", kind)
    picture = decoded(tmp_path / "picture")
    assert (picture.width, picture.height) == (20, 10)
    assert near(pixel(picture, 2, 5), RED)
    assert near(pixel(picture, 17, 5), BLUE)


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO", "PDF"])
def test_no_other_kind_is_read(tmp_path: Path, kind: str) -> None:
    two_halves().save(tmp_path / "picture.png", kind)
    assert refusal(tmp_path / "picture.png") == "The picture is damaged, or of a kind that cannot be shown."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_lies_on_its_side_is_turned_upright(tmp_path: Path, kind: str) -> None:
    note = Image.Exif()
    note[0x0112] = 6  # its right side is up
    two_halves(800, 400).save(tmp_path / "picture", kind, exif=note)
    picture = decoded(tmp_path / "picture")
    assert (picture.width, picture.height) == (10, 20)
    assert near(pixel(picture, 5, 3), RED)
    assert near(pixel(picture, 5, 16), BLUE)


def test_what_is_transparent_shows_the_background(tmp_path: Path) -> None:
    image = Image.new("RGBA", (80, 80), (255, 255, 255, 0))
    image.paste((*RED, 255), (0, 0, 40, 80))
    image.save(tmp_path / "alpha.png")
    palette = Image.new("P", (80, 80), 1)
    palette.putpalette([*RED, *BLUE])
    palette.save(tmp_path / "palette.gif", transparency=1)
    picture = decoded(tmp_path / "alpha.png")
    assert pixel(picture, 2, 5) == RED
    assert pixel(picture, 17, 5) == NIGHT
    assert pixel(decoded(tmp_path / "palette.gif"), 5, 5) == NIGHT


def test_sixteen_bits_of_grey_keep_their_tone(tmp_path: Path) -> None:
    Image.new("I;16", (80, 80), 128 * 256).save(tmp_path / "grey.png")
    assert near(pixel(decoded(tmp_path / "grey.png"), 5, 5), (128, 128, 128))


def test_of_an_animation_of_ten_thousand_pictures_the_first_is_shown(tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (16, 16), RED).save(first, "GIF")
    Image.new("RGB", (16, 16), BLUE).save(second, "GIF")
    frame = second.getvalue()[second.getvalue().index(b",") : -1]
    (tmp_path / "long.gif").write_bytes(first.getvalue()[:-1] + frame * 9_999 + b";")
    assert near(pixel(decoded(tmp_path / "long.gif"), 1, 1), RED)


def png_promising(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (4_000, 4_000), (MOST_PIXELS + 1, 1)])
def test_a_header_that_promises_more_than_ten_million_pixels_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "bomb.png").write_bytes(png_promising(*size))
    assert refusal(tmp_path / "bomb.png") == "The picture has more than 10 million pixels and is not shown."


def test_ten_million_pixels_are_within_the_limits_of_time_and_memory(tmp_path: Path) -> None:
    Image.new("RGBA", (4_000, 2_500), (*RED, 255)).save(tmp_path / "large.png", compress_level=1)
    assert pixel(decoded(tmp_path / "large.png"), 5, 5) == RED


def test_damaged_files_say_so(tmp_path: Path) -> None:
    two_halves(800, 400).save(tmp_path / "whole.jpg")
    whole = (tmp_path / "whole.jpg").read_bytes()
    files = {
        "cut.jpg": whole[: len(whole) // 2],
        "text.png": "这不是图片，只是一段文字。".encode(),
        "empty.gif": b"",
        "head.png": png_promising(300, 300)[:20],
        "short.png": png_promising(3_000, 3_000),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert refusal(tmp_path / name) == "The picture is damaged, or of a kind that cannot be shown.", name


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_flipped_byte_is_an_answer_and_never_a_hang(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "BMP"]))
    written = io.BytesIO()
    two_halves(40, 20).save(written, kind)
    file = bytearray(written.getvalue())
    at = data.draw(st.integers(0, len(file) - 1))
    file[at] ^= data.draw(st.integers(1, 255))
    request = Request("rgb", 20, 20, HALF_BLOCKS, NIGHT)
    try:
        answer = respond(io.BytesIO(bytes(file)), request)
    except (ValueError, SyntaxError, LookupError, EOFError, TypeError, struct.error, ArithmeticError):
        return  # in the child this ends the process, which the parent reads as damage
    assert answer[:4] in (b"good", b"torn", b"huge")


def test_a_child_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_halves().save(tmp_path / "picture.png")
    number = tmp_path / "pid"
    hang = f"import os, time; open({str(number)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    monkeypatch.setattr(decoding, "_PROGRAM", hang)
    assert "was given up" in refusal(tmp_path / "picture.png", time_limit=2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


@pytest.mark.parametrize(
    "program",
    [
        "print('hello')",
        "import sys; sys.stdout.buffer.write(b'good' + bytes([255] * 8))",
        "import sys; sys.stdout.buffer.write(b'good' + bytes([0, 0, 0, 9] * 2) + b'short')",
        "raise SystemExit(3)",
    ],
)
def test_what_a_child_says_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    two_halves().save(tmp_path / "picture.png")
    monkeypatch.setattr(decoding, "_PROGRAM", program)
    assert "damaged" in refusal(tmp_path / "picture.png")


def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", tmp_path, tmp_path / "missing.png"):
        assert refusal(path) == "The picture's file cannot be read."


def test_the_child_gets_nothing_in_which_passwords_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_halves().save(tmp_path / "picture.png")
    monkeypatch.setenv("HAOWAI_TOKEN", "secret")
    monkeypatch.setattr(
        decoding,
        "_PROGRAM",
        f"import json, os; open({str(tmp_path / 'env')!r}, 'w').write(json.dumps(dict(os.environ)))",
    )
    refusal(tmp_path / "picture.png")
    assert "secret" not in (tmp_path / "env").read_text()


def test_the_child_runs_as_a_module_too(tmp_path: Path) -> None:
    two_halves().save(tmp_path / "picture.png")
    command = [sys.executable, "-m", "haowai_tui.tui.pictures.decode_child", "rgb", "4", "4", "1", "2", "16181c"]
    with (tmp_path / "picture.png").open("rb") as file:
        run = subprocess.run(command, stdin=file, capture_output=True, check=True)
    assert run.stdout == b"good" + struct.pack(">II", 4, 2) + (bytes(RED) * 2 + bytes(BLUE) * 2) * 2


def test_a_png_for_kitty_and_rows_of_sixel_are_of_the_size_asked_for(tmp_path: Path) -> None:
    two_halves().save(tmp_path / "picture.png")
    room = Room(10, 10, (10, 20))
    png = decoded(tmp_path / "picture.png", room, "png")
    assert Image.open(io.BytesIO(png.data)).size == (png.width, png.height) == (100, 50)
    rows = sixel_rows(decoded(tmp_path / "picture.png", room, "sixel").data)
    assert ['"1;1;100;20' in row for row in rows] == [True, True, False]
    assert '"1;1;100;10' in rows[2]
    assert all(row.startswith("\x1bP") and row.endswith("\x1b\\") and row.count("\x1b") == 2 for row in rows)


SIDES = st.integers(1, 5_000)


@given(SIDES, SIDES, st.integers(1, 400), st.integers(1, 200), st.sampled_from([(1, 2), (8, 16), (10, 20), (13, 27)]))
def test_a_picture_fits_its_room_and_keeps_its_shape(
    width: int, height: int, columns: int, rows: int, cell: tuple[int, int]
) -> None:
    room = Room(columns, rows, cell)
    across, down = fitted((width, height), Request("rgb", *room.pixels, cell, NIGHT))
    assert 1 <= across <= room.pixels[0]
    assert 1 <= down <= room.pixels[1]
    if min(across, down) > 1:
        # Half a pixel of rounding on either side.
        assert abs(across * height - down * width) <= (width + height) / 2 + 1


def test_a_child_does_not_outlive_its_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_halves().save(tmp_path / "picture.png")
    number = tmp_path / "pid"
    os.mkfifo(number)
    hang = f"import os, time; open({str(number)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    monkeypatch.setattr(decoding, "_PROGRAM", hang)

    async def left_at_once() -> int:
        task = asyncio.create_task(decode(tmp_path / "picture.png", Room(20, 10, HALF_BLOCKS), NIGHT))
        pid = int(await asyncio.to_thread(number.read_text))
        task.cancel()
        return pid

    pid = asyncio.run(left_at_once())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    # What a loop has left behind complains when it is collected, and pytest makes that a failure.
    gc.collect()
