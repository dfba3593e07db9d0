"""An entry made ready to be kept: all that takes thought about it is done, and what is left is to write it down.

A feed's parser does this in its own process, so the reader's has little to do when hundreds of entries come in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator, Sequence
from typing import overload

from msgspec import Struct

from haowai_tui.model.article import Entry
from haowai_tui.model.blocks import Block, Image, ListBlock, Quote, blocks_text
from haowai_tui.model.codec import encode_entry, entry_of
from haowai_tui.model.packed import pack, safe
from haowai_tui.model.times import encode_time
from haowai_tui.text.language import detect_language
from haowai_tui.text.pinyin import sound_tokens
from haowai_tui.text.tokens import count_words, index_words, runs_of, start_words

_SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

_HEARD_CHARACTERS = 120
"""So many characters of a headline are found by their sound."""


class Words(Struct, frozen=True, array_like=True):
    """What the indexes hold of an entry, read once for all of them, and what is counted in it on the way.

    `length` is words of its text, each Chinese character as one."""

    title: str
    body: str
    starts: str
    sounds: str
    language: str
    length: int
    image: bool
    enclosure: bool


READING = 1
"""Of the way in which entries are read: one more with each change of what comes of the same feed, 255 at most."""


class Prepared(Struct, frozen=True, array_like=True):
    """An entry as it is kept. `published` is in milliseconds, `body` is the whole entry, packed. `words` is None where
    nobody has needed them so far."""

    identity: str
    fingerprint: bytes
    title: str
    byline: str
    link: str
    published: int | None
    body: bytes
    words: Words | None = None

    def entry(self) -> Entry:
        """The entry itself."""
        return entry_of(self.body)


def prepare(entry: Entry, known: Container[bytes] | None = None) -> Prepared:
    """The entry ready to be kept. `known` are the fingerprints of entries whose words nobody needs; None is for all."""
    encoded = encode_entry(entry)
    mark = fingerprint(encoded)
    return Prepared(
        identity=identity(entry),
        fingerprint=mark,
        title=safe(entry.title),
        byline=safe(entry.byline),
        link=safe(entry.link),
        published=encode_time(entry.published),
        body=pack(encoded),
        words=None if known is None or mark in known else words_of(entry),
    )


def identity(entry: Entry) -> str:
    """What an entry is known by within its feed: its guid, else its link, else what it says."""
    if entry.guid:
        return "g:" + safe(entry.guid)
    if entry.link:
        return "l:" + safe(entry.link)
    text = entry.title + "\0" + (str(entry.published) if entry.published else blocks_text(entry.blocks))
    return "h:" + hashlib.sha256(safe(text).encode()).hexdigest()


def fingerprint(encoded: dict[str, object]) -> bytes:
    """A fingerprint of what an entry says; counts of comments and lists of teasers change without an edit."""
    said = {key: value for key, value in encoded.items() if key not in ("comments", "related", "hot")}
    return bytes((READING,)) + hashlib.blake2b(_SORTED(said).encode("utf-8", "replace"), digest_size=11).digest()


def is_edited(before: bytes, after: bytes) -> bool:
    """Whether two fingerprints say that a publisher changed what an entry says: not where it was another version of
    haowai that read it, and read it otherwise."""
    return before != after and before[:1] == after[:1]


def words_of(entry: Entry) -> Words:
    """The words of an entry."""
    whole = blocks_text(entry.blocks)
    title, text = runs_of(entry.title), runs_of(whole)
    before, after = (entry.byline, *entry.key_points), (*entry.authors, *entry.categories)
    body = [*runs_of("\n".join(before)), *text, *runs_of("\n".join(after))]
    language = safe(entry.language).lower().replace("_", "-")
    return Words(
        title=index_words(title),
        body=index_words(body),
        starts=start_words(title, body),
        sounds=sounds_of(entry.title),
        language=language or detect_language(f"{entry.title}\n{whole}"),
        length=count_words(text),
        image=_has_image(entry.blocks),
        enclosure=bool(entry.enclosures),
    )


def sounds_of(title: str) -> str:
    """What the index of sounds holds of a headline."""
    return " ".join(sound_tokens(title[:_HEARD_CHARACTERS]))


def _has_image(blocks: tuple[Block, ...]) -> bool:
    for block in blocks:
        match block:
            case Image():
                return True
            case Quote(inner) if _has_image(inner):
                return True
            case ListBlock() if any(_has_image(item) for item in block.items):
                return True
    return False


class PreparedEntries(Sequence[Entry]):
    """Entries that were prepared already; whoever wants to look into one gets it as it was."""

    def __init__(self, prepared: Sequence[Prepared]) -> None:
        self.prepared = tuple(prepared)

    def __len__(self) -> int:
        return len(self.prepared)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, place: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(place, slice):
            return tuple(one.entry() for one in self.prepared[place])
        return self.prepared[place].entry()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def prepared_of(entries: Sequence[Entry]) -> Iterator[Prepared]:
    """The entries one by one, ready to be kept."""
    return iter(entries.prepared) if isinstance(entries, PreparedEntries) else map(prepare, entries)
