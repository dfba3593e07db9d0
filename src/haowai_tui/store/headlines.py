"""Lists of articles: a selection to SQL that walks an index and stops after a screenful."""

from __future__ import annotations

from array import array
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from haowai_tui.store.database import Database
from haowai_tui.store.matching import TooFarError, count_words, first_of, frequent_apart, how_many, walk
from haowai_tui.store.rows import HEADLINE_COLUMNS, headline_of, ids_json, milliseconds
from haowai_tui.store.vocabulary import spelled_out
from haowai_tui.store.words import Asked, question_of, sql_of, words_apart

if TYPE_CHECKING:
    from haowai_tui.model import Headline, Selection

_FETCHED = 5_000
_FROM = "FROM articles a"
_ORDER = "ORDER BY sort DESC, id DESC"
_ORDER_BY_SCORE = "ORDER BY score DESC, sort DESC, id DESC"
_COLUMNS = "a.id AS id, a.sort AS sort, a.score AS score"


def conditions(selection: Selection) -> tuple[list[str], list[Any]]:
    """The WHERE parts of a selection but for `read_after`, and their values."""
    where: list[str] = []
    values: list[Any] = []
    if selection.feeds is not None:
        if len(selection.feeds) == 1:
            where.append("a.feed_id = ?")
            values.append(selection.feeds[0])
        else:
            where.append("a.feed_id IN (SELECT value FROM json_each(?))")
            values.append(ids_json(selection.feeds))
    if selection.ids is not None:
        where.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(ids_json(selection.ids))
    if selection.unread is not None:
        where.append(f"a.read = {int(not selection.unread)}")
    if selection.starred is not None:
        where.append(f"a.starred = {int(selection.starred)}")
    if selection.muted is not None:
        where.append(f"a.muted = {int(selection.muted)}")
    if selection.since is not None:
        where.append("a.sort >= ?")
        values.append(milliseconds(selection.since))
    if selection.newest_id is not None:
        where.append("a.id <= ?")
        values.append(selection.newest_id)
    words, selection = words_apart(selection)
    asked = [sql_of(words)] if words is not None else []
    if selection.query is not None:
        from haowai_tui.store.expressions import condition

        asked.append(condition(selection.query))
    for sql, bound in asked:
        where.append(f"({sql})")
        values.extend(bound)
    if selection.folded and not asked:
        newer = [part.replace("a.", "b.") for part in where]
        where.append(_NO_NEWER.format(more="".join(f" AND {part}" for part in newer)))
        values.extend(list(values))
    return where, values


_NO_NEWER = (
    "NOT EXISTS (SELECT 1 FROM stories s JOIN stories t ON t.story = s.story JOIN articles b ON b.id = t.article_id"
    " WHERE s.article_id = a.id AND (b.sort, b.id) > (a.sort, a.id){more})"
)
_MORE = (
    "SELECT s.article_id, count(*) - 1 FROM stories s JOIN stories t ON t.story = s.story"
    " WHERE s.article_id IN (SELECT value FROM json_each(?)) GROUP BY s.article_id"
)


def _select(selection: Selection, columns: str, *, extra: str = "") -> tuple[str, list[Any]]:
    """The statement that gives `columns` of the selection, in no order."""
    where, values = conditions(selection)
    where += [extra] if extra else []
    statement = f"SELECT {columns} {_FROM} WHERE {' AND '.join(where) or '1'}"
    if selection.unread and selection.read_after is not None:
        # Two walks, each along its own index: the unread, and the few that were read since the list was opened.
        kept_where, kept_values = conditions(replace(selection, unread=None))
        kept = " AND ".join(["a.read = 1", "a.read_at >= ?", *kept_where, *([extra] if extra else [])])
        statement += f" UNION ALL SELECT {columns} {_FROM} WHERE {kept}"
        values += [milliseconds(selection.read_after), *kept_values]
    return statement, values


def _columns(selection: Selection) -> str:
    # Lists by time walk an index that does not have the score.
    return _COLUMNS if selection.by_score else _COLUMNS.rpartition(",")[0]


def _order(selection: Selection) -> str:
    return _ORDER_BY_SCORE if selection.by_score else _ORDER


