"""Articles: list, search, count, read, star, mark."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library, selection, typed
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library import Library, Search
    from haowai_tui.model import Article, Headline, Selection

_BATCH = 500
PIPE_WIDTH = 80
"""The width of an article where there is no terminal to ask."""


def list_(args: argparse.Namespace) -> int:
    """List a selection, newest first."""
    with library(args) as opened:
        chosen = replace(selection(opened, args.query), by_score=args.sort == "score")
        shown = print_list(opened, chosen, limit=args.limit, json=args.json)
        if not shown and not args.json:
            output.note(_nothing(opened))
    return codes.OK


def search(args: argparse.Namespace) -> int:
    """List what a query finds, with what matched in it."""
    with library(args) as opened:
        found = opened.search(typed(" ".join(args.query)), order=args.sort)
        shown = print_list(opened, found.selection, limit=args.limit, json=args.json, found=found)
        if not shown and not args.json:
            output.note(_("Nothing was found."))
    return codes.OK


def print_list(
    opened: Library, chosen: Selection, *, limit: int, json: bool = False, found: Search | None = None
) -> int:
    """Print the rows of a selection; returns how many. `limit` 0 is all. What `found` looked for is marked."""
    rows = _rows(opened, chosen, limit)
    if json:
        output.print_json_array(_json_rows(opened, rows, found))
        return 0
    if not output.is_terminal():
        shown = 0
        for row in rows:
            output.table([fields_of(row)], flexible=4)
            shown += 1
        return shown
    listed = list(rows)
    styles = [() if row.read else ("bold",) for row in listed]
    marks = _marks(opened, listed, found) if found else ()
    output.table([fields_of(row) for row in listed], flexible=4, styles=styles, marks=marks)
    return len(listed)


def _json_rows(opened: Library, rows: Iterable[Headline], found: Search | None) -> Iterator[dict[str, Any]]:
    from haowai_tui.library.jsonform import article_json, found_json

    for row in rows:
        article = _still_there(opened, row)
        if article is not None:
            yield article_json(article) | (found_json(article, found) if found else {})


def _marks(opened: Library, rows: Sequence[Headline], found: Search) -> list[output.Marks]:
    from haowai_tui.text.found import Snippet, found_spans

    snippets: dict[int, Snippet] = {}
    if found.in_texts:
        snippets = opened.snippets([row.id for row in rows], found.in_texts, output.columns())
    nothing = Snippet("", ())
    return [
        output.Marks(found_spans(row.title, found.in_headlines), shown.text, shown.spans)
        for row in rows
        for shown in (snippets.get(row.id, nothing),)
    ]


def _rows(opened: Library, chosen: Selection, limit: int) -> Iterator[Headline]:
    # What arrives while a long list is printed must not shift the rows between two batches.
    fixed = replace(chosen, newest_id=opened.newest_id())
    offset = 0
    while not limit or offset < limit:
        batch = opened.headlines(fixed, offset=offset, limit=min(_BATCH, limit - offset) if limit else _BATCH)
        yield from batch
        offset += len(batch)
        if not batch:
            return


def _still_there(opened: Library, row: Headline) -> Article | None:
    from haowai_tui.errors import NotFoundError

    try:
        return opened.article(row.id)
    except NotFoundError:  # removed by another process since the list was asked for
        return None


def fields_of(row: Headline) -> tuple[str, ...]:
    """A headline as the fields of a line of a list."""
    marks = ("*" if row.starred else "") + ("" if row.read else "N")
    return (
        str(row.id),
        output.when(row.when),
        marks,
        row.feed_title,
        row.title or _("(no headline)"),
    )


def _nothing(opened: Library) -> str:
    if opened.feeds():
        return _("No articles here.")
    return _("There are no feeds yet. Add one with: haowai add ADDRESS")


def count(args: argparse.Namespace) -> int:
    """Print one number, for status bars: the unread articles, of a query when there is one."""
    with library(args) as opened:
        if args.query:
            chosen = selection(opened, args.query)
            number = opened.count(replace(chosen, unread=True) if chosen.unread is None else chosen)
        else:
            number = opened.counts().unread
    if args.json:
        output.print_json({"unread": number})
    else:
        output.line(str(number))
    return codes.OK


def read(args: argparse.Namespace) -> int:
    """Print an article: through a pager on a terminal, plain otherwise."""
    with library(args) as opened:
        article = opened.with_key_points(opened.article(args.id))
        if args.changes:
            article = _changes(opened, article)
        if args.mark:
            opened.note_opened(args.id)
            opened.set_read([article.id], True)
            article = replace(article, read=True)
        if args.json:
            from haowai_tui.library.jsonform import article_json

            output.print_json(article_json(article))
            return codes.OK
        text = _set(opened, article, args.width)
    if output.is_terminal():
        from haowai_tui.cli.pager import page

        page(text)
    else:
        output.line(text)
    return codes.OK


def _changes(opened: Library, article: Article) -> Article:
    from haowai_tui.errors import NotFoundError
    from haowai_tui.library.changing import marked

    edit = opened.with_changes(article)
    if edit is None:
        raise NotFoundError(_("Its publisher has not changed this article."))
    return marked(edit)


def _set(opened: Library, article: Article, asked: int) -> str:
    from haowai_tui.library.export import byline
    from haowai_tui.typeset import ArticleLabels, Options, article_lines, plain

    ui = opened.settings.ui
    width = asked or (output.columns() if output.is_terminal() else PIPE_WIDTH)
    # A width that was asked for is meant; the measure is for terminals wider than a comfortable line.
    measure = max(ui.measure, asked) if asked else ui.measure
    # A mark that hangs stands beyond the measure, so there must be room for it.
    options = Options(measure=measure, indent=ui.indent, hanging=ui.hanging and width >= measure + 2)
    labels = ArticleLabels(
        untitled=_("(no headline)"),
        byline=byline(article),
        key_points=_("Key points · extracted") if article.extracted else _("Key points"),
        links=_("Links"),
        picture=_("Picture"),
        related=_("Related"),
        hot=_("Hot"),
    )
    return output.guard("\n".join([plain(article_lines(article, width, options, labels)), *_enclosed(article)]))


def _enclosed(article: Article) -> Iterator[str]:
    """The files that come with an article, numbered as `download` takes them."""
    from haowai_tui.locale.numbers import size

    if article.enclosures:
        yield ""
        yield _("Files that come with it")
    for number, one in enumerate(article.enclosures, start=1):
        told = (f"[{number}]", one.media_type, size(one.length) if one.length else "", one.url)
        yield output.one_line(" ".join(told))


def star(args: argparse.Namespace) -> int:
    """Star articles, or take their stars away."""
    with library(args) as opened:
        check_all(opened, args.ids)
        changed = opened.set_starred(args.ids, not args.undo)
    tell_changed(changed)
    return codes.OK


def mark(args: argparse.Namespace) -> int:
    """Mark articles read or unread."""
    with library(args) as opened:
        check_all(opened, args.ids)
        changed = opened.set_read(args.ids, args.state == "read")
    tell_changed(changed)
    return codes.OK


def check_all(opened: Library, ids: Sequence[int]) -> None:
    """All of them exist, or nothing is done. Raises `NotFoundError`."""
    for article_id in ids:
        opened.article(article_id)


def tell_changed(changed: Sequence[int]) -> None:
    """Say how many articles changed."""
    text = counted("{count} article changed.", "{count} articles changed.", len(changed))
    output.line(text)
