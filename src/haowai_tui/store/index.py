"""The full-text index. It keeps no text of its own: leaving it takes the words an article entered it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from haowai_tui.model import Block, Entry, Image, ListBlock, Quote, blocks_text
from haowai_tui.model.codec import entry_fields
from haowai_tui.store.rows import Connection, safe, unpack
from haowai_tui.text import detect_language
from haowai_tui.text.pinyin import sound_tokens
from haowai_tui.text.tokens import count_words, index_words, runs_of, start_words

_IN = "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)"
_OUT = "INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)"
_HEARD = "INSERT INTO sounds (rowid, said) VALUES (?, ?)"
_UNHEARD = "INSERT INTO sounds (sounds, rowid, said) VALUES ('delete', ?, ?)"
_STARTED = "INSERT INTO starts (rowid, said) VALUES (?, ?)"
_UNSTARTED = "INSERT INTO starts (starts, rowid, said) VALUES ('delete', ?, ?)"
_FACTS = (
    "INSERT INTO facts VALUES (?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET"
    " language = excluded.language, words = excluded.words, image = excluded.image, enclosure = excluded.enclosure"
)
_BATCH = "SELECT article_id, body FROM bodies WHERE article_id > ? ORDER BY article_id LIMIT ?"
_BODIES = "SELECT article_id, body FROM bodies WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)"
_AT_ONCE = 500
_HEARD_CHARACTERS = 120
"""So many characters of a headline are found by their sound."""


class _Words(Struct, frozen=True):
    """What the indexes hold of an article, read once for all of them."""

    search: tuple[str, str]
    starts: str
    sounds: str
    length: int
    """Words of its text, each Chinese character as one."""


def _words_of(entry: Entry) -> _Words:
    title, text = runs_of(entry.title), runs_of(blocks_text(entry.blocks))
    before, after = (entry.byline, *entry.key_points), (*entry.authors, *entry.categories)
    body = [*runs_of("\n".join(before)), *text, *runs_of("\n".join(after))]
    return _Words(
        search=(index_words(title), index_words(body)),
        starts=start_words(title, body),
        sounds=_said(entry.title),
        length=count_words(text),
    )


def _stored(blob: bytes) -> Entry:
    fields: dict[str, Any] = entry_fields(unpack(blob))
    return Entry(**fields)


class Changes:
    """What enters and what leaves the index in a transaction; `make` them last in it.

    The index gathers words in memory and writes them out at each statement that could be taken back alone, which are
    most that change other tables. So those all come first.
    """

    def __init__(self) -> None:
        self._in: dict[int, Entry] = {}
        self._out: dict[int, bytes] = {}

    def add(self, article_id: int, entry: Entry) -> None:
        """Enter an article that is not there, or is dropped."""
        self._in[article_id] = entry

    def drop(self, article_id: int, blob: bytes) -> None:
        """Take an article out; `blob` is its stored body."""
        if self._in.pop(article_id, None) is None:
            self._out[article_id] = blob

    def make(self, connection: Connection) -> None:
        """Make the changes."""
        for article_id, blob in self._out.items():
            drop(connection, article_id, blob)
        enter(connection, list(self._in.items()))
        self._in.clear()
        self._out.clear()


@contextmanager
def changing(connection: Connection) -> Iterator[Changes]:
    """Changes that are made at the end, if nothing goes wrong before."""
    changes = Changes()
    yield changes
    changes.make(connection)


def add(connection: Connection, article_id: int, entry: Entry) -> None:
    """Enter an article."""
    enter(connection, [(article_id, entry)])


def enter(connection: Connection, articles: Sequence[tuple[int, Entry]]) -> None:
    """Enter articles."""
    words = [(article_id, _words_of(entry)) for article_id, entry in articles]
    connection.executemany(
        _FACTS,
        [(number, *_facts_of(entry, one.length)) for (number, entry), (_, one) in zip(articles, words, strict=True)],
    )
    connection.executemany(_IN, [(article_id, *one.search) for article_id, one in words])
    connection.executemany(_STARTED, [(article_id, one.starts) for article_id, one in words])
    connection.executemany(_HEARD, [(article_id, one.sounds) for article_id, one in words if one.sounds])


def _said(title: str) -> str:
    return " ".join(sound_tokens(title[:_HEARD_CHARACTERS]))


def _facts_of(entry: Entry, length: int) -> tuple[str, int, int, int]:
    language = safe(entry.language).lower().replace("_", "-")
    language = language or detect_language(f"{entry.title}\n{blocks_text(entry.blocks)}")
    return language, length, int(_has_image(entry.blocks)), int(bool(entry.enclosures))


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


def drop(connection: Connection, article_id: int, blob: bytes) -> None:
    """Take an article out; `blob` is its stored body."""
    words = _words_of(_stored(blob))
    connection.execute(_OUT, (article_id, *words.search))
    connection.execute(_UNSTARTED, (article_id, words.starts))
    if words.sounds:
        connection.execute(_UNHEARD, (article_id, words.sounds))


def drop_feed(connection: Connection, feed_id: int) -> None:
    """Take all articles of a feed out."""
    for article_id, blob in connection.execute(_BODIES, (feed_id,)).fetchall():
        drop(connection, article_id, blob)


def index_feed(connection: Connection, feed_id: int) -> None:
    """Enter all articles of a feed."""
    rows = connection.execute(_BODIES, (feed_id,)).fetchall()
    for start in range(0, len(rows), _AT_ONCE):
        enter(connection, [(article_id, _stored(blob)) for article_id, blob in rows[start : start + _AT_ONCE]])


def hear_all(connection: Connection) -> None:
    """Enter how all headlines sound."""
    rows = connection.execute("SELECT id, title FROM articles ORDER BY id")
    connection.executemany(_HEARD, ((number, said) for number, title in rows if (said := _said(title))))


def start_all(connection: Connection) -> None:
    """Enter what the words of all articles begin with. Takes long on a large store."""
    for articles in _all(connection):
        rows = [(article_id, _words_of(entry).starts) for article_id, entry in articles]
        connection.executemany(_STARTED, rows)


def rebuild(connection: Connection) -> None:
    """Make the whole index again: the words of a text are no longer what they were. Takes long on a large store."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute("INSERT INTO sounds (sounds) VALUES ('delete-all')")
    connection.execute("INSERT INTO starts (starts) VALUES ('delete-all')")
    for articles in _all(connection):
        enter(connection, articles)


def _all(connection: Connection) -> Iterator[list[tuple[int, Entry]]]:
    """All articles, some at a time."""
    last = 0
    while rows := connection.execute(_BATCH, (last, _AT_ONCE)).fetchall():
        yield [(article_id, _stored(blob)) for article_id, blob in rows]
        last = rows[-1][0]
