"""What a change of the settings file was, so that it can be taken back, also when other lines have been changed since.

Of what stands around the change, and of what it put there, only digests are kept: the file may hold passwords.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import asdict

_AROUND = 2
"""Lines before and after a change by which its place is known again."""


class Patch(Struct, frozen=True, kw_only=True):
    """A change of a text: from the line `at` (from 0) the lines `lost` came to be others. `before`, `put` and `after`
    are the digests of the lines that stand there now: those before the others, the others, and those after them."""

    at: int
    lost: tuple[str, ...]
    before: tuple[str, ...]
    put: tuple[str, ...]
    after: tuple[str, ...]

    def packed(self) -> str:
        """The patch as a line of text, see `unpacked`."""
        return json.dumps(asdict(self), ensure_ascii=False)


def unpacked(text: str) -> Patch:
    """The patch that `Patch.packed` made a text of."""
    data = json.loads(text)
    return Patch(at=data.pop("at"), **{name: tuple(lines) for name, lines in data.items()})


def patch_of(before: str, after: str) -> Patch:
    """The change that made the text `before` the text `after`."""
    old, new = _lines(before), _lines(after)
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    end = len(new) - last
    return Patch(
        at=first,
        lost=tuple(old[first : len(old) - last]),
        before=_digests(new[max(0, first - _AROUND) : first]),
        put=_digests(new[first:end]),
        after=_digests(new[end : end + _AROUND]),
    )


def taken_back(text: str, patch: Patch) -> str | None:
    """`text` without the change, wherever it stands now; None where it stands no more, or in several places."""
    lines = _lines(text)
    found = _places(_digests(lines), (*patch.before, *patch.put, *patch.after))
    own = patch.at - len(patch.before)
    if own not in found and len(found) != 1:
        return None
    first = (own if own in found else found[0]) + len(patch.before)
    kept = lines[first + len(patch.put) :]
    return "".join([*lines[:first], *patch.lost, *kept])


def _places(lines: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where the lines `wanted` stand one after another; nothing stands in an empty text alone."""
    if not wanted:
        return [] if lines else [0]
    last = len(lines) - len(wanted)
    return [place for place in range(last + 1) if tuple(lines[place : place + len(wanted)]) == tuple(wanted)]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many lines both begin."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _lines(text: str) -> list[str]:
    # Not by splitlines, which breaks at characters that may stand in a value.
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]


def _digests(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(hashlib.blake2b(line.encode("utf-8", "replace"), digest_size=9).hexdigest() for line in lines)
