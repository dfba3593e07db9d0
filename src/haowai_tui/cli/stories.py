"""Stories: what is hot, what is related to an article, how an event is covered."""

from __future__ import annotations

import argparse

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import stories
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted


def hot(args: argparse.Namespace) -> int:
    """List the hottest stories."""
    from haowai_tui.library.phrases import story_bars, story_label

    with stories(args) as opened:
        found = opened.hot(args.limit or 1_000)
    if args.json:
        from haowai_tui.library.jsonform import story_json

        output.print_json([story_json(story) for story in found])
        return codes.OK
    rows = [(str(story.headline.id), story_bars(story), story_label(story), _title(story.headline)) for story in found]
    output.table(rows, flexible=3)
    if not found:
        output.note(_("Nothing is hot now: no story is told by several feeds."))
    return codes.OK


def related(args: argparse.Namespace) -> int:
    """List what is related to an article."""
    from haowai_tui.library.phrases import why

    with stories(args) as opened:
        found = opened.related(opened.article(args.id))
    if args.json:
        from haowai_tui.library.jsonform import related_json

        output.print_json([related_json(row) for row in found])
        return codes.OK
    rows = [(str(row.article_id or ""), output.when(row.when), row.source, _title(row), why(row)) for row in found]
    output.table(rows, flexible=3)
    if not found:
        output.note(_("Nothing related is stored."))
    return codes.OK


def coverage(args: argparse.Namespace) -> int:
    """List all articles on the event of an article, oldest first; what is new since the last look has an N."""
    from haowai_tui.library.phrases import story_bars, story_label

    with stories(args) as opened:
        found = opened.coverage(args.id)
    if args.json:
        from haowai_tui.library.jsonform import coverage_json

        output.print_json(coverage_json(found) if found else None)
        return codes.OK
    if found is None:
        output.note(_("No other article reports this event."))
        return codes.OK
    output.line(f"{story_label(found.story)}  {story_bars(found.story)}", "bold")
    rows = [
        (str(row.id), output.when(row.when), "N" if row.id in found.fresh else "", row.feed_title, _title(row))
        for row in found.timeline
    ]
    output.table(rows, flexible=4)
    if found.fresh:
        number = len(found.fresh)
        text = counted("{count} is new since you last looked.", "{count} are new since you last looked.", number)
        output.note(text)
    return codes.OK


def _title(row: object) -> str:
    return str(getattr(row, "title", "")) or _("(no headline)")
