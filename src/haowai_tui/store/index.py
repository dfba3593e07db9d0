"""The full-text index. It keeps no text of its own: leaving it takes the words an article entered it with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec.json import encode

from haowai_tui.model import Entry
from haowai_tui.model.codec import entry_of
from haowai_tui.store.rows import Connection
from haowai_tui.text.prepared import Prepared, Words, sounds_of, words_of

_IN = "INSERT INTO search (rowid, title, body)", 3
_OUT = "INSERT INTO search (search, rowid, title, body)", 4
_HEARD = "INSERT INTO sounds (rowid, said)", 2
_UNHEARD = "INSERT INTO sounds (sounds, rowid, said)", 3
_STARTED = "INSERT INTO starts (rowid, said)", 2
_UNSTARTED = "INSERT INTO starts (starts, rowid, said)", 3
_DELETE = "delete"
"""What a row says to FTS5 that leaves."""
_FACTS = "INSERT INTO facts", 5
_FACTS_ANEW = (
    " ON CONFLICT (article_id) DO UPDATE SET"
    " language = excluded.language, words = excluded.words, image = excluded.image, enclosure = excluded.enclosure"
)
_BATCH = "SELECT article_id, body FROM bodies WHERE article_id > ? ORDER BY article_id LIMIT ?"
_AT_ONCE = 500
_BYTES_AT_ONCE = 1_000_000


class Changes:
    """What enters and what leaves the index in a transaction; `make` them last in it.

    The index gathers words in memory and writes them out at each statement that could be taken back alone, which are
    most that change other tables. So those all come first.
    """

    def __init__(self) -> None:
        self._in: dict[int, Prepared] = {}
        self._out: dict[int, bytes] = {}

    def add(self, article_id: int, prepared: Prepared) -> None:
        """Enter an article that is not there, or is dropped."""
        self._in[article_id] = prepared

    def drop(self, article_id: int, blob: bytes) -> None:
        """Take an article out; `blob` is its stored body."""
        if self._in.pop(article_id, None) is None:
            self._out[article_id] = blob

    def make(self, connection: Connection) -> None:
        """Make the changes."""
        leave(connection, list(self._out.items()))
        enter(connection, [(number, one.words or words_of(one.entry())) for number, one in self._in.items()])
        self._in.clear()
        self._out.clear()


@contextmanager
def arriving(connection: Connection) -> Iterator[Changes]:
    """For storing articles in a transaction: what that changes here is done at its end, if nothing goes wrong."""
    from haowai_tui.store.restoring import restore_rest

    # They may be among those that a rescue has still to put back, with their stars and under their ids.
    restore_rest(connection)
    changes = Changes()
    yield changes
    changes.make(connection)


def add(connection: Connection, article_id: int, entry: Entry) -> None:
    """Enter an article."""
    enter(connection, [(article_id, words_of(entry))])


def enter(connection: Connection, articles: Sequence[tuple[int, Words]]) -> None:
    """Enter articles by their words."""
    facts = ((number, one.language, one.length, one.image, one.enclosure) for number, one in articles)
    _put(connection, _FACTS, facts, _FACTS_ANEW)
    _put(connection, _IN, ((number, one.title, one.body) for number, one in articles))
    _put(connection, _STARTED, ((number, one.starts) for number, one in articles))
    _put(connection, _HEARD, ((number, one.sounds) for number, one in articles if one.sounds))


def _put(
    connection: Connection, into: tuple[str, int], rows: Iterable[tuple[object, ...]], otherwise: str = ""
) -> None:
    """Insert rows of so many columns, many in one step of SQLite: after each step its thread waits for the interpreter,
    which has the event loop to run meanwhile."""
    table, columns = into
    values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(columns))
    # Without a condition ON would belong to a join.
    statement = f"{table} SELECT {values} FROM json_each(?) WHERE 1{otherwise}"
    some: list[bytes] = []
    size = 0
    for row in rows:
        some.append(encode(row))
        size += len(some[-1])
        if size >= _BYTES_AT_ONCE:
            connection.execute(statement, (_list_of(some),))
            some, size = [], 0
    if some:
        connection.execute(statement, (_list_of(some),))


def _list_of(rows: Sequence[bytes]) -> str:
    return f"[{b','.join(rows).decode()}]"


def drop(connection: Connection, article_id: int, blob: bytes) -> None:
    """Take an article out; `blob` is its stored body."""
    leave(connection, [(article_id, blob)])


def leave(connection: Connection, articles: Sequence[tuple[int, bytes]]) -> None:
    """Take articles out, by their stored bodies."""
    gone = [(article_id, words_of(entry_of(blob))) for article_id, blob in articles]
    _put(connection, _OUT, ((_DELETE, number, one.title, one.body) for number, one in gone))
    _put(connection, _UNSTARTED, ((_DELETE, number, one.starts) for number, one in gone))
    _put(connection, _UNHEARD, ((_DELETE, number, one.sounds) for number, one in gone if one.sounds))


def hear_all(connection: Connection) -> None:
    """Enter how all headlines sound."""
    rows = connection.execute("SELECT id, title FROM articles ORDER BY id")
    _put(connection, _HEARD, ((number, said) for number, title in rows if (said := sounds_of(title))))


def word_all(connection: Connection) -> None:
    """Enter the words of all articles, of which the index has none. Takes long on a large store."""
    for articles in _all(connection):
        _put(connection, _IN, ((article_id, words.title, words.body) for article_id, words in articles))


def start_all(connection: Connection) -> None:
    """Enter what the words of all articles begin with. Takes long on a large store."""
    for articles in _all(connection):
        _put(connection, _STARTED, ((article_id, words.starts) for article_id, words in articles))


def rebuild(connection: Connection) -> None:
    """Make the whole index again: the words of a text are no longer what they were. Takes long on a large store."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute("INSERT INTO sounds (sounds) VALUES ('delete-all')")
    connection.execute("INSERT INTO starts (starts) VALUES ('delete-all')")
    for articles in _all(connection):
        enter(connection, articles)


def _all(connection: Connection) -> Iterator[list[tuple[int, Words]]]:
    """The words of all articles, some at a time."""
    last = 0
    while rows := connection.execute(_BATCH, (last, _AT_ONCE)).fetchall():
        yield [(article_id, words_of(entry_of(blob))) for article_id, blob in rows]
        last = rows[-1][0]
