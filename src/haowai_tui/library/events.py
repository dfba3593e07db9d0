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
class Notified:
    """A rule wants the reader to know of an article that came."""

    article_id: int
    title: str
    feed_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFailed:
    """The reader's own program, which is told of new articles, could not be run; `sentence` says why."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDone:
    """A feed has been fetched and stored. `unchanged`: its server said that nothing was new. `tell` are what rules want
    the reader to know, which are events of their own too."""

    feed_id: int
    title: str
    new: int
    updated: int
    unchanged: bool = False
    tell: tuple[Notified, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailed:
    """A feed could not be fetched; `sentence` says why. `offline`: its server could not be reached at all."""

    feed_id: int
    title: str
    sentence: str
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSkipped:
    """A feed is not asked yet; `sentence` says until when."""

    feed_id: int
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshFinished:
    """The end, with what came of it. `offline` tells that no server that was asked could be reached."""

    done: int
    failed: int
    skipped: int
    new: int
    offline: bool = False
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStarted:
    """An account is being synced."""

    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncProgress:
    """Of an account so many articles have come, of so many; 0 where the server does not say how many there are."""

    account: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDone:
    """An account is in step with its server. `sent` are actions that it was told, `changed` flags that were set by it,
    `kept` actions given up because the server had later ones, `removed` the titles of feeds that are gone there,
    `refused` the sentences of changes of feeds that it did not make."""

    account: str
    new: int
    sent: int
    changed: int
    kept: int = 0
    removed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFailed:
    """An account could not be synced; `sentence` says why. What had come is kept, and what waits goes on waiting."""

    account: str
    sentence: str
    pending: int = 0


SyncEvent = SyncStarted | SyncProgress | SyncDone | SyncFailed | Notified

RefreshEvent = (
    RefreshStarted
    | FeedStarted
    | FeedDone
    | FeedFailed
    | FeedSkipped
    | Notified
    | HookFailed
    | FullTextsStarted
    | FullTextDone
    | SyncStarted
    | SyncProgress
    | SyncDone
    | SyncFailed
    | RefreshFinished
)
