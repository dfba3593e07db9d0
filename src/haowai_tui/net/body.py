"""Reading an answer's body: unpacked as it comes, never more of it than the limit."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator

from haowai_tui.errors import NetError, TooLargeError
from haowai_tui.locale import gettext as _

_STEP = 65536


async def read_body(chunks: AsyncIterator[bytes], encoding: str, limit: int, host: str) -> bytes:
    """The body that `chunks` carry in a Content-Encoding, at most `limit` bytes unpacked.

    Raises `TooLargeError` as soon as there is more, however small it came, and `NetError` for encodings other than
    gzip and deflate, which were not asked for.
    """
    unpack = _unpacker(encoding, host)
    body = bytearray()
    async for chunk in chunks:
        if unpack is None:
            body += chunk
        else:
            for piece in unpack.pieces(chunk):
                body += piece
                if len(body) > limit:
                    raise _too_large(host, limit)
        if len(body) > limit:
            raise _too_large(host, limit)
    return bytes(body)


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
