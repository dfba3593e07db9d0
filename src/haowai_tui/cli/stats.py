"""`haowai stats`: how the feeds fare."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library, typed
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, rate, size

if TYPE_CHECKING:
    from haowai_tui.model.health import FeedHealth


def stats(args: argparse.Namespace) -> int:
    """List the feeds with their figures."""
    from haowai_tui.library.health import sorted_by

    with library(args) as opened:
        rows = opened.feeds_health()
        if args.text:
            wanted = {feed.id for feed in opened.find_feeds(typed(args.text))}
            rows = [row for row in rows if row.feed.id in wanted]
    if args.drop:
        rows = [row for row in rows if row.droppable]
    rows = sorted_by(rows, args.sort)
    if args.json:
        from haowai_tui.library.jsonform import health_json

        output.print_json([health_json(row) for row in rows])
        return codes.OK
    output.table(
        [_fields(row) for row in rows], flexible=6, styles=[("red",) if row.feed.error else () for row in rows]
    )
    if output.is_terminal():
        output.note(_summary(rows))
    return codes.OK


def _fields(row: FeedHealth) -> tuple[str, ...]:
    from haowai_tui.library.health import remarks, volume_bars

    feed = row.feed
    share = "" if row.read_share is None else _("{percent}% read").format(percent=round(100 * row.read_share))
    weekly = _("{count} a week").format(count=rate(row.per_week))
    text = " · ".join(part for part in (feed.title, remarks(row)) if part)
    return (
        str(feed.id),
        volume_bars(row),
        weekly,
        share,
        size(row.figures.bytes),
        output.when(feed.last_success) or "-",
        text,
    )


def _summary(rows: Sequence[FeedHealth]) -> str:
    feeds = counted("{count} feed", "{count} feeds", len(rows))
    texts = size(sum(row.figures.bytes for row in rows))
    drop = sum(row.droppable for row in rows)
    text = _("{feeds}, {size} of texts.").format(feeds=feeds, size=texts)
    if drop:
        some = counted("{count} could be dropped", "{count} could be dropped", drop)
        return text + " " + _("{some}: haowai stats --drop").format(some=some)
    return text
