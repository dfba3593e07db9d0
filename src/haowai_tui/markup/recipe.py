"""Recipes: how a reader says where things are on a site, as CSS selectors in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _
from haowai_tui.markup.html import html_to_blocks
from haowai_tui.markup.tree import attribute, element_text, parse_document
from haowai_tui.model import Entry, Teaser
from haowai_tui.text import clean, clean_url, parse_date, story_url


class Recipe(Struct, frozen=True, kw_only=True):
    """CSS selectors. `list` catches each story on the front page; `link`, `title`, `time` and `snippet` are looked for
    in it; `next_page` on the page; `body` and `byline` on a story's own page. Empty ones are left to be found."""

    list: str = ""
    link: str = ""
    title: str = ""
    time: str = ""
    snippet: str = ""
    next_page: str = ""
    body: str = ""
    byline: str = ""


class Catch(Struct, frozen=True):
    """What one selector caught: how often, and the text of the first."""

    part: str
    selector: str
    count: int
    example: str


def read_recipe(table: Mapping[str, object], where: str) -> Recipe:
    """A recipe from its table in the settings. Raises `SettingsError` that names what is wrong."""
    known = list(Recipe.__struct_fields__)
    for key, value in table.items():
        if key not in known:
            text = _("The recipe for {where} has no part “{key}”; its parts are: {known}.")
            raise SettingsError(text.format(where=where, key=key, known=", ".join(known)))
        if not isinstance(value, str) or not _is_selector(value):
            text = _("The recipe for {where} has under “{key}” what is not a CSS selector.")
            raise SettingsError(text.format(where=where, key=key))
    return Recipe(**{key: str(value) for key, value in table.items()})


def _is_selector(value: str) -> bool:
    from selectolax.lexbor import SelectolaxError

    try:
        parse_document("<p></p>").css(value)
    except (SelectolaxError, ValueError):
        return False
    return True


def recipe_stories(html: str, base: str, recipe: Recipe) -> tuple[Teaser, ...]:
    """The stories that a recipe's `list` catches on a page."""
    found: dict[str, Teaser] = {}
    for item in parse_document(html).css(recipe.list):
        node = item.css_first(recipe.link or "a[href]") if item.tag != "a" or recipe.link else item
        link = story_url(clean_url(attribute(node, "href"), base)) if node is not None else ""
        title = _text(item, recipe.title) if recipe.title else clean(element_text(node)) if node is not None else ""
        if link.startswith("http") and title:
            time = item.css_first(recipe.time) if recipe.time else None
            said = (attribute(time, "datetime") or clean(element_text(time))) if time is not None else ""
            snippet = _text(item, recipe.snippet) if recipe.snippet else ""
            chinese = any("\u4e00" <= char <= "\u9fff" for char in title)
            found.setdefault(
                link, Teaser(title=title, link=link, snippet=snippet, published=parse_date(said, chinese=chinese))
            )
    return tuple(found.values())


def recipe_next(html: str, base: str, recipe: Recipe) -> str:
    """The address of the next page of a list, by the recipe, or empty."""
    node = parse_document(html).css_first(recipe.next_page) if recipe.next_page else None
    return clean_url(attribute(node, "href"), base) if node is not None else ""


def recipe_article(html: str, base: str, recipe: Recipe, found: Entry | None) -> Entry | None:
    """An article whose body (and byline) a recipe catches; `found` is what was found without it."""
    document = parse_document(html)
    nodes = document.css(recipe.body) if recipe.body else []
    blocks = tuple(block for node in nodes for block in html_to_blocks(node.html or "", base))
    if recipe.byline and found is not None:
        found = replace(found, byline=_text(document, recipe.byline) or found.byline)
    if not blocks:
        return found
    return replace(found, blocks=blocks) if found is not None else Entry(link=base, blocks=blocks)


def catches(html: str, recipe: Recipe, parts: tuple[str, ...]) -> tuple[Catch, ...]:
    """What those of the recipe's selectors that are in `parts` catch on a page."""
    document = parse_document(html)
    items = document.css(recipe.list) if recipe.list else []
    found: list[Catch] = []
    for part in parts:
        selector = getattr(recipe, part)
        if not selector:
            continue
        inside = part in ("link", "title", "time", "snippet")
        nodes = [node for item in items for node in item.css(selector)[:1]] if inside else document.css(selector)
        found.append(Catch(part, selector, len(nodes), clean(element_text(nodes[0]))[:120] if nodes else ""))
    return tuple(found)


def _text(node: Any, selector: str) -> str:
    inner = node.css_first(selector)
    return clean(element_text(inner)) if inner is not None else ""
