"""Addresses that stand in a text as they are: a reader can go there as to any other link."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.model import Span
from haowai_tui.text import clean_url

_ADDRESS = pattern(r"(?<![A-Za-z0-9])https?://[A-Za-z0-9\[][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{0,4000}")
"""In ASCII: in Chinese the words go on right after an address."""
_AFTER = ".,;:!?'*_~&"
"""What belongs to the sentence when it stands last."""
_LONGEST_END = 20
_CLOSING = {")": "(", "]": "["}


def linked(span: Span) -> Iterator[Span]:
    """`span` in pieces, each address in it a link of its own."""
    text = span.text
    if "://" not in text:
        yield span
        return
    done = 0
    for found in _ADDRESS.finditer(text):
        address = _without_end(found[0])
        link = clean_url(address)
        if not link:
            continue
        if found.start() > done:
            yield replace(span, text=text[done : found.start()])
        done = found.start() + len(address)
        yield replace(span, text=address, link=link)
    if done < len(text):
        yield replace(span, text=text[done:])


def _without_end(address: str) -> str:
    for _step in range(_LONGEST_END):
        last = address[-1]
        if last not in _AFTER and (last not in _CLOSING or address.count(last) <= address.count(_CLOSING[last])):
            break
        address = address[:-1]
    return address