def _beside(selection: Selection, row: tuple[int, int, int], sign: str) -> str:
    """The condition for what stands before (`>`) or after (`<`) a row (id, sort, score) in a list."""
    article_id, sort, score = row
    if selection.by_score:
        return f"(a.score, a.sort, a.id) {sign} ({score:d}, {sort:d}, {article_id:d})"
    return f"(a.sort, a.id) {sign} ({sort:d}, {article_id:d})"


def _rows_in_order(connection: Any, ids: list[int]) -> list[Headline]:
    statement = (
        f"SELECT {HEADLINE_COLUMNS} FROM articles a JOIN feeds f ON f.id = a.feed_id"
        " WHERE a.id IN (SELECT value FROM json_each(?))"
    )
    rows = {row[0]: headline_of(row) for row in connection.execute(statement, (ids_json(ids),))}
    return [rows[article_id] for article_id in ids if article_id in rows]


def _ids(
    connection: Any, selection: Selection, offset: int, limit: int, *, extra: str = "", order: str = ""
) -> list[int]:
    """`limit` ids of a selection in its order from row `offset` on. What frequent words find is walked from the
    beginning of the list, unless the rows lie far down."""
    order = order or _order(selection)
    words, found = frequent_apart(connection, selection)
    if words is not None:
        inner, values = _select(found, _columns(found), extra=extra)
        ids = first_of(connection, words, inner, order, values, offset, limit)
        if ids is not None:
            return ids
        found = selection
    inner, values = _select(found, _columns(found), extra=extra)
    rows = connection.execute(f"{inner} {order} LIMIT ? OFFSET ?", (*values, limit, offset))
    return [row[0] for row in rows]


