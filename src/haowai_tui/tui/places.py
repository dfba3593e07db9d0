"""What the feeds pane lists: smart feeds, categories, feeds; and which articles each of them stands for."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed, Selection
from haowai_tui.model.smart import SmartFeed

ALL, UNREAD, TODAY, STARRED, LATER, HOT = "all", "unread", "today", "starred", "later", "hot"
SMART = (ALL, UNREAD, TODAY, STARRED, LATER, HOT)


class Row(Struct, frozen=True, kw_only=True):
    """One row of the feeds pane. `key` is what the session remembers; an empty key is a gap."""

    key: str
    title: str = ""
    depth: int = 0
    unread: int = 0
    more: bool = False
    error: str = ""
    feed_id: int | None = None
    category: tuple[str, ...] | None = None
    folded: bool = False


def feed_key(feed_id: int) -> str:
    """The key of a feed's row."""
    return f"feed:{feed_id}"


def category_key(category: tuple[str, ...]) -> str:
    """The key of a category's row."""
    return "category:" + json.dumps(category, ensure_ascii=False)


def search_key(query: str) -> str:
    """The key of a search's results."""
    return "search:" + query


def smart_key(name: str) -> str:
    """The key of the row of a smart feed of the reader's own."""
    return "smart:" + name


PAGES = ("digest", "front")
"""Lists of articles in an order of their own: what stood on a page when it was made."""


def page_key(page: str, ids: Sequence[int]) -> str:
    """The key of the list of a page of `PAGES`."""
    return f"{page}:" + ",".join(map(str, ids))


def ids_of_page(key: str) -> tuple[int, ...]:
    """The articles of a page, in order; none for the key of another place."""
    page, _colon, ids = key.partition(":")
    return tuple(map(int, ids.split(","))) if page in PAGES and ids else ()


def split_category(text: str) -> tuple[str, ...]:
    """The category path that a person typed: "News / World" is World inside News."""
    return tuple(part.strip() for part in text.split("/") if part.strip())


def smart_title(key: str) -> str:
    """The name of a smart feed in the interface's language."""
    names = {
        ALL: _("All articles"),
        UNREAD: _("Unread"),
        TODAY: _("Today"),
        STARRED: _("Starred"),
        LATER: _("Read later"),
        HOT: _("Hot"),
    }
    return names[key]


def tree_rows(
    feeds: Sequence[Feed],
    *,
    counts: Mapping[str, int],
    folded: Collection[tuple[str, ...]] = (),
    saved: Sequence[SmartFeed] = (),
) -> list[Row]:
    """The rows of the feeds pane. `feeds` come in tree order; `counts` are the smart feeds' numbers by key; `saved`
    are the reader's own smart feeds, under those that are built in."""
    rows = [Row(key=key, title=smart_title(key), unread=counts.get(key, 0)) for key in SMART]
    rows += [
        Row(key=smart_key(feed.name), title=feed.name, unread=feed.unread, more=feed.more, error=feed.error)
        for feed in saved
    ]
    if feeds:
        rows.append(Row(key=""))
    open_path: tuple[str, ...] = ()
    unread = _category_unread(feeds)
    for feed in feeds:
        for depth in range(1, len(feed.category) + 1):
            path = feed.category[:depth]
            if open_path[:depth] == path:
                continue
            open_path = path
            if not _hidden(path, folded, own=False):
                rows.append(
                    Row(
                        key=category_key(path),
                        title=path[-1],
                        depth=depth - 1,
                        unread=unread[path],
                        category=path,
                        folded=path in folded,
                    )
                )
        open_path = feed.category
        if not _hidden(feed.category, folded, own=True):
            rows.append(
                Row(
                    key=feed_key(feed.id),
                    title=feed.title,
                    depth=len(feed.category),
                    unread=feed.unread,
                    error=feed.error,
                    feed_id=feed.id,
                )
            )
    return rows


def _category_unread(feeds: Sequence[Feed]) -> dict[tuple[str, ...], int]:
    unread: dict[tuple[str, ...], int] = {}
    for feed in feeds:
        for depth in range(1, len(feed.category) + 1):
            path = feed.category[:depth]
            unread[path] = unread.get(path, 0) + feed.unread
    return unread


def _hidden(path: tuple[str, ...], folded: Collection[tuple[str, ...]], *, own: bool) -> bool:
    last = len(path) + 1 if own else len(path)
    return any(path[:depth] in folded for depth in range(1, last))


def feed_along(feeds: Sequence[Feed], here: int | None, steps: int, *, unread: bool) -> Feed | None:
    """The feed so many steps after the feed `here` in the tree's order, before it for negative steps, round at the
    ends, itself the last; only feeds with unread articles count when `unread`. None when there is none."""
    place = next((index for index, feed in enumerate(feeds) if feed.id == here), None)
    itself = feeds[place : place + 1] if place is not None else ()
    others = list(feeds) if place is None else [*feeds[place + 1 :], *feeds[:place]]
    if steps < 0:
        others.reverse()
    order = [*others, *itself]
    found = [feed for feed in order if feed.unread or not unread]
    return found[min(abs(steps), len(found)) - 1] if found else None


def in_category(feeds: Sequence[Feed], category: tuple[str, ...]) -> tuple[int, ...]:
    """The ids of the feeds in `category` and below it."""
    return tuple(feed.id for feed in feeds if feed.category[: len(category)] == category)


def selection_for(key: str, feeds: Sequence[Feed], *, now: datetime, newest_id: int | None) -> Selection:
    """The articles that the row `key` stands for, as of `now` (aware, in the reader's zone).

    `search:`, `smart:`, `later` and `hot` keys are answered by the library, not here. Raises `KeyError` for one that
    is unknown.
    """
    if key.startswith("feed:"):
        return Selection(feeds=(int(key.removeprefix("feed:")),), newest_id=newest_id)
    if key.startswith("category:"):
        category = tuple(json.loads(key.removeprefix("category:")))
        return Selection(feeds=in_category(feeds, category), newest_id=newest_id)
    if key == ALL:
        return Selection(newest_id=newest_id)
    if key == UNREAD:
        return Selection(unread=True, read_after=now, newest_id=newest_id)
    if key == TODAY:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        return Selection(since=midnight, newest_id=newest_id)
    if key == STARRED:
        return Selection(starred=True, newest_id=newest_id)
    raise KeyError(key)
