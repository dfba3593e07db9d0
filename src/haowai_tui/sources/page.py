"""Sites without a feed: the stories that a front page lists, found by what repeats there, or by a recipe.

The address is `page+https://…`. A news sitemap is preferred where the site has one. Recipes lie in the settings:

    [sources.page."https://example.org/"]
    list = "ul.news > li"
    title = "h3"
    time = "time"
    body = "div.article-text"
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from haowai_tui.errors import NetError, ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.markup.extract import extract_article
from haowai_tui.markup.page_head import page_title
from haowai_tui.markup.recipe import Recipe, catches, read_recipe, recipe_article, recipe_next, recipe_stories
from haowai_tui.markup.sitemap import robots_sitemaps, sitemap_stories
from haowai_tui.markup.story_list import find_stories, next_page
from haowai_tui.model import Candidate, Entry, FeedData, Teaser
from haowai_tui.sources.contract import Capability, Context, Part, Request
from haowai_tui.sources.declared import Setting
from haowai_tui.sources.following import WebPage, follow, get_page, goes_on, number_setting, one_article, page_url
from haowai_tui.text import shown_url

_FEWEST_IN_SITEMAP = 3


class _List(Struct, frozen=True):
    title: str
    stories: tuple[Teaser, ...]
    next: str


def _list(page: WebPage, recipe: Recipe) -> _List:
    title = page_title(page.html)
    if recipe.list:
        return _List(title, recipe_stories(page.html, page.url, recipe), recipe_next(page.html, page.url, recipe))
    onward = recipe_next(page.html, page.url, recipe) or next_page(page.html, page.url)
    return _List(title, find_stories(page.html, page.url), onward)


def _article(recipe: Recipe, html: str, url: str) -> Entry | None:
    return recipe_article(html, url, recipe, extract_article(html, url))


class PageSource:
    """Reads a site's front page."""

    name = "page"
    title = "Pages without feeds"
    capabilities = Capability.ARTICLES | Capability.ARTICLE
    settings: ClassVar[Mapping[str, Setting]] = {
        "pages": Setting(1, "list pages that are read at one refresh", 1, 50),
        "articles": Setting(30, "articles that are fetched at one refresh", 1, 1000),
    }

    def recognises(self, address: str) -> int:
        """Only what says so: a site that has a feed is better read by that."""
        return 100 if address.strip().lower().startswith(("page+http", "page:")) else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        """The articles that the page lists and that are not stored yet. Raises `NetError`, `ParseError`."""
        own = page_url(request.address, self.name)
        recipe = recipe_for(own, context.settings)
        first = await get_page(own, context, own=own)
        found = await context.workers.run(_list, first, recipe)
        stories = {story.link: story for story in found.stories}
        if not recipe.list:
            mapped = await self._sitemap(own, context)
            stories = {**{story.link: story for story in mapped}, **stories}
        if not stories:
            raise ParseError(self._gone(own, recipe))
        title = found.title
        for _number in range(number_setting(context.settings, "pages") - 1):
            if not found.next or not goes_on(found.stories, request):
                break
            found = await context.workers.run(_list, await get_page(found.next, context, own=own), recipe)
            stories = {**{story.link: story for story in found.stories}, **stories}
        most = number_setting(context.settings, "articles")
        entries, validators = await follow(
            list(stories.values()), request, context, partial(_article, recipe), own=own, most=most
        )
        return FeedData(title=title or (urlsplit(own).hostname or ""), link=own, entries=entries, validators=validators)

    def _gone(self, own: str, recipe: Recipe) -> str:
        if recipe.list:
            text = _("The selector “{selector}” for the list finds nothing at {address} any more; change the recipe.")
            return text.format(selector=recipe.list, address=shown_url(own))
        text = _("No list of stories was found at {address}; a recipe can say where it is: haowai help sites")
        return text.format(address=shown_url(own))

    async def _sitemap(self, own: str, context: Context) -> tuple[Teaser, ...]:
        """The stories of the site's news sitemap, when the whole site is what the reader wants and it has one."""
        if urlsplit(own).path not in ("", "/"):
            return ()
        try:
            robots = await get_page(urljoin(own, "/robots.txt"), context, own=own)
            named = robots_sitemaps(robots.html, own)
        except NetError:
            named = ()
        for link in [one for one in (*named, urljoin(own, "/sitemap-news.xml")) if "news" in one.lower()][:2]:
            typed = urlsplit(link).hostname == urlsplit(own).hostname
            try:
                response = await context.client.get(link, kind="feed", typed=typed)
            except NetError:
                continue
            stories = await context.workers.run(sitemap_stories, response.body, link)
            if len(stories) >= _FEWEST_IN_SITEMAP:
                return tuple(stories)
        return ()

    async def article(self, link: str, context: Context) -> Entry:
        """One article whole. Raises `NetError`, `ParseError`."""
        return await one_article(link, context, extract_article)

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        """Not offered: `capabilities` has no `DISCOVER`."""
        return ()

    async def examine(self, address: str, context: Context) -> tuple[Part, ...]:
        """What is found on the page and on its first story's, part by part. Raises `NetError`."""
        own = page_url(address, self.name)
        recipe = recipe_for(own, context.settings)
        page = await get_page(own, context, own=own)
        found = await context.workers.run(_list, page, recipe)
        parts: list[Part] = []
        listed = await context.workers.run(
            catches, page.html, recipe, ("list", "link", "title", "time", "snippet", "next_page")
        )
        parts += [Part(f"{catch.part}: {catch.selector}", catch.count, catch.example) for catch in listed]
        if not recipe.list:
            parts.append(Part("list", len(found.stories), found.stories[0].title if found.stories else ""))
            dated = sum(story.published is not None for story in found.stories)
            parts.append(Part("time", dated, "", needed=False))
        if not found.stories:
            return tuple(parts)
        story = await get_page(found.stories[0].link, context, own=own)
        caught = await context.workers.run(catches, story.html, recipe, ("body", "byline"))
        parts += [Part(f"{catch.part}: {catch.selector}", catch.count, catch.example) for catch in caught]
        entry = await context.workers.run(_article, recipe, story.html, story.url)
        parts.append(Part("article", int(entry is not None), entry.title if entry is not None else ""))
        return tuple(parts)


def recipe_for(url: str, settings: Mapping[str, object]) -> Recipe:
    """The recipe for an address: the one of the longest key that the address begins with. Raises `SettingsError`."""
    keys = [key for key, value in settings.items() if isinstance(value, Mapping) and url.startswith(key)]
    if not keys:
        return Recipe()
    key = max(keys, key=len)
    table = settings[key]
    assert isinstance(table, Mapping)
    return read_recipe(table, key)
