"""The process in which feeds are parsed: `python -m haowai_tui.sources.parser_child`.

It reads requests from standard input and writes answers to standard output until its input ends. A request is
two frames, what is asked and the feed's bytes; an answer is one frame. A frame is its length in four bytes, big-endian,
and its bytes. The first frame written is empty and says that everything is imported.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from typing import BinaryIO

from msgspec import Struct, msgpack

from haowai_tui.errors import ParseError
from haowai_tui.locale import set_language
from haowai_tui.model import FeedData
from haowai_tui.text.prepared import Prepared, PreparedEntries, prepare

MEMORY_LIMIT = 1 << 30
"""Bytes of address space a child may use, where the system can hold it to that."""

ORPHAN_SECONDS = 40
"""A call that takes more seconds ends the child itself, should its parent be gone and not do so."""

NICE = 5
"""So much the parsers step back behind what the reader does."""

LENGTH = struct.Struct(">I")


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
    with contextlib.suppress(OSError):
        # Keys come first.
        os.nice(NICE)
    while (header := _read(requests)) is not None and (body := _read(requests)) is not None:
        asked = msgpack.decode(header, type=Asked)
        _set_limits(ORPHAN_SECONDS, asked.seconds)
        answer = respond(asked, body)
        _set_limits(0, 0.0)
        _write(answers, answer)


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
    """What was found in a feed, or what is wrong with it. Each entry is encoded alone, so that no single step of
    reading them is long."""

    error: str = ""
    title: str = ""
    link: str = ""
    language: str = ""
    entries: list[bytes] = []


def respond(asked: Asked, body: bytes) -> bytes:
    """The answer to one request."""
    from haowai_tui.sources.parse import parse

    set_language(asked.language)
    try:
        data = parse(body, charset=asked.charset, address=asked.address, content_type=asked.content_type)
        return encode(data, asked.known)
    except ParseError as error:
        return msgpack.encode(Answer(error=str(error)))


def encode(data: FeedData, known: frozenset[bytes] | None = None) -> bytes:
    """What a parser found, its entries ready to be stored."""
    entries = [msgpack.encode(prepare(entry, known)) for entry in data.entries]
    return msgpack.encode(Answer(title=data.title, link=data.link, language=data.language, entries=entries))


def decode(answer: bytes) -> FeedData:
    """The reverse of `encode`. Raises `ParseError` when the answer is an error."""
    found = msgpack.decode(answer, type=Answer)
    if found.error:
        raise ParseError(found.error)
    entries = PreparedEntries([msgpack.decode(entry, type=Prepared) for entry in found.entries])
    return FeedData(title=found.title, link=found.link, language=found.language, entries=entries)


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
    stream.write(LENGTH.pack(len(frame)) + frame)
    stream.flush()


if __name__ == "__main__":
    # The parent may go at any time: an answer nobody reads is no error.
    with contextlib.suppress(BrokenPipeError):
        main()
