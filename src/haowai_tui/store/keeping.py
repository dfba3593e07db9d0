"""What the reader did, apart from the articles: read out of a database, and written as data.

Kept are the feeds, the settings, smart feeds, the journal of undo, and everything that hangs on an article which the
reader starred, tagged, noted or put off, with its headline. Of the others that were read only a mark is kept, so that
they come back read. Bodies, the index, stories and related can be fetched or computed again.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from haowai_tui.model.times import decode_time
from haowai_tui.store.remembered import mark_of
from haowai_tui.store.rows import Connection, ids_json

MOST_READ = 100_000
"""Of so many articles, those read last, it is kept that they were read."""

DERIVED = frozenset(
    "bodies counts search sounds starts uncompared digests marks links stories frequencies facts full_texts"
    " undo_under_way positions synced sync_under_way volumes former_texts".split()
)
"""The tables that can be fetched or computed again. Any other is kept, so that a new one is not forgotten."""

_LARGEST_STEP = 65_536
"""A step of undo that is larger holds a removed feed with its articles, and is left out; so are the steps that hold
the articles apart, where they come to more together."""

Row = tuple[Any, ...]


class Table(Struct):
    """The kept rows of a table. `whole` says that nothing of it could not be read."""

    name: str
    columns: list[str]
    rows: list[Row]
    whole: bool = True


class State(Struct, frozen=True):
    """What the reader did, as of `at`. `last_id` is the highest id that an article has had."""

    at: datetime
    last_id: int
    tables: list[Table]

    @property
    def whole(self) -> bool:
        """Whether all of it could be read."""
        return all(table.whole for table in self.tables)


_STEPS_BETWEEN = 10_000
"""So many of SQLite's steps, a fraction of a millisecond, lie between two looks at the clock."""


class _Reader:
    """Reads rows, and with `tolerant` as many of them as a damaged file gives until the time is over."""

    def __init__(self, connection: Connection, *, tolerant: bool, until: float) -> None:
        self._connection = connection
        self._tolerant = tolerant
        if tolerant:
            # A damaged tree may lead a single question through the whole file.
            connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN)

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> tuple[list[str], list[Row], bool]:
        """The names of the columns, the rows, and whether that is all of them."""
        rows: list[Row] = []
        columns: list[str] = []
        try:
            cursor = self._connection.execute(statement, values)
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                rows.append(row)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            if not self._tolerant:
                raise
            return columns, rows, False
        return columns, rows, True

    def is_sound(self, table: str) -> bool:
        """Whether SQLite finds nothing wrong with a table and its indexes: a question may have been answered from an
        index that has lost rows, or from a page of another table."""
        _columns, rows, complete = self.rows(f'PRAGMA integrity_check("{table}")')
        return complete and rows == [("ok",)]


def _leave_out_impossible(reader: _Reader, table: Table) -> None:
    """Leave out rows whose values are not of the kinds that the table holds: they are of another table's page."""
    _columns, described, complete = reader.rows(f'PRAGMA table_info("{table.name}")')
    kinds = {row[1]: (_KINDS.get(row[2]), bool(row[3]) and not row[5]) for row in described}
    tests = [kinds.get(column, (None, False)) for column in table.columns]
    before = len(table.rows)
    table.rows = [
        row for row in table.rows if all(_can_be(value, *test) for value, test in zip(row, tests, strict=True))
    ]
    if table.name == "to_restore" and "part" in table.columns:
        place = table.columns.index("part")
        table.rows = [row for row in table.rows if part_of(row[place]) is not None]
    table.whole = table.whole and complete and len(table.rows) == before


def _can_be(value: object, kind: type | None, needed: bool) -> bool:
    return not needed if value is None else kind is None or isinstance(value, kind)


_KINDS = {"INTEGER": int, "TEXT": str, "BLOB": bytes}


def read_state(connection: Connection, *, tolerant: bool = False, seconds: float = 60.0) -> State:
    """What the reader did. Raises `sqlite3.Error`, unless `tolerant`: then as much as can be read."""
    reader = _Reader(connection, tolerant=tolerant, until=time.monotonic() + seconds)
    _columns, names, all_named = reader.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    )
    kept = [str(row[0]) for row in names if not is_derived(str(row[0]))]
    tables = []
    for name in kept:
        if name in ("articles", "remembered", "undo_steps"):
            continue
        tables.append(Table(name, *reader.rows(f'SELECT * FROM "{name}"')))
    large = _without_large_actions(tables)
    tables.append(Table("undo_steps", *reader.rows(_STEPS, (_LARGEST_STEP, ids_json(large)))))
    tables.append(_kept_articles(reader, tables))
    marked = _read_ones(reader, tables[-1])
    tables.append(marked)
    for table in tables:
        table.whole = table.whole and all_named and bool(table.columns)
        if tolerant and table.whole:
            table.whole = reader.is_sound("articles" if table is marked else table.name)
        if tolerant:
            _leave_out_impossible(reader, table)
    last = max((row[1] for row in reader.rows(_SEQUENCE)[1] if isinstance(row[1], int)), default=0)
    known = max((_id(row) for row in tables[-2].rows), default=0)
    return State(datetime.now(UTC), max(last, known), in_order(tables))


