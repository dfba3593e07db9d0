"""`haowai digest`: what can be read in the time there is."""

from __future__ import annotations

import argparse

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import stories
from haowai_tui.locale import gettext as _


def digest(args: argparse.Namespace) -> int:
    """List one article for each story, hot ones first, as many as fill the minutes."""
    from haowai_tui.library.phrases import digest_label, story_label
    from haowai_tui.locale.dates import minutes_label

    with stories(args) as opened:
        found = opened.digest(args.minutes)
    if args.json:
        from haowai_tui.library.jsonform import digest_json

        output.print_json(digest_json(found))
        return codes.OK
    rows = [
        (
            str(row.headline.id),
            minutes_label(row.minutes),
            row.headline.feed_title,
            row.headline.title or _("(no headline)"),
            story_label(row.story) if row.story else "",
        )
        for row in found.rows
    ]
    output.table(rows, flexible=3)
    if not rows:
        output.note(_("Everything has been read."))
    elif output.is_terminal():
        output.note(digest_label(found))
    return codes.OK
