"""Decoding a picture file in a child process that is killed when it takes too long.

A picture can be built to unpack to gigabytes or to use a fault in a decoder. In a child it costs its own place on the
page, and the child has neither the store nor anything in which passwords are kept.
"""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import BinaryIO, Literal

from msgspec import Struct

from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.tui.pictures.decode_child import HEADER, OK, TOO_LARGE

TIME_LIMIT = 5.0
"""Seconds that one picture may take."""

Form = Literal["rgb", "png", "sixel"]
Colour = tuple[int, int, int]

_LARGEST_ANSWER = 32 * 1024 * 1024
_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_KEPT_PREFIXES = ("PYTHON", "COV")
_FOLDER = str(Path(__file__).resolve().parents[3])
# The package's folder goes last on the child's path and the current folder not at all (-P): neither may replace a
# module of the standard library.
_PROGRAM = "import sys; sys.path.append(sys.argv.pop(1)); from haowai_tui.tui.pictures.decode_child import main; main()"


class PictureError(HaowaiError):
    """A picture cannot be shown."""


class Room(Struct, frozen=True):
    """The room for a picture: cells across and down, and the pixels of one cell across and down."""

    columns: int
    rows: int
    cell: tuple[int, int]

    @property
    def pixels(self) -> tuple[int, int]:
        """The most pixels across and down."""
        return self.columns * self.cell[0], self.rows * self.cell[1]


class Decoded(Struct, frozen=True):
    """A picture of `width` x `height` pixels: `data` is RGB, a PNG or rows of sixel, as it was asked for."""

    width: int
    height: int
    data: bytes


async def decode(
    path: Path, room: Room, background: Colour, form: Form = "rgb", *, time_limit: float = TIME_LIMIT
) -> Decoded:
    """The picture in the file at `path`, scaled to fit the room. Raises `PictureError`.

    The first picture of an animation, turned upright, on `background` where it is transparent.
    """
    child = _Child(path, [form, *map(str, room.pixels), *map(str, room.cell), bytes(background).hex()])
    try:
        async with asyncio.timeout(time_limit):
            answer = await asyncio.to_thread(child.answer)
    except TimeoutError as error:
        text = _("The picture took longer than {seconds} seconds to read and was given up.")
        raise PictureError(text.format(seconds=round(time_limit))) from error
    finally:
        child.stop()
    return _understood(answer, room, form)


class _Child:
    """The process that decodes one picture. A thread waits for it and collects it: it is nothing that an event loop
    could leave behind when it ends while a picture is decoded."""

    def __init__(self, path: Path, arguments: list[str]) -> None:
        self._path = path
        self._arguments = arguments
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def answer(self) -> bytes:
        """All that the process says, or nothing when it was stopped or says too much. Raises `PictureError`."""
        with _open(self._path) as file:
            process = self._start(file)
        if process is None:
            return b""
        with process:
            assert process.stdout is not None
            answer = process.stdout.read(_LARGEST_ANSWER + 1)
            process.kill()
        return answer if len(answer) <= _LARGEST_ANSWER else b""

    def stop(self) -> None:
        """Kill the process, or let it not be started. It may have ended."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _start(self, file: BinaryIO) -> subprocess.Popen[bytes] | None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in _KEPT_VARIABLES or name.startswith(_KEPT_PREFIXES)
        }
        with self._lock:
            if self._stopped:
                return None
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _PROGRAM, _FOLDER, *self._arguments],
                    stdin=file, stdout=PIPE, stderr=DEVNULL, env=kept, start_new_session=True,
                )  # fmt: skip
            except OSError as error:
                text = _("The picture was not read: no process to read it in could be started.")
                raise PictureError(text) from error
            return self._process


def _open(path: Path) -> BinaryIO:
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise PictureError(_("The picture's file cannot be read.")) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise PictureError(_("The picture's file cannot be read."))
    return os.fdopen(file, "rb")


def _understood(answer: bytes, room: Room, form: Form) -> Decoded:
    word, width, height = HEADER.unpack(answer[: HEADER.size]) if len(answer) >= HEADER.size else (b"", 0, 0)
    data = answer[HEADER.size :]
    if word == TOO_LARGE:
        raise PictureError(_("The picture has more than 10 million pixels and is not shown."))
    # What a child says after it has read a hostile file is not believed either.
    fits = 0 < width <= room.pixels[0] and 0 < height <= room.pixels[1]
    if word != OK or not fits or (form == "rgb" and len(data) != width * height * 3):
        raise PictureError(_("The picture is damaged, or of a kind that cannot be shown."))
    return Decoded(width, height, data)
