"""Following a list of stories to the stories: what the sources that read pages share."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import HaowaiError, ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Entry, Paragraph, Span, Teaser, Validators
from haowai_tui.sources.contract import Context, Request
from haowai_tui.sources.feed import web_address
from haowai_tui.text import decode, shown_url

MOST_CHARACTERS = 3_000_000
"""More of a page than this is not looked at."""

Read = Callable[[str, str], Entry | None]
"""Reads a page's HTML and its address into an article, or None."""


class WebPage(Struct, frozen=True):
    """A page as text. `url` is where it was found in the end."""

    url: str
    html: str


def page_url(address: str, source: str) -> str:
    """The web address in what is kept for a feed of `source`: `page+https://…`, `page:https://…` or the bare one."""
    return web_address(re.sub(rf"^{source}(?:\+|:(?://)?)(?=\w)", "", address.strip()))


def kept_address(address: str, source: str) -> str:
    """The form in which such an address is kept."""
    return f"{source}+{page_url(address, source)}"


async def get_page(url: str, context: Context, *, own: str) -> WebPage:
    """Fetch a page. What is on the host of `own`, which the reader typed, may be on a private network.

    Raises `NetError`.
    """
    host = urlsplit(url).hostname
    typed = host == urlsplit(own).hostname or host in context.hosts
    response = await context.client.get(url, kind="page", typed=typed)
    html = await context.workers.run(_text, response.body, response.charset)
    return WebPage(response.url, html)


def _text(body: bytes, charset: str) -> str:
    return decode(body, charset=charset, kind="html")[:MOST_CHARACTERS]


def number_setting(settings: Mapping[str, object], name: str) -> int:
    """A whole number from a source's settings, which have been checked."""
    return int(str(settings[name]))


_DOOR = re.compile(r"/(?:log-?in|sign-?in|signon|auth|sso|passport|denglu|subscribe|captcha)(?:[./_-]|$)", re.I)
"""Where a reader is led to who is not let in."""
_MORE = "more"
"""The validator that says that stories were left over the last time."""


def goes_on(stories: Sequence[Teaser], request: Request) -> bool:
    """Whether the list after these `stories` is to be read too: some of them are new, or were left over."""
    return request.validators.etag == _MORE or any(story.link not in request.known for story in stories)


async def follow(
    stories: Sequence[Teaser], request: Request, context: Context, read: Read, *, own: str, most: int
) -> tuple[tuple[Entry, ...], Validators]:
    """The articles behind the first `most` stories that are not stored yet, and what to ask with the next time.

    A page that cannot be fetched is tried again the next time; one that holds no article gives what its list said of
    it. Raises what the first page raised when none could be fetched.
    """
    wanted = [story for story in stories if story.link and story.link not in request.known]
    asked = wanted[:most]
    results = await asyncio.gather(*(_visit(story, context, read, own) for story in asked), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, HaowaiError):
            raise result
    visits = [result for result in results if isinstance(result, _Visit)]
    entries = tuple(merged(visit.story, visit.found) for visit in _without_doors(visits))
    failures = [result for result in results if isinstance(result, HaowaiError)]
    if failures and not entries and not request.known:
        raise failures[0]
    return entries, Validators(etag=_MORE if len(wanted) > most else "")


class _Visit(Struct, frozen=True):
    """What was found of a story, and the address that its page was at in the end."""

    story: Teaser
    found: Entry | None
    url: str


async def _visit(story: Teaser, context: Context, read: Read, own: str) -> _Visit:
    page = await get_page(story.link, context, own=own)
    found = await context.workers.run(read, page.html, page.url)
    return _Visit(story, None if is_door(story.link, page) else found, page.url)


def is_door(link: str, page: WebPage) -> bool:
    """Whether a link led to a place to sign in, and not to what was asked for."""
    return page.url != link and _DOOR.search(urlsplit(page.url).path) is not None


def _without_doors(visits: Sequence[_Visit]) -> Iterator[_Visit]:
    """The visits, and what was found only where each story has a page of its own: a page that several lead to is a
    place to sign in, or says that they are gone."""
    ends = Counter(visit.url for visit in visits if visit.url != visit.story.link)
    for visit in visits:
        yield replace(visit, found=None) if ends[visit.url] > 1 else visit


def merged(story: Teaser, found: Entry | None) -> Entry:
    """An article from its page, with what only the list says of it. The link is the list's: it is what is known."""
    if found is None:
        blocks = (Paragraph((Span(story.snippet),)),) if story.snippet else ()
        return Entry(guid=story.link, link=story.link, title=story.title, published=story.published, blocks=blocks)
    return replace(
        found,
        guid=story.link,
        link=story.link,
        title=found.title or story.title,
        published=found.published or story.published,
    )


async def one_article(link: str, context: Context, read: Read, *, own: str = "") -> Entry:
    """One article by its address. Raises `NetError`, `ParseError`."""
    page = await get_page(link, context, own=own)
    found = None if is_door(link, page) else await context.workers.run(read, page.html, page.url)
    if found is None:
        text = _("No article was found at {address}; o opens it in the browser.")
        raise ParseError(text.format(address=shown_url(link)))
    return merged(Teaser(title=found.title, link=link), found)
