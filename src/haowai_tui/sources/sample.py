"""The sample edition that comes with haowai: feeds to read at the first launch, without a network.

`edition/edition.toml` lists the feeds; `edition/NAME/*.html` are their articles, each with a TOML head
between two `+++` lines and an HTML body. A feed's address is `sample:NAME`.

News of long ago is none. A feed of the edition is dated when it is first read: all its dates are moved by as many
whole days as bring the edition's own to the day before. From then on its dates stay, whatever day it is: the validator
that is kept with the feed says by how many days they were moved.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.resources import files
from importlib.resources.abc import Traversable

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import SourceError
from haowai_tui.locale import gettext as _
from haowai_tui.markup import html_to_blocks
from haowai_tui.model import Candidate, Enclosure, Entry, FeedData, Teaser, Validators
from haowai_tui.sources.contract import Capability, Context, Request
from haowai_tui.sources.parse import byline, count, line, lines
from haowai_tui.text import clean, clean_url, detect_language

SCHEME = "sample:"

_BEIJING = timezone(timedelta(hours=8))


class EditionFeed(Struct, frozen=True):
    """A feed of the sample edition. `category` is the path of folders it is put into, outermost first."""

    address: str
    name: str
    title: str
    category: tuple[str, ...] = ()
    language: str = ""


class SampleSource:
    """Reads the sample edition from the package itself."""

    name = "sample"
    title = "Sample edition"
    capabilities = Capability.ARTICLES

    def recognises(self, address: str) -> int:
        """Exactly the addresses `sample:NAME`."""
        return 100 if address.startswith(SCHEME) else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        """The articles of one feed of the edition. Raises `SourceError` when the edition has no such feed."""
        days = days_late(datetime.now(UTC))
        return await context.workers.run(read_feed, request.address, request.validators.etag, None, days)

    async def article(self, link: str, context: Context) -> Entry:
        """Not offered: `capabilities` has no `ARTICLE`. Raises `SourceError`."""
        raise SourceError(_("The sample edition cannot be asked for one article."))

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        """Not offered: `capabilities` has no `DISCOVER`. Raises `SourceError`."""
        raise SourceError(_("The sample edition has no feeds behind it."))


def edition_folder() -> Traversable:
    """Where the edition lies in the package."""
    return files("haowai_tui.sources").joinpath("edition")


def edition_feeds(folder: Traversable | None = None) -> tuple[EditionFeed, ...]:
    """The feeds of the edition in their order."""
    listing = (folder or edition_folder()).joinpath("edition.toml")
    found = tomllib.loads(listing.read_text("utf-8"))
    return tuple(
        EditionFeed(
            address=f"{SCHEME}{table['name']}",
            name=table["name"],
            title=line(table["title"]),
            category=_strings(table.get("category")),
            language=line(table.get("language")),
        )
        for table in found.get("feed", [])
    )


def days_late(now: datetime) -> int:
    """By how many whole days the edition's dates are to be moved for it to be of the day before `now`."""
    listing = tomllib.loads(edition_folder().joinpath("edition.toml").read_text("utf-8"))
    newest = _time(listing["newest"])
    assert newest is not None
    return max(0, (now - newest).days - 1)


def read_feed(address: str, known: str = "", folder: Traversable | None = None, days: int = 0) -> FeedData:
    """One feed of the edition, newest article first. `known` is the etag of the last time; a feed that has none is
    dated now, its dates moved by so many `days`.

    Reads files and nothing else, so that it can be called where no event loop runs. Raises `SourceError` when
    the edition has no such feed.
    """
    root = folder or edition_folder()
    feed = next((one for one in edition_feeds(root) if one.address == address), None)
    if feed is None:
        raise SourceError(
            _("The sample edition has no feed “{name}”.").format(name=clean(address.removeprefix(SCHEME)))
        )
    articles = sorted(
        (one for one in root.joinpath(feed.name).iterdir() if one.name.endswith(".html")),
        key=lambda one: one.name,
    )
    texts = [(article.name.removesuffix(".html"), article.read_bytes()) for article in articles]
    read, _plus, moved = known.partition("+")
    if known:
        days = int(moved) if moved.isdecimal() else 0
    state = hashlib.sha256(repr((feed, texts)).encode()).hexdigest()
    etag = f"{state}+{days}" if days else state
    if state == read:
        return FeedData(not_modified=True, validators=Validators(etag=etag))
    later = timedelta(days=days)
    entries = [_moved(parse_article(f"{feed.name}/{stem}", data.decode("utf-8"), feed), later) for stem, data in texts]
    oldest = datetime.min.replace(tzinfo=UTC)
    entries.sort(key=lambda entry: entry.published or oldest, reverse=True)
    return FeedData(title=feed.title, language=feed.language, entries=tuple(entries), validators=Validators(etag=etag))


def parse_article(guid: str, text: str, feed: EditionFeed) -> Entry:
    """An article of the edition. Raises `SourceError` that names it when its head cannot be read."""
    before, _mark, rest = text.replace("\r\n", "\n").partition("+++\n")
    head, mark, body = rest.partition("\n+++")
    try:
        if not mark or before.strip():
            raise ValueError("no head between +++ lines")
        table = tomllib.loads(head)
        authors = _strings(table.get("byline"))
        language = line(table.get("language")) or feed.language or detect_language(body)
        return Entry(
            guid=guid,
            link=clean_url(str(table.get("link") or "")),
            title=line(table["title"]),
            byline=byline(authors),
            authors=authors,
            source_name=line(table.get("source")) or feed.title,
            published=_time(table.get("published")),
            updated=_time(table.get("updated")),
            comments=count(table.get("comments")),
            language=language,
            key_points=_strings(table.get("key_points")),
            blocks=html_to_blocks(body),
            categories=_strings(table.get("categories")),
            enclosures=tuple(_enclosure(one) for one in table.get("enclosures", [])),
            related=tuple(_teaser(one) for one in table.get("related", [])),
            hot=tuple(_teaser(one) for one in table.get("hot", [])),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(_("The sample article “{name}” cannot be read.").format(name=guid)) from error


def _moved(entry: Entry, later: timedelta) -> Entry:
    """The entry with all its dates so much later."""

    def moved(when: datetime | None) -> datetime | None:
        return when + later if when is not None else None

    def teasers(given: tuple[Teaser, ...]) -> tuple[Teaser, ...]:
        return tuple(replace(teaser, published=moved(teaser.published)) for teaser in given)

    return replace(
        entry,
        published=moved(entry.published),
        updated=moved(entry.updated),
        related=teasers(entry.related),
        hot=teasers(entry.hot),
    )


def _teaser(table: dict[str, object]) -> Teaser:
    return Teaser(
        title=line(table["title"]),
        snippet=line(table.get("snippet")),
        published=_time(table.get("published")),
        link=clean_url(str(table.get("link") or "")),
    )


def _enclosure(table: dict[str, object]) -> Enclosure:
    return Enclosure(
        url=clean_url(str(table["url"])),
        media_type=line(table.get("type")),
        length=count(table.get("length")) or 0,
    )


def _time(value: object) -> datetime | None:
    """A TOML time, or one written as text; without an offset it is Beijing time."""
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=_BEIJING)).astimezone(UTC)


def _strings(value: object) -> tuple[str, ...]:
    return lines(value if isinstance(value, list) else [value])
