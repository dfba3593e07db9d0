"""Feeds and the articles in them.

`Entry` and `FeedData` are what a source gave; `Article`, `Headline` and `Feed` are what the store knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from haowai_tui.model.blocks import Block
from haowai_tui.model.times import LONGEST_WAIT


class Teaser(Struct, frozen=True, kw_only=True):
    """A pointer to another story: what 相关内容 and 热门资讯 are lists of.

    `title` may be cut by its publisher with `...`; `article_id` is set when the store holds the story.
    """

    title: str
    snippet: str = ""
    published: datetime | None = None
    link: str = ""
    article_id: int | None = None


class Enclosure(Struct, frozen=True, kw_only=True):
    """A file that comes with an entry. `length` is in bytes, 0 when unknown."""

    url: str
    media_type: str = ""
    length: int = 0


class Entry(Struct, frozen=True, kw_only=True):
    """One article as a source gave it. All text is cleaned, all times are aware and in UTC.

    `guid` is the publisher's own identifier or empty; it is only meaningful within its feed. `comments` is None
    when the source does not count them. `link` is absolute http(s) or empty (folders: file path stays out of it).
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    byline: str = ""
    source_name: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    comments: int | None = None
    language: str = ""
    key_points: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    related: tuple[Teaser, ...] = ()
    hot: tuple[Teaser, ...] = ()


class Article(Entry, frozen=True, kw_only=True):
    """One article as the store knows it. `received` is when it first arrived. `extracted` says that the key points
    are haowai's, taken from the text, and not its source's. `tags` and `note` are the reader's, and `later` is whether
    it is in the read-later queue. `remark` is one line about the text itself: why it is not whole. `changed_at` is when
    its publisher changed what it says, None when that is not known to have happened."""

    id: int
    feed_id: int
    feed_title: str
    received: datetime
    read: bool = False
    starred: bool = False
    extracted: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    later: bool = False
    remark: str = ""
    changed_at: datetime | None = None


class Headline(Struct, frozen=True, kw_only=True):
    """A row of a list of articles: only what the list draws. `when` orders it (published, else received).
    `more` is how many other articles of its story stand behind it in a folded list. `highlighted`, `muted` and `score`
    are what rules said of it. `changed`: its publisher changed it since the reader knew it."""

    id: int
    feed_id: int
    feed_title: str
    title: str
    when: datetime
    read: bool
    starred: bool
    byline: str = ""
    link: str = ""
    more: int = 0
    highlighted: bool = False
    muted: bool = False
    score: int = 0
    changed: bool = False


class Anchor(Struct, frozen=True):
    """A place in an article that stays where it is at any width: `offset` characters, spaces not counted, into the
    block at index `block`; -1 is what stands before the body. `mark` (see `block_mark`) finds the block again when
    the publisher has put others before it; 0 when it is not known."""

    block: int = -1
    offset: int = 0
    mark: int = 0


class Validators(Struct, frozen=True, kw_only=True):
    """What a server gave to ask again with: both may be empty."""

    etag: str = ""
    last_modified: str = ""


class FeedData(Struct, frozen=True, kw_only=True):
    """What fetching a feed's address gave.

    `not_modified` means the rest is to be ignored. `moved_to` is the new address after permanent redirects, or
    empty. `next_due` is when the server asked to be asked again at the earliest (UTC), or None.
    """

    title: str = ""
    link: str = ""
    language: str = ""
    entries: Sequence[Entry] = ()
    validators: Validators = Validators()
    not_modified: bool = False
    moved_to: str = ""
    next_due: datetime | None = None


class Feed(Struct, frozen=True, kw_only=True):
    """A subscription. `category` is the path of folders it lies in, outermost first; () is the top level.

    `title` is what is shown: the reader's own name for it, else the publisher's, else the address. `error` is one
    plain sentence, empty when the last fetch went well. `unread` and `total` are kept counts. `account` is the id of
    the account on a sync server that it belongs to, 0 for none; its address is then the server's word.
    """

    id: int
    address: str
    source: str
    title: str
    category: tuple[str, ...] = ()
    own_title: str = ""
    link: str = ""
    language: str = ""
    unread: int = 0
    total: int = 0
    error: str = ""
    failures: int = 0
    last_success: datetime | None = None
    last_attempt: datetime | None = None
    next_due: datetime | None = None
    validators: Validators = Validators()
    account: int = 0

    def left_alone_until(self, now: datetime) -> datetime | None:
        """Until when the feed is not to be asked again, None when it may be asked. What a wrong clock has said does not
        count: that it was asked at a time that is yet to come, or is to be left alone for longer than any feed is."""
        due, asked = self.next_due, self.last_attempt
        if due is None or not now < due <= now + LONGEST_WAIT or (asked is not None and asked > now):
            return None
        return due


class Candidate(Struct, frozen=True, kw_only=True):
    """A feed found behind a site's address."""

    address: str
    title: str = ""
    source: str = "feed"
