"""The process in which feeds are parsed: `python -m haowai_tui.sources.parser_child`.

It reads requests from standard input and writes answers to standard output until its input ends. A request is
two frames, a JSON header and the feed's bytes; an answer is one frame of JSON lines: what kind of answer,
then the feed, then one line per entry. A frame is its length in four bytes, big-endian, and its bytes. The
first frame written is empty and says that everything is imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
from typing import Any, BinaryIO

from msgspec.structs import replace

from haowai_tui.errors import ParseError
from haowai_tui.locale import set_language
from haowai_tui.model import FeedData, codec

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
        asked = json.loads(header)
        _set_limits(ORPHAN_SECONDS, asked.get("seconds", 0.0))
        answer = respond(asked, body)
        _set_limits(0, 0.0)
        _write(answers, answer)


def respond(header: dict[str, Any], body: bytes) -> bytes:
    """The answer to one request, as JSON lines."""
    from haowai_tui.sources.parse import parse

    set_language(header.get("language", ""))
    try:
        data = parse(
            body,
            charset=header.get("charset", ""),
            address=header.get("address", ""),
            content_type=header.get("content_type", ""),
        )
        return encode(data)
    except ParseError as error:
        return json.dumps({"error": str(error)}).encode()


def encode(data: FeedData) -> bytes:
    """What a parser found, as JSON lines: entries apart, so that no single step of reading them is long."""
    head = {"title": data.title, "link": data.link, "language": data.language}
    parts: list[dict[str, Any]] = [{"feed": head}, *(codec.encode_entry(entry) for entry in data.entries)]
    return b"\n".join(json.dumps(part, separators=(",", ":")).encode() for part in parts)


def decode(answer: bytes) -> FeedData:
    """The reverse of `encode`. Raises `ParseError` when the answer is an error."""
    head, *entries = answer.split(b"\n")
    found = json.loads(head)
    if "error" in found:
        raise ParseError(str(found["error"]))
    data = FeedData(**found["feed"])
    return replace(data, entries=tuple(codec.decode_entry(json.loads(entry)) for entry in entries))


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
