"""The process in which one picture is decoded: the file on standard input, the answer on standard output.

Arguments: the form (`rgb`, `png`, `sixel`), the most pixels across and down, the pixels across a cell, the pixels down
a cell, and the background as rrggbb. The answer is `HEADER` (a word, width, height in pixels) and, when the word is
`OK`, the picture.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

if TYPE_CHECKING:
    from PIL.Image import Image

HEADER = struct.Struct(">4sII")
OK = b"good"
TOO_LARGE = b"huge"
BROKEN = b"torn"

MOST_PIXELS = 10_000_000
"""Pixels that a file may promise in its header; more is refused before anything is decoded."""

MEMORY_LIMIT = 512 * 1024 * 1024
"""Bytes of address space, where the system can hold the process to that."""

CPU_SECONDS = 5

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")

_PIXELS_PER_CELL = 8
"""Pixels of a picture that are taken to be as wide as a cell, when it is shown at its own size."""

_MOST_ENLARGED = 2

_ORIENTATION = 0x0112
"""The note in a file which of its sides is up; from 5 on the picture lies on its side."""

_ROW = struct.Struct(">I")


class TooLargeError(Exception):
    """The header promises more pixels than will be decoded."""


class Request(Struct, frozen=True):
    """What is asked for: `width` and `height` are the most pixels, `cell` the pixels of a cell across and down."""

    form: str
    width: int
    height: int
    cell: tuple[int, int]
    background: tuple[int, int, int]


def main() -> None:
    """Decode the picture on standard input as the arguments ask."""
    _limit()
    form, *numbers, background = sys.argv[1:]
    width, height, across, down = (int(number) for number in numbers)
    red, green, blue = bytes.fromhex(background)
    request = Request(form, width, height, (across, down), (red, green, blue))
    # The answer has a descriptor of its own: a library that prints must not spoil it.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answers.write(respond(sys.stdin.buffer, request))
    answers.flush()


def respond(file: BinaryIO, request: Request) -> bytes:
    """The answer to one request."""
    try:
        image = _open(file, request)
        return HEADER.pack(OK, *image.size) + _encode(image, request)
    except (TooLargeError, MemoryError):
        return HEADER.pack(TOO_LARGE, 0, 0)
    except OSError:
        return HEADER.pack(BROKEN, 0, 0)
    # Whatever else a damaged file does to a decoder ends the process, which says as much.


def _open(file: BinaryIO, request: Request) -> Image:
    """The first picture in `file`, upright, on the background, scaled to fit."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        image: Image.Image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLargeError from error
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise TooLargeError
    lying = image.getexif().get(_ORIENTATION, 1) >= 5
    target = fitted((height, width) if lying else (width, height), request)
    # A JPEG is decoded at an eighth, a quarter or half its size when that is enough.
    image.draft("RGB", (target[1], target[0]) if lying else target)
    image = ImageOps.exif_transpose(_flat(image, request.background))
    return image.resize(target, Image.Resampling.BOX)


def _flat(image: Image, background: tuple[int, int, int]) -> Image:
    """`image` in RGB, what is transparent in it showing the background. Keeps the note which side is up."""
    from PIL import Image

    note = image.getexif().get(_ORIENTATION)
    if image.mode.startswith("I"):
        # Sixteen bits of grey: convert() would cut them off at 255 instead of scaling them.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        picture = image.convert("RGBA")
        flat = Image.new("RGBA", picture.size, (*background, 255))
        flat.alpha_composite(picture)
        image = flat
    flat = image.convert("RGB")
    if note is not None:
        flat.getexif()[_ORIENTATION] = note
    return flat


def fitted(size: tuple[int, int], request: Request) -> tuple[int, int]:
    """The pixels to draw a picture of `size` in: all of it, its shape kept, at most twice its own size."""
    width, height = size
    own = request.cell[0] / _PIXELS_PER_CELL
    scale = min(request.width / width, request.height / height, own * _MOST_ENLARGED)
    return (
        max(1, min(request.width, round(width * scale))),
        max(1, min(request.height, round(height * scale))),
    )


def _encode(image: Image, request: Request) -> bytes:
    if request.form == "png":
        written = io.BytesIO()
        image.save(written, "PNG", compress_level=6)
        return written.getvalue()
    if request.form == "sixel":
        return _sixel_rows(image, request.cell[1])
    return image.tobytes()


def _sixel_rows(image: Image, down: int) -> bytes:
    """The picture as one piece of sixel for each row of cells, each after its length."""
    # Its widgets ask the terminal when they are imported; the encoder alone does not.
    from textual_image._sixel import image_to_sixels

    pieces: list[bytes] = []
    for top in range(0, image.height, down):
        piece = image.crop((0, top, image.width, min(image.height, top + down)))
        pieces.append(image_to_sixels(piece).encode("ascii"))
    return b"".join(_ROW.pack(len(piece)) + piece for piece in pieces)


def sixel_rows(data: bytes) -> list[str]:
    """The reverse of what the child writes as `sixel`: a piece for each row of cells."""
    rows: list[str] = []
    place = 0
    while place < len(data):
        (length,) = _ROW.unpack_from(data, place)
        place += _ROW.size
        rows.append(data[place : place + length].decode("ascii"))
        place += length
    return rows


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


if __name__ == "__main__":
    # The parent may go at any time: an answer nobody reads is no error.
    with contextlib.suppress(BrokenPipeError):
        main()
