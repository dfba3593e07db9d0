"""Rows of the database to the model's types and back."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

from haowai_tui.model.article import Article, Feed, Headline, Validators
from haowai_tui.model.packed import unpack
from haowai_tui.model.times import EARLIEST, LATEST, decode_time, encode_time

FEED_COLUMNS = (
    "id, address, source, title, own_title, category, link, language, etag, last_modified, last_success,"
    " last_attempt, next_due, error, failures, unread, total, account_id"
)
HEADLINE_COLUMNS = (
    "a.id, a.feed_id, coalesce(nullif(f.own_title, ''), nullif(f.title, ''), f.address),"
    " a.title, a.sort, a.read, a.starred, a.byline, a.link, a.highlighted, a.muted, a.score, a.changed"
)
_LATEST = encode_time(LATEST) or 0


def milliseconds(when: datetime) -> int:
    """`when` as the database keeps it, within what can be shown again."""
    encoded = encode_time(when)
    if encoded is None:
        return 0 if when.year < EARLIEST.year else _LATEST
    return max(0, encoded)


def feed_of(row: tuple[Any, ...]) -> Feed:
    """The feed in a row of `FEED_COLUMNS`."""
    from haowai_tui.model.sync import plain_address

    address = plain_address(row[1])
    return Feed(
        id=row[0],
        address=address,
        source=row[2],
        title=row[4] or row[3] or address,
        own_title=row[4],
        category=_path(row[5]),
        link=row[6],
        language=row[7],
        validators=Validators(etag=row[8], last_modified=row[9]),
        last_success=decode_time(row[10]),
        last_attempt=decode_time(row[11]),
        next_due=decode_time(row[12]),
        error=row[13],
        failures=row[14],
        unread=row[15],
        total=row[16],
        account=row[17] or 0,
    )


def _path(category: str) -> tuple[str, ...]:
    """A category's path; one that cannot be read is none."""
    try:
        parts = json.loads(category)
    except (ValueError, TypeError):
        return ()
    return tuple(part for part in parts if isinstance(part, str)) if isinstance(parts, list) else ()


def headline_of(row: tuple[Any, ...]) -> Headline:
    """The headline in a row of `HEADLINE_COLUMNS`."""
    return Headline(
        id=row[0],
        feed_id=row[1],
        feed_title=row[2],
        title=row[3],
        when=decode_time(row[4]) or datetime.fromtimestamp(0, UTC),
        read=bool(row[5]),
        starred=bool(row[6]),
        byline=row[7],
        link=row[8],
        highlighted=bool(row[9]),
        muted=bool(row[10]),
        score=row[11],
        changed=bool(row[12]),
    )


def article_of(row: tuple[Any, ...]) -> Article:
    """The article in a row of `ARTICLE_SQL`."""
    from haowai_tui.model.codec import entry_fields

    return Article(
        id=row[0],
        feed_id=row[1],
        feed_title=row[2],
        received=decode_time(row[3]) or datetime.fromtimestamp(0, UTC),
        read=bool(row[4]),
        starred=bool(row[5]),
        tags=tuple(json.loads(row[7])),
        note=row[8],
        later=bool(row[9]),
        remark=row[10],
        changed_at=decode_time(row[11]),
        **entry_fields(unpack(row[6]) if row[6] else {}),
    )


TITLE = "coalesce(nullif(f.own_title, ''), nullif(f.title, ''), f.address)"
ARTICLE_SQL = f"""
SELECT a.id, a.feed_id, {TITLE}, a.received, a.read, a.starred,
       b.body,
       (SELECT json_group_array(name) FROM (SELECT name FROM tags WHERE article_id = a.id ORDER BY folded)),
       coalesce((SELECT text FROM notes WHERE article_id = a.id), ''),
       EXISTS (SELECT 1 FROM later WHERE article_id = a.id),
       coalesce((SELECT note FROM full_texts WHERE article_id = a.id), ''),
       (SELECT at FROM former_texts WHERE article_id = a.id)
  FROM articles a JOIN feeds f ON f.id = a.feed_id LEFT JOIN bodies b ON b.article_id = a.id
 WHERE a.id = ?
"""


ARTICLES_SQL = ARTICLE_SQL.replace("a.id = ?", "a.id IN (SELECT value FROM json_each(?)) ORDER BY a.id")


def ids_json(ids: tuple[int, ...] | list[int]) -> str:
    """Ids for `IN (SELECT value FROM json_each(?))`: any number of them in one parameter."""
    return json.dumps(list(ids))


Row = tuple[Any, ...]
Connection = sqlite3.Connection
