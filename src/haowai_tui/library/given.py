"""What sources give, held against what they promise: they are others' code, and Python does not hold them to types.

What is not as promised raises `TypeError`, which whoever asks a source takes for a fault of that source.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import TypeVar

from msgspec.structs import replace

from haowai_tui.model import Candidate, Entry
from haowai_tui.model.codec import encode_entry
from haowai_tui.text import clean

T = TypeVar("T")


async def one(promised: Awaitable[object], kind: type[T]) -> T:
    """The one thing of a kind that was promised."""
    found = await promised
    if not isinstance(found, kind):
        raise TypeError(f"{type(found).__name__} instead of {kind.__name__}")
    return found


async def several(promised: Awaitable[Iterable[object]], kind: type[T]) -> list[T]:
    """The things of a kind that were promised."""
    found = list(await promised)
    fitting = [thing for thing in found if isinstance(thing, kind)]
    if len(fitting) < len(found):
        raise TypeError(f"something else than {kind.__name__}")
    return fitting


async def article(promised: Awaitable[object]) -> Entry:
    """The entry that was promised, which can be kept."""
    found = await one(promised, Entry)
    # Whatever in it is of another kind than it should be is of none that this knows.
    encode_entry(found)
    return found


async def candidates(promised: Awaitable[Iterable[object]]) -> list[Candidate]:
    """The feeds that were found behind an address, in text that can be drawn."""
    found = await several(promised, Candidate)
    for candidate in found:
        if not all(isinstance(text, str) for text in (candidate.address, candidate.title, candidate.source)):
            raise TypeError(f"no text in {candidate!r:.100}")
    return [replace(candidate, address=clean(candidate.address), title=clean(candidate.title)) for candidate in found]
