"""Reading an answer's body: unpacked as it comes, never more of it than the limit, and what is long not in memory."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from typing import IO

from haowai_tui.errors import NetError, TooLargeError
from haowai_tui.locale import gettext as _
from haowai_tui.text.encoding import codec_for

_STEP = 65536
_GZIP, _GZIP_BITS = b"\x1f\x8b", 16 + zlib.MAX_WBITS

MOST_IN_MEMORY = 1_000_000
"""Bytes of a body up to which it waits in memory for whoever reads it. Fifty that come at once and are ten megabytes
each would be the memory of the whole program."""


class Body:
    """What an answer carried. When it is long it lies in a file that has no name and that nobody else can open."""

    is_whole = True
    """False for one whose packing broke off, though the server said that it was all."""

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
    received = 0
    async for chunk in chunks:
        if not received and unpack is None and chunk.startswith(_GZIP):
            # A file that was packed before it was put there, or a server that forgets to say what it did.
            unpack = _Unpacker(_GZIP_BITS, host)
        received += len(chunk)
        for piece in (chunk,) if unpack is None else unpack.pieces(chunk):
            if len(body) + len(piece) > limit:
                raise _too_large(host, limit)
            body.add(piece)
        if received > limit:
            raise _too_large(host, limit)
        if unpack is not None and unpack.has_ended:
            # What still comes is nothing that was packed, and might never end.
            break
    body.is_whole = unpack is None or unpack.is_whole
    return body


def _too_large(host: str, limit: int) -> TooLargeError:
    text = _("{host} sent more than {limit} MB; it was not read further.")
    return TooLargeError(text.format(host=host, limit=limit // 1_000_000))


class _Unpacker:
    has_ended = False
    """Whether something has come behind the end that is no further part."""

    def __init__(self, bits: int, host: str) -> None:
        self._bits = bits
        self._host = host
        self._inner = zlib.decompressobj(bits)
        self._first = True
        self._behind = b""

    @property
    def is_whole(self) -> bool:
        """Whether all that was packed has come."""
        return self._inner.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` unpacks to, in pieces of at most 64 KB: a bomb is counted while it goes off."""
        data = chunk
        while data and not self.has_ended:
            if self._inner.eof and not (data := self._next_part(data)):
                return
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
            data = self._inner.unused_data or self._inner.unconsumed_tail
            yield piece

    def _next_part(self, data: bytes) -> bytes:
        """What is to be unpacked after an end: files that gzip packed one behind the other are one file."""
        self._behind += data
        if len(self._behind) < len(_GZIP) and _GZIP.startswith(self._behind):
            return b""
        if self._bits <= zlib.MAX_WBITS or not self._behind.startswith(_GZIP):
            self.has_ended = True
            return b""
        self._inner = zlib.decompressobj(self._bits)
        data, self._behind = self._behind, b""
        return data


def _unpacker(encoding: str, host: str) -> _Unpacker | None:
    name = encoding.strip().lower()
    # Some servers take it for the encoding of the text.
    if name in ("", "identity", "none", "binary", "8bit") or codec_for(name):
        return None
    if name in ("gzip", "x-gzip"):
        return _Unpacker(_GZIP_BITS, host)
    if name == "deflate":
        return _Unpacker(zlib.MAX_WBITS, host)
    text = _("{host} packed its answer in a way that was not asked for; it was not read.")
    raise NetError(text.format(host=host))
