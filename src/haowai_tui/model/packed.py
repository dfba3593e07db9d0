"""Entries as the database keeps them: packed, and as text that it can bind."""

from __future__ import annotations

import json
import zlib
from typing import Any

import msgspec


def safe(text: str) -> str:
    """`text` that SQLite can bind: lone surrogates, which are no characters, become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8")


def pack(data: dict[str, Any]) -> bytes:
    """An encoded entry as the database keeps it."""
    try:
        text = msgspec.json.encode(data)
    except UnicodeEncodeError:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return zlib.compress(text, 6)


def unpack(blob: bytes) -> dict[str, Any]:
    """The encoded entry in `blob`. A damaged one is an empty one: the article can be fetched again."""
    try:
        data = json.loads(zlib.decompress(blob))
    except (zlib.error, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
