"""What happens in a refresh, told as it happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshStarted:
    """So many feeds will be looked at."""

    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStarted:
    """A feed is being fetched."""

    feed_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDone:
    """A feed has been fetched and stored. `unchanged`: its server said that nothing was new."""

    feed_id: int
    title: str
    new: int
    updated: int
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailed:
    """A feed could not be fetched; `sentence` says why."""

    feed_id: int
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSkipped:
    """A feed is not asked yet; `sentence` says until when."""

    feed_id: int
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshFinished:
    """The end, with what came of it."""

    done: int
    failed: int
    skipped: int
    new: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextsStarted:
    """The whole texts of so many articles will be fetched."""

    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextDone:
    """An article's whole text has been fetched, or could not be: `sentence` says why, or is empty."""

    article_id: int
    title: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesStarted:
    """So many pictures will be fetched."""

    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDone:
    """A picture has been fetched, or could not be: `sentence` says why, or is empty."""

    url: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineFinished:
    """The offline edition is made: so many articles in it, what was fetched for it now, what failed, its bytes."""

    articles: int
    texts: int
    pictures: int
    failed: int
    size: int


RefreshEvent = (
    RefreshStarted
    | FeedStarted
    | FeedDone
    | FeedFailed
    | FeedSkipped
    | FullTextsStarted
    | FullTextDone
    | RefreshFinished
)
