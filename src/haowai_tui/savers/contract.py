"""The contract between haowai and a service that keeps articles, built in or installed beside it.

A saver is a small class with no arguments to its constructor, registered in the entry-point group `haowai_tui.savers`
under its kind: what `kind = "…"` says in `[[share.savers]]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

from msgspec import Struct

from haowai_tui.net import Client


class Kept(Struct, frozen=True, kw_only=True):
    """What a service is given of an article. `excerpt` is plain text of at most some hundred characters, `note` the
    reader's own."""

    link: str
    title: str
    excerpt: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    feed: str = ""
    published: datetime | None = None


class Need(Struct, frozen=True):
    """A setting of a saver. One with an empty `default` must be given; a `secret` is never shown."""

    doc: str
    default: str = ""
    secret: bool = False
    optional: bool = False


@runtime_checkable
class Saver(Protocol):
    """A service. `needs` are its settings by name; `title` names it for people."""

    title: str
    needs: Mapping[str, Need]

    async def save(self, kept: Kept, settings: Mapping[str, str], client: Client) -> None:
        """Give an article to the service. Raises `NetError` or `SaverError`."""
        ...