# Without an index, which may have lost rows.
_STEPS = (
    "SELECT * FROM undo_steps WHERE coalesce(length(value), 0) <= ?1"
    " AND +action NOT IN (SELECT value FROM json_each(?2))"
    " AND NOT (what = 'articles' AND +action IN (SELECT +action FROM undo_steps WHERE what = 'articles'"
    " GROUP BY +action HAVING sum(length(value)) > ?1))"
)
_SEQUENCE = "SELECT name, seq FROM sqlite_sequence WHERE name = 'articles'"
_STARRED = (
    "SELECT id FROM articles WHERE muted = 0 AND starred = 1"
    " UNION ALL SELECT id FROM articles WHERE muted = 1 AND starred = 1"
)
_READ = "SELECT feed_id, identity, id, read_at FROM articles WHERE read_at IS NOT NULL ORDER BY read_at DESC LIMIT ?"


def is_derived(name: str) -> bool:
    """Whether a table holds only what can be fetched or computed again."""
    # A virtual table keeps its data in tables of its own, `search_data` and the like.
    return name in DERIVED or name.startswith(("search_", "sounds_", "starts_"))


def _without_large_actions(tables: list[Table]) -> list[int]:
    """Leave out the actions that changed so many articles that it is not kept of all of them what they were. Returns
    their ids."""
    large: list[int] = []
    for table in tables:
        if table.name == "undo_actions" and {"id", "number"} <= set(table.columns):
            place, number = table.columns.index("id"), table.columns.index("number")
            gone = [row for row in table.rows if isinstance(row[number], int) and row[number] > MOST_READ]
            large += [row[place] for row in gone if isinstance(row[place], int)]
            table.rows = [row for row in table.rows if row not in gone]
    return large


def _id(row: Row) -> int:
    return row[0] if row and isinstance(row[0], int) else 0


def _kept_articles(reader: _Reader, tables: list[Table]) -> Table:
    _columns, starred, whole = reader.rows(_STARRED)
    ids = {_id(row) for row in starred}
    for table in tables:
        if "article_id" in table.columns:
            place = table.columns.index("article_id")
            ids |= {row[place] for row in table.rows if isinstance(row[place], int)}
    found = Table("articles", [], [], whole)
    wanted = sorted(ids)
    for start in range(0, max(1, len(wanted)), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        columns, rows, complete = reader.rows(f"SELECT * FROM articles WHERE id IN ({marks})", tuple(part))
        found.columns = columns or found.columns
        found.rows += rows
        found.whole = found.whole and complete
    return found


def _read_ones(reader: _Reader, articles: Table) -> Table:
    _columns, rows, whole = reader.rows("SELECT feed_id, mark, article_id, read_at FROM remembered")
    _columns, read, complete = reader.rows(_READ, (MOST_READ,))
    kept = {_id(row) for row in articles.rows}
    marked = [
        (feed, mark_of(identity), number, at)
        for feed, identity, number, at in read
        if number not in kept and isinstance(identity, str)
    ]
    return Table("remembered", ["feed_id", "mark", "article_id", "read_at"], rows + marked, whole and complete)


def in_order(tables: Iterable[Table]) -> list[Table]:
    """Feeds before articles, and those before all else: what is referred to comes first."""
    first = {"accounts": 0, "feeds": 1, "articles": 2, "undo_actions": 3}
    return sorted(tables, key=lambda table: first.get(table.name, 4))


# As JSON-able data.


def encode_state(state: State) -> Iterator[list[Any]]:
    """The state as JSON-able lists: a head, the tables, and a foot that says that nothing is missing."""
    yield ["haowai", 1, round(state.at.timestamp() * 1000), state.last_id]
    for table in state.tables:
        yield [table.name, table.columns, plain_rows(table.rows)]
    yield ["end", len(state.tables)]


def decode_state(parts: Iterable[Any]) -> State:
    """The state in what `encode_state` gave. Raises `ValueError` for anything else."""
    head, *tables, foot = parts
    if head[:2] != ["haowai", 1] or foot != ["end", len(tables)]:
        raise ValueError("not a whole state")
    decoded = [Table(name, columns, rows_of(rows)) for name, columns, rows in tables]
    return State(decode_time(head[2]) or datetime.now(UTC), int(head[3]), decoded)


def plain_rows(rows: Iterable[Row]) -> list[list[Any]]:
    """Rows as JSON-able lists."""
    return [[_plain(value) for value in row] for row in rows]


def rows_of(plain: Iterable[list[Any]]) -> list[Row]:
    """The rows of what `plain_rows` gave."""
    return [tuple(_value(value) for value in row) for row in plain]


def part_of(text: object) -> Table | None:
    """What waits to be put back (see `restoring`), as it was written; None for anything else, which pages that were
    swapped bring without SQLite's notice."""
    try:
        name, columns, rows = json.loads(str(text))
        return Table(str(name), [str(column) for column in columns], rows_of(rows))
    except (ValueError, TypeError, KeyError):
        return None


def _plain(value: object) -> object:
    return {"b": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value


def _value(plain: Any) -> Any:
    return base64.b64decode(plain["b"]) if isinstance(plain, dict) else plain