class Headlines:
    """Rows for lists."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def headlines(self, selection: Selection, *, offset: int = 0, limit: int = 100) -> list[Headline]:
        """`limit` rows of the selection from row `offset` on, newest first, or as they are ranked."""
        if selection.ranked:
            return self._ranked(selection)[max(0, offset) :][:limit]
        with self._db.reading() as connection:
            rows = _rows_in_order(connection, _ids(connection, selection, max(0, offset), limit))
            if not selection.folded:
                return rows
            more = dict(connection.execute(_MORE, (ids_json([row.id for row in rows]),)))
        return [replace(row, more=more.get(row.id, 0)) for row in rows]

    def _ranked(self, selection: Selection) -> list[Headline]:
        """All rows of a selection that says their order."""
        rows = {row.id: row for row in self.headlines(replace(selection, ranked=False), limit=len(selection.ids or ()))}
        return [rows[article_id] for article_id in selection.ids or () if article_id in rows]

    def count(self, selection: Selection, *, most: int | None = None) -> int:
        """How many articles the selection has, counted up to `most`. What the store keeps count of is not counted, and
        told whole."""
        from haowai_tui.model import Selection

        with self._db.reading() as connection:
            kept = self._kept(connection, replace(selection, folded=False))
            if kept is not None:
                return kept - (self._hidden(connection, selection) if selection.folded else 0)
            if most is not None:
                return len(_ids(connection, selection, 0, most))
            words, rest = words_apart(selection)
            if words is not None and replace(rest, newest_id=None, by_score=False) == Selection():
                return count_words(connection, spelled_out(connection, words), selection.newest_id)
            inner, values = _select(selection, "1")
            return int(connection.execute(f"SELECT count(*) FROM ({inner})", values).fetchone()[0])

    def _hidden(self, connection: Any, selection: Selection) -> int:
        """How many articles a folded selection hides behind others. Stories are few, however large the store is."""
        (*where, newest), values = conditions(selection)
        behind = " AND ".join([*where, f"NOT ({newest})"])
        statement = f"SELECT count(*) FROM stories st JOIN articles a ON a.id = st.article_id WHERE {behind}"
        return int(connection.execute(statement, values).fetchone()[0])

    def _kept(self, connection: Any, selection: Selection) -> int | None:
        from haowai_tui.model import Selection

        selection = replace(selection, by_score=False)
        plain = Selection(feeds=selection.feeds, unread=selection.unread, starred=selection.starred)
        if replace(selection, newest_id=None) != plain:
            return None
        if selection.newest_id is not None and selection.newest_id < _newest(connection):
            return None
        if selection.feeds is None and selection.unread is not False and selection.starred is not False:
            if selection.unread and selection.starred:
                return None
            name = "unread" if selection.unread else "starred" if selection.starred else "total"
            return int(connection.execute("SELECT value FROM counts WHERE name = ?", (name,)).fetchone()[0])
        if selection.feeds is not None and selection.starred is None and selection.unread is not False:
            column = "unread" if selection.unread else "total"
            statement = f"SELECT coalesce(sum({column}), 0) FROM feeds WHERE id IN (SELECT value FROM json_each(?))"
            return int(connection.execute(statement, (ids_json(selection.feeds),)).fetchone()[0])
        return None

    def position(self, selection: Selection, article_id: int) -> int | None:
        """The row of an article in the selection, or None when it is not in it."""
        if selection.ranked:
            ids = [row.id for row in self._ranked(selection)]
            return ids.index(article_id) if article_id in ids else None
        with self._db.reading() as connection:
            inner, values = _select(selection, _COLUMNS)
            found = connection.execute(
                f"SELECT id, sort, score FROM ({inner}) WHERE id = ? LIMIT 1", (*values, article_id)
            ).fetchone()
            if found is None:
                return None
            words, rest = frequent_apart(connection, selection)
            if words is not None:
                newer, values = _select(rest, _columns(selection), extra=_beside(selection, found, ">"))
                with suppress(TooFarError):
                    return sum(1 for _ in walk(connection, words, f"{newer} {_order(selection)}", values))
            newer, values = _select(rest if words is None else selection, "1", extra=_beside(selection, found, ">"))
            return int(connection.execute(f"SELECT count(*) FROM ({newer})", values).fetchone()[0])

    def neighbour(
        self, selection: Selection, article_id: int, *, forward: bool = True, unread: bool = False
    ) -> Headline | None:
        """The next (older) or previous row after an article in the selection; with `unread`, the next unread one."""
        if unread:
            selection = replace(selection, unread=True, read_after=None)
        if selection.ranked and selection.ids is not None and article_id in selection.ids:
            rank = {one: place for place, one in enumerate(selection.ids)}
            rows = self._ranked(selection) if forward else self._ranked(selection)[::-1]
            after = (row for row in rows if (rank[row.id] > rank[article_id]) == forward and row.id != article_id)
            return next(after, None)
        with self._db.reading() as connection:
            here = connection.execute("SELECT id, sort, score FROM articles WHERE id = ?", (article_id,)).fetchone()
            if here is None:
                return None
            order = _order(selection) if forward else _order(selection).replace("DESC", "ASC")
            extra = _beside(selection, here, "<" if forward else ">")
            found = _rows_in_order(connection, _ids(connection, selection, 0, 1, extra=extra, order=order))
        return found[0] if found else None

    def written(self, word: str, most: int) -> int:
        """How many articles have a word, or one that begins so; at most `most` are counted."""
        from haowai_tui.model.query import Words

        with self._db.reading() as connection:
            asked = spelled_out(connection, question_of(Words(word)))
            return how_many(connection, asked.table, asked.match, most) if isinstance(asked, Asked) else 0

    def ids_of(self, selection: Selection) -> array[int]:
        """The ids of all articles of a selection in its order. An array: of a million they take eight megabytes, where
        a list takes forty."""
        inner, values = _select(selection, _columns(selection))
        ids = array("q")
        with self._db.reading() as connection:
            rows = connection.execute(f"SELECT id FROM ({inner} {_order(selection)})", values)
            while some := rows.fetchmany(_FETCHED):
                ids.extend([row[0] for row in some])
        return ids

    def newest_of(self, selection: Selection, limit: int) -> dict[int, int]:
        """The newest of a selection in their order, each id with its time as the database has it."""
        with self._db.reading() as connection:
            ids = _ids(connection, selection, 0, limit)
            statement = "SELECT id, sort FROM articles WHERE id IN (SELECT value FROM json_each(?))"
            times = dict(connection.execute(statement, (ids_json(ids),)))
        return {article_id: times[article_id] for article_id in ids if article_id in times}

    def newest_id(self) -> int:
        """The id of the article that arrived last, 0 when there is none."""
        with self._db.reading() as connection:
            return _newest(connection)


def _newest(connection: Any) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0])
