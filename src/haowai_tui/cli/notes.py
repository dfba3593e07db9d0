"""What a reader adds to articles: tags, notes, the read-later queue."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from haowai_tui.cli import codes, output
from haowai_tui.cli.articles import check_all, fields_of, tell_changed
from haowai_tui.cli.session import library, typed
from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _


def tag(args: argparse.Namespace) -> int:
    """Give an article tags and take others away; without changes, print them. Without an article, list all tags."""
    adding: list[str] = []
    removing: list[str] = []
    for change in map(str.lstrip, args.changes):
        if change[:1] not in ("+", "-") or len(change) < 2:
            text = _("{change} is no change of tags: +NAME adds one, -NAME takes it away.")
            raise UsageError(text.format(change=change))
        (adding if change[0] == "+" else removing).append(typed(change[1:]))
    with library(args) as opened:
        if args.id is None:
            _list(opened.tags(), json=args.json)
            return codes.OK
        check_all(opened, [args.id])
        opened.change_tags([args.id], add=adding, remove=removing)
        tags = opened.tags_of(args.id)
    if args.json:
        output.print_json({"id": args.id, "tags": list(tags)})
    else:
        output.line(" ".join(tags))
    return codes.OK


def _list(tags: Sequence[tuple[str, int]], *, json: bool) -> None:
    if json:
        output.print_json([{"name": name, "articles": count} for name, count in tags])
    else:
        output.table([(str(count), name) for name, count in tags], flexible=1)


def note(args: argparse.Namespace) -> int:
    """Keep a note on an article, or print it."""
    with library(args) as opened:
        check_all(opened, [args.id])
        if args.text:
            opened.set_note(args.id, typed(" ".join(args.text)))
        elif args.remove:
            opened.set_note(args.id, "")
        text = opened.note_of(args.id)
    if args.json:
        output.print_json({"id": args.id, "note": text})
    elif text and not args.text:
        output.line(text)
    return codes.OK


def later(args: argparse.Namespace) -> int:
    """Put articles into the read-later queue or take them out; without any, list the queue in its order."""
    with library(args) as opened:
        if args.ids:
            check_all(opened, args.ids)
            changed = opened.drop_later(args.ids) if args.remove else opened.add_later(args.ids, first=args.first)
            tell_changed(changed)
            return codes.OK
        rows = opened.later_rows()
    if args.json:
        from haowai_tui.library.jsonform import headline_json

        output.print_json([headline_json(row) for row in rows])
    else:
        output.table([fields_of(row) for row in rows], flexible=4)
    return codes.OK
