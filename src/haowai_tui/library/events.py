"""What happens in a refresh, told as it happens."""

from __future__ import annotations

from msgspec import Struct


class RefreshStarted(Struct, frozen=True, kw_only=True):
    """So many feeds will be looked at."""

    total: int


class FeedStarted(Struct, frozen=True, kw_only=True):
    """A feed is being fetched."""

    feed_id: int
    title: str


class Notified(Struct, frozen=True, kw_only=True):
    """A rule wants the reader to know of an article that came."""

    article_id: int
    title: str
    feed_title: str


class HookFailed(Struct, frozen=True, kw_only=True):
    """The reader's own program, which is told of new articles, could not be run; `sentence` says why."""

    sentence: str


class FeedDone(Struct, frozen=True, kw_only=True):
    """A feed has been fetched and stored. `unchanged`: its server said that nothing was new. `tell` are what rules want
    the reader to know, which are events of their own too."""

    feed_id: int
    title: str
    new: int
    updated: int
    unchanged: bool = False
    tell: tuple[Notified, ...] = ()


class FeedFailed(Struct, frozen=True, kw_only=True):
    """A feed could not be fetched; `sentence` says why. `offline`: its server could not be reached at all."""

    feed_id: int
    title: str
    sentence: str
    offline: bool = False


class FeedSkipped(Struct, frozen=True, kw_only=True):
    """A feed is not asked yet; `sentence` says until when."""

    feed_id: int
    title: str
    sentence: str


class RefreshFinished(Struct, frozen=True, kw_only=True):
    """The end, with what came of it. `offline` tells that no server that was asked could be reached."""

    done: int
    failed: int
    skipped: int
    new: int
    offline: bool = False
    cancelled: bool = False


class FullTextsStarted(Struct, frozen=True, kw_only=True):
    """The whole texts of so many articles will be fetched."""

    total: int


class FullTextDone(Struct, frozen=True, kw_only=True):
    """An article's whole text has been fetched, or could not be: `sentence` says why, or is empty."""

    article_id: int
    title: str
    sentence: str = ""


class PicturesStarted(Struct, frozen=True, kw_only=True):
    """So many pictures will be fetched."""

    total: int


class PictureDone(Struct, frozen=True, kw_only=True):
    """A picture has been fetched, or could not be: `sentence` says why, or is empty."""

    url: str
    sentence: str = ""


class OfflineFinished(Struct, frozen=True, kw_only=True):
    """The offline edition is made: so many articles in it, what was fetched for it now, what failed, its bytes."""

    articles: int
    texts: int
    pictures: int
    failed: int
    size: int


class SyncStarted(Struct, frozen=True, kw_only=True):
    """An account is being synced."""

    account: str


class SyncProgress(Struct, frozen=True, kw_only=True):
    """Of an account so many articles have come, of so many; 0 where the server does not say how many there are."""

    account: str
    done: int
    total: int


class SyncDone(Struct, frozen=True, kw_only=True):
    """An account is in step with its server. `sent` are actions that it was told, `changed` flags that were set by it,
    `kept` actions given up because the server had later ones, `removed` the titles of feeds that are gone there,
    `refused` the sentences of changes of feeds that it did not make, `doubted` those of lists that were
    not believed."""

    account: str
    new: int
    sent: int
    changed: int
    kept: int = 0
    removed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()


class SyncFailed(Struct, frozen=True, kw_only=True):
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
