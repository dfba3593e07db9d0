"""Reading an answer's body: unpacked as it comes, never more of it than the limit, and what is long not in memory."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from typing import IO

from haowai_tui.errors import NetError, TooLargeError
from haowai_tui.locale import gettext as _

_STEP = 65536

MOST_IN_MEMORY = 1_000_000
"""Bytes of a body up to which it waits in memory for whoever reads it. Fifty that come at once and are ten megabytes
each would be the memory of the whole program."""


class Body:
    """What an answer carried. When it is long it lies in a file that has no name and that nobody else can open."""

    def __init__(self, start: bytes = b"") -> None:
        self._file: IO[bytes] | None = None
        self._bytes = bytearray()
        self._length = 0
        self.add(start)

    def add(self, piece: bytes) -> None:
        """Append `piece`."""
        before, self._length = self._length, self._length + len(piece)
        if self._length <= MOST_IN_MEMORY or (self._file is None and before > MOST_IN_MEMORY):
            self._bytes += piece
            return
        try:
            if self._file is None:
                import tempfile

                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it is as long as the body is
                self._write(bytes(self._bytes))
                self._bytes = bytearray()
            self._write(piece)
        except OSError:
            # No room for files: memory it is, up to the limit.
            self._bytes = self._bytes or bytearray(self.read(before))
            self._bytes += piece
            self._file = None

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and self._file is not None:
            rest = rest[self._file.write(rest) :]

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """The first `size` bytes of it, or all. May wait for the disk."""
        if self._file is None:
            return bytes(self._bytes if size < 0 else self._bytes[:size])
        self._file.seek(0)
        return self._file.read(self._length if size < 0 else size)

    def piece(self, start: int, size: int) -> bytes:
        """`size` bytes from `start` on, fewer at the end. May wait for the disk."""
        if self._file is None:
            return bytes(self._bytes[start : start + size])
        self._file.seek(start)
        return self._file.read(size)


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int, host: str) -> Body:
    """The body that `chunks` carry in a Content-Encoding, at most `limit` bytes unpacked.

    Raises `TooLargeError` as soon as there is more, however small it came, and `NetError` for encodings other than
    gzip and deflate, which were not asked for.
    """
    unpack = _unpacker(encoding, host)
    body = Body()
    async for chunk in chunks:
        for piece in (chunk,) if unpack is None else unpack.pieces(chunk):
            if len(body) + len(piece) > limit:
                raise _too_large(host, limit)
            body.add(piece)
    return body


def _too_large(host: str, limit: int) -> TooLargeError:
    text = _("{host} sent more than {limit} MB; it was not read further.")
    return TooLargeError(text.format(host=host, limit=limit // 1_000_000))


class _Unpacker:
    def __init__(self, bits: int, host: str) -> None:
        self._bits = bits
        self._host = host
        self._inner = zlib.decompressobj(bits)
        self._first = True

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` unpacks to, in pieces of at most 64 KB: a bomb is counted while it goes off."""
        data = chunk
        while data:
            try:
                piece = self._inner.decompress(data, _STEP)
            except zlib.error as error:
                if self._first and self._bits == zlib.MAX_WBITS:
                    # "deflate" is meant to be zlib, and some servers send it bare.
                    self._inner, self._first = zlib.decompressobj(-zlib.MAX_WBITS), False
                    continue
                text = _("{host} sent a damaged answer; try again later.")
                raise NetError(text.format(host=self._host)) from error
            self._first = False
            data = self._inner.unconsumed_tail
            yield piece
            if self._inner.eof:
                return


def _unpacker(encoding: str, host: str) -> _Unpacker | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return _Unpacker(16 + zlib.MAX_WBITS, host)
    if name == "deflate":
        return _Unpacker(zlib.MAX_WBITS, host)
    text = _("{host} packed its answer in a way that was not asked for; it was not read.")
    raise NetError(text.format(host=host))
