"""The news client 号外深度客户端, and sites that publish pages as it does.

The address is a front or column page, `haowai+https://…`. Nothing is assumed of the site's markup but the labels of its
article pages and their order (see `markup.client_page`), and that its columns list stories as links.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.markup.client_page import parse_client_page
from haowai_tui.markup.extract import extract_article
from haowai_tui.markup.page_head import page_title
from haowai_tui.markup.story_list import find_stories, next_page
from haowai_tui.model import Candidate, Entry, FeedData, Teaser
from haowai_tui.sources.contract import Capability, Context, Part, Request
from haowai_tui.sources.declared import Setting
from haowai_tui.sources.following import WebPage, follow, get_page, goes_on, number_setting, one_article, page_url
from haowai_tui.text import shown_url


def read_article(html: str, url: str) -> Entry | None:
    """An article of the client, or what can be found of one in a page of another shape."""
    return parse_client_page(html, url) or extract_article(html, url)


class _Column(Struct, frozen=True):
    """What a column page says."""

    title: str
    stories: tuple[Teaser, ...]
    next: str


def _column(page: WebPage) -> _Column:
    return _Column(page_title(page.html), find_stories(page.html, page.url), next_page(page.html, page.url))


class HaowaiSource:
    """Reads a site of the client by the address of its front or of one of its columns."""

    name = "haowai"
    title = "号外深度客户端"
    capabilities = Capability.ARTICLES | Capability.ARTICLE
    settings: ClassVar[Mapping[str, Setting]] = {
        "pages": Setting(3, "pages of a column that are read at one refresh", 1, 50),
        "articles": Setting(60, "articles that are fetched at one refresh", 1, 1000),
    }

    def recognises(self, address: str) -> int:
        """Only what says so: any web address may be such a site."""
        return 100 if address.strip().lower().startswith(("haowai+http", "haowai:")) else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        """The articles that its columns list and that are not stored yet. Raises `NetError`, `ParseError`."""
        own = page_url(request.address, self.name)
        first = await get_page(own, context, own=own)
        single = await context.workers.run(parse_client_page, first.html, first.url)
        if single is not None:
            return FeedData(title=single.title, link=first.url, language="zh", entries=(_named(single, own),))
        column = await context.workers.run(_column, first)
        stories = {story.link: story for story in column.stories}
        if not stories:
            raise ParseError(
                _("No list of stories was found at {address}; “haowai sources test” shows what is seen there.").format(
                    address=shown_url(own)
                )
            )
        title = column.title
        for _number in range(number_setting(context.settings, "pages") - 1):
            if not column.next or not goes_on(column.stories, request):
                break
            column = await context.workers.run(_column, await get_page(column.next, context, own=own))
            stories = {**{story.link: story for story in column.stories}, **stories}
        most = number_setting(context.settings, "articles")
        entries, validators = await follow(list(stories.values()), request, context, read_article, own=own, most=most)
        return FeedData(
            title=title or (urlsplit(own).hostname or ""),
            link=own,
            language="zh",
            entries=entries,
            validators=validators,
        )

    async def article(self, link: str, context: Context) -> Entry:
        """One article whole. Raises `NetError`, `ParseError`."""
        return await one_article(link, context, read_article)

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        """Not offered: `capabilities` has no `DISCOVER`."""
        return ()

    async def examine(self, address: str, context: Context) -> tuple[Part, ...]:
        """What is found at a column's address, and in its first story, part by part. Raises `NetError`."""
        own = page_url(address, self.name)
        page = await get_page(own, context, own=own)
        column = await context.workers.run(_column, page)
        parts = [
            Part("list", len(column.stories), column.stories[0].title if column.stories else ""),
            Part("time", sum(story.published is not None for story in column.stories), "", needed=False),
            Part("next", int(bool(column.next)), column.next, needed=False),
        ]
        if not column.stories:
            return tuple(parts)
        story = await get_page(column.stories[0].link, context, own=own)
        entry = await context.workers.run(parse_client_page, story.html, story.url)
        return (*parts, *_article_parts(entry))


def _named(entry: Entry, url: str) -> Entry:
    return replace(entry, guid=url, link=url)


def _article_parts(entry: Entry | None) -> tuple[Part, ...]:
    if entry is None:
        return (Part("article", 0, ""),)
    when = entry.published.isoformat() if entry.published else ""
    return (
        Part("article", 1, entry.title),
        Part("byline", int(bool(entry.byline)), entry.byline, needed=False),
        Part("published", int(bool(when)), when),
        Part("comments", int(entry.comments is not None), str(entry.comments), needed=False),
        Part("key points", len(entry.key_points), next(iter(entry.key_points), ""), needed=False),
        Part("body", len(entry.blocks), ""),
        Part("related", len(entry.related), entry.related[0].title if entry.related else "", needed=False),
        Part("hot", len(entry.hot), entry.hot[0].title if entry.hot else "", needed=False),
    )
