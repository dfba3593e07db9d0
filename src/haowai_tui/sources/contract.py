"""The contract between haowai and a source of articles, built in or installed beside it.

A source is a small class with no arguments to its constructor, registered in the entry-point group
`haowai_tui.sources`. It runs in an event loop of its own: what takes long must be awaited, or all feeds of this
source wait for it. What it raises that is a `HaowaiError` is shown as its sentence; anything else it raises
spoils its feed's row and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Flag, auto
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from msgspec import Struct, field

from haowai_tui.model import Candidate, Entry, FeedData, Validators
from haowai_tui.net import Body, Client

T = TypeVar("T")


class Capability(Flag):
    """What a source can do beyond fetching a feed's articles."""

    ARTICLES = auto()
    ARTICLE = auto()
    DISCOVER = auto()
    HOT = auto()


class Request(Struct, frozen=True, kw_only=True):
    """What to fetch: a feed's address and what is known from the last time. `known` are the links of the newest
    articles that are stored of it: a source that follows a list need not fetch those again. It is empty for a source
    with `uses_known = False`, and not read."""

    address: str
    validators: Validators = field(default_factory=Validators)
    known: frozenset[str] = frozenset()


class Part(Struct, frozen=True):
    """What `haowai sources test` shows of one part of a page: how often it was found, and the first that was.

    A `needed` part that is not found means that the site has changed.
    """

    name: str
    count: int
    example: str = ""
    needed: bool = True


class Workers(Protocol):
    """Where parsing happens: outside the event loop, and killed when it takes too long."""

    async def parse_feed(self, body: bytes | Body, *, charset: str, address: str, content_type: str) -> FeedData:
        """Parse a feed in a child process. Raises `ParseError`, also when the time limit (5 s) passes."""
        ...

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call a plain function in a thread and await its result."""
        ...


class Context(Struct, frozen=True, kw_only=True):
    """What a source may use. `settings` is the table `[sources.NAME]` of config.toml, `cache` a folder. `hosts` are
    those that the reader named himself: `client.get(..., typed=True)` is for them alone."""

    client: Client
    workers: Workers
    settings: dict[str, object] = field(default_factory=dict)
    cache: Path | None = None
    hosts: frozenset[str] = frozenset()


@runtime_checkable
class Source(Protocol):
    """A way to get articles. `name` is what `haowai add --source NAME` says; `title` names it for people."""

    name: str
    title: str
    capabilities: Capability

    def recognises(self, address: str) -> int:
        """How surely this source reads `address`, from 0 to 100, without touching the network."""
        ...

    async def fetch(self, request: Request, context: Context) -> FeedData:
        """The feed's articles now. Raises `NetError` or `SourceError`."""
        ...

    async def article(self, link: str, context: Context) -> Entry:
        """One article whole, by its address. Only called when `capabilities` has `ARTICLE`."""
        ...

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        """The feeds behind a site's address, best first. Only called when `capabilities` has `DISCOVER`."""
        ...


@runtime_checkable
class Examinable(Protocol):
    """A source that can show what it catches at an address: what `haowai sources test` asks."""

    async def examine(self, address: str, context: Context) -> tuple[Part, ...]:
        """What is found there, part by part. Raises `NetError`."""
        ...


def asks_for_known(source: Source) -> bool:
    """Whether a source looks at `Request.known`: every one that does not say otherwise."""
    return bool(getattr(source, "uses_known", True))
