"""Bytes to text, when what declares their encoding is missing or wrong."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import Literal

from haowai_tui.text.labels import CODECS

Kind = Literal["xml", "html", "text"]

_STEP = 1 << 16

_XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def codec_for(name: str) -> str:
    """The Python codec for an encoding's name from outside, or "" when it is none that is allowed."""
    try:
        return codecs.lookup(CODECS[name.strip().strip("\"'").lower()]).name
    except LookupError:
        return ""


def decode(data: bytes, *, charset: str = "", kind: Kind = "xml") -> str:
    """The text of `data`; what cannot be decoded becomes U+FFFD. Never raises.

    In order: a byte order mark, UTF-8 when the bytes are that beyond doubt, then what HTTP (`charset`) and the
    document declare, if the bytes agree with it, then what detection finds.
    """
    codec, start, _is_sound = _encoding(data, charset, kind)
    return data[start:].decode(codec, "replace")


def as_utf8(data: bytes, *, charset: str = "", kind: Kind = "xml") -> bytes:
    """The text of `data`, as `decode` finds it, in UTF-8. Never raises.

    One character that is rare makes a text four times as long in memory as its bytes; those that are UTF-8 stay."""
    codec, start, is_sound = _encoding(data, charset, kind)
    if is_sound:
        return data[start:]
    return data[start:].decode(codec, "replace").encode("utf-8", "replace")


def _encoding(data: bytes, charset: str, kind: Kind) -> tuple[str, int, bool]:
    """The codec of `data`, where its text begins, and whether it is UTF-8 without a fault."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return codec, len(bom), codec == "utf-8" and _is_utf8(data)
    wide = _bare_utf16(data)
    if wide:
        return wide, 0, False
    declared = [codec for name in (charset, _declared(data, kind)) if (codec := codec_for(name))]
    if _is_utf8(data):
        if declared and declared[0].startswith("iso2022"):
            return declared[0], 0, False
        return "utf-8", 0, True
    for codec in (*declared, "utf-8"):
        if _agrees(data, codec):
            return codec, 0, False
    return _found(data, declared), 0, False


def _declared(data: bytes, kind: Kind) -> str:
    found = _XML_DECLARATION.match(data[:400]) if kind == "xml" else _META.search(data[:4096])
    if found is None and kind == "html":
        found = _XML_DECLARATION.match(data[:400])
    return found[1].decode("ascii") if found else ""


def _bare_utf16(data: bytes) -> str:
    start = data[:4]
    if start[:4] == b"<\0?\0" or start[:4] == b"<\0r\0":
        return "utf-16-le"
    if start[:4] == b"\0<\0?" or start[:4] == b"\0<\0r":
        return "utf-16-be"
    return ""


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(data[start : start + _STEP])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _agrees(data: bytes, codec: str) -> bool:
    """Whether `data` is text in `codec` but for a few damaged bytes: one in 200 of those outside ASCII, or two."""
    if codec.startswith(("cp125", "cp866", "cp874", "iso8859", "koi8", "mac")):
        # Single-byte codecs agree with anything: they are believed only when nothing speaks for a Chinese one.
        return not _looks_chinese(data)
    text = data.decode(codec, "replace")
    wrong = text.count("\ufffd")
    if codec == "utf-8" and wrong and not _BEYOND_ASCII.search(text):
        return False  # without one character that is UTF-8 the bytes are of something else
    outside = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return wrong <= max(2, outside // 200)


def _looks_chinese(data: bytes) -> bool:
    sample = data[:20000]
    pairs = len(re.findall(rb"[\xb0-\xf7][\xa1-\xfe]", sample))
    single = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", sample))
    return pairs > 8 and pairs > 4 * single


_BEYOND_ASCII = re.compile("[\x80-\ufffc\ufffe-\U0010ffff]")
_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])*")


def _found(data: bytes, declared: Sequence[str]) -> str:
    """The codec of bytes that are not what is declared. What detection says of a few words is little more than a guess,
    and UTF-8 they are not."""
    found = _detect(data)
    if found and found not in ("utf-8", "cp1252"):
        return found
    if _PAIRS.fullmatch(data):
        return "gb18030"
    return next((codec for codec in (found, *declared) if codec not in ("", "utf-8")), "cp1252")


def _detect(data: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    text_only = re.sub(rb"<[^>]{0,2000}>", b" ", data[:200_000])
    return codec_for(str(detect_encoding(text_only)))
