"""The process in which feeds are parsed: `python -m haowai_tui.sources.parser_child`.

It reads requests from standard input and writes answers to standard output until its input ends. A request is
two frames, what is asked and the feed's bytes; an answer is a frame about the feed, frames of entries, and an empty
one. A frame is its length in four bytes, big-endian, and its bytes. The first frame written is empty and says that
everything is imported.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from typing import BinaryIO

from msgspec import Raw, Struct, msgpack
from msgspec.structs import replace

from haowai_tui.errors import ParseError
from haowai_tui.locale import set_language
from haowai_tui.model import Entry
from haowai_tui.text.prepared import Prepared, prepare

MEMORY_LIMIT = 1 << 30
"""Bytes of address space a child may use, where the system can hold it to that."""

ORPHAN_SECONDS = 40
"""A call that takes more seconds ends the child itself, should its parent be gone and not do so."""

NICE = 5
"""So much the parsers step back behind what the reader does."""

LENGTH = struct.Struct(">I")

FRAME = 64 * 1024
"""Bytes of entries that are sent at once, so that no single step of reading them is long."""


def main() -> None:
    """Serve requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    requests = sys.stdin.buffer
    # Answers have a descriptor of their own: a library that prints must not spoil a frame.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _import_parsers()
    _write(answers, b"")
    answers.flush()
    with contextlib.suppress(OSError):
        # Keys come first.
        os.nice(NICE)
    while (header := _read(requests)) is not None:
        asked = msgpack.decode(header, type=Asked)
        _set_limits(ORPHAN_SECONDS, asked.seconds)
        for frame in respond(asked, partial(_read, requests)):
            _write(answers, frame)
        _set_limits(0, 0.0)
        answers.flush()


class Asked(Struct, frozen=True, kw_only=True):
    """What is to be parsed: what the server said of it, where it came from, the language of sentences, how many seconds
    of a processor it may take, and the fingerprints of the entries that are stored (see `prepare`)."""

    charset: str = ""
    address: str = ""
    content_type: str = ""
    language: str = ""
    seconds: float = 0.0
    known: frozenset[bytes] | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """What a feed says of itself, or what is wrong with it."""

    error: str = ""
    title: str = ""
    link: str = ""
    language: str = ""


def respond(asked: Asked, take: Callable[[], bytes | None]) -> Iterator[bytes]:
    """The frames of the answer to one request. `take` gives the feed's bytes; they are in memory until they are read,
    and no longer."""
    from haowai_tui.sources.parse import read, told

    set_language(asked.language)
    try:
        with told():
            found = read(take() or b"", charset=asked.charset, address=asked.address, content_type=asked.content_type)
            entries = Settled(found.entries, asked.known)
    except ParseError as error:
        yield msgpack.encode(Answer(error=str(error)))
    else:
        yield msgpack.encode(Answer(title=found.title, link=found.link, language=found.language))
        yield from entries.frames()
    yield b""


class Settled:
    """Entries that can be told apart, ready to be stored, and packed as soon as they are made."""

    def __init__(self, entries: Iterable[Entry], known: Container[bytes] | None) -> None:
        from haowai_tui.sources.parse import Identities

        self._known = known
        self._packed: list[bytes] = []
        self._identities = Identities()
        for entry in entries:
            self._identities.note(entry)
            self._packed.append(msgpack.encode(prepare(entry, known)))

    def frames(self) -> Iterator[bytes]:
        """The entries in frames of about `FRAME` bytes, or one that is longer alone."""
        some: list[Raw] = []
        size = 0
        for place, shared in self._identities.settled():
            one, self._packed[place] = self._packed[place], b""
            if shared:
                entry = msgpack.decode(one, type=Prepared).entry()
                one = msgpack.encode(prepare(replace(entry, guid=""), self._known))
            if some and size + len(one) > FRAME:
                yield msgpack.encode(some)
                some, size = [], 0
            some.append(Raw(one))
            size += len(one)
        if some:
            yield msgpack.encode(some)


def entries_of(frame: bytes) -> list[Prepared]:
    """The entries in a frame of an answer."""
    return msgpack.decode(frame, type=list[Prepared])


def _import_parsers() -> None:
    from haowai_tui.sources import parse_json, parse_xml  # noqa: F401


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _set_limits(seconds: int, processor_seconds: float) -> None:
    """End the process after so many seconds, or seconds of its own processor time; 0 for no limit. What a busy machine
    gives to others is not the feed's fault."""
    if hasattr(signal, "setitimer"):
        signal.alarm(seconds)
        signal.setitimer(signal.ITIMER_PROF, processor_seconds)


def _read(stream: BinaryIO) -> bytes | None:
    size = stream.read(LENGTH.size)
    if len(size) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(size)
    frame = stream.read(length)
    return frame if len(frame) == length else None


def _write(stream: BinaryIO, frame: bytes) -> None:
    stream.write(LENGTH.pack(len(frame)))
    stream.write(frame)


if __name__ == "__main__":
    # The parent may go at any time: an answer nobody reads is no error.
    with contextlib.suppress(BrokenPipeError):
        main()
