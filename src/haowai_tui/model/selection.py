"""Which articles a list shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from haowai_tui.model.query import Expression


class Selection(Struct, frozen=True, kw_only=True):
    """A question to the store: the articles that satisfy every part that is set.

    `feeds` are feed ids and `ids` article ids, None for all. `terms` are what the reader typed, each a word or a
    quoted phrase; all must occur. `query` is what else must be so. `since` is inclusive. `read_after` keeps an article
    in an `unread` selection although it has been read, when that happened at or after this time: a list does not lose
    rows while it is being read.
    With `folded` the articles of one story are one row, the newest of them that satisfies all the rest; not together
    with `terms` or `query`. With `ranked` the rows come in the order of `ids`, which are few then, and not by time.
    `muted` articles are left out unless it is None (they are among the others) or True (only they). With `by_score`
    those with more points come first, and of equal ones the newest; not together with `folded`.
    `newest_id` leaves out what arrived after the list was opened, so that rows do not shift under the cursor.
    """

    feeds: tuple[int, ...] | None = None
    ids: tuple[int, ...] | None = None
    unread: bool | None = None
    starred: bool | None = None
    since: datetime | None = None
    terms: tuple[str, ...] = ()
    query: Expression | None = None
    read_after: datetime | None = None
    newest_id: int | None = None
    folded: bool = False
    ranked: bool = False
    muted: bool | None = False
    by_score: bool = False
