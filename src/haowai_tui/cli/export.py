"""Articles into files: Markdown, HTML, EPUB, plain text, JSON. Without a format the subscriptions, as OPML."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.cli import codes, opml, output
from haowai_tui.cli.articles import check_all
from haowai_tui.cli.session import library, selection, the_feed
from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.library.export import Exported
    from haowai_tui.model import Selection

_BINARY = ("epub",)


def export(args: argparse.Namespace) -> int:
    """Write articles, or with no format the subscriptions."""
    target = args.output
    if not target:
        raise UsageError(_("Name a file or a folder: -o FILE."))
    if args.format is None:
        return _subscriptions(args)
    if target == "-" and args.format in _BINARY and output.is_terminal():
        raise UsageError(_("A book is nothing for a terminal; name a file: -o FILE.epub."))
    from haowai_tui.library.files import typed_path

    with library(args) as opened:
        chosen, title = _chosen(opened, args)
        failed = 0
        if args.pictures:
            from haowai_tui import loops

            failed = loops.run(opened.fetch_missing_pictures(chosen))
        if target == "-":
            _print(opened, chosen, args.format, title)
            return codes.OK
        path = typed_path(target)
        if target.endswith("/"):
            _make(path)
        done = opened.export(chosen, args.format, path, title=title)
    _tell(done, failed)
    return codes.OK


def _subscriptions(args: argparse.Namespace) -> int:
    if args.article or args.feed or args.starred or args.later or args.pictures or len(args.query) > 1:
        raise UsageError(_("To export articles, say in which format: --format md, html, epub, txt or json."))
    args.file = args.query[0] if args.query else args.output
    return opml.export(args)


def _chosen(opened: Library, args: argparse.Namespace) -> tuple[Selection, str]:
    """What is asked for, and what a document of it is called."""
    from haowai_tui.model import Selection

    chosen, title = (selection(opened, args.query), " ".join(args.query)) if args.query else (Selection(), "")
    if args.article:
        check_all(opened, args.article)
        chosen = replace(chosen, ids=tuple(args.article), ranked=True, muted=None)
    if args.later:
        chosen, title = replace(opened.later_selection(), query=chosen.query, terms=chosen.terms), _("Read later")
    if args.feed:
        feed = the_feed(opened, args.feed)
        chosen, title = replace(chosen, feeds=(feed.id,)), feed.title
    if args.starred:
        chosen, title = replace(chosen, starred=True), title or _("Starred")
    return chosen, title


def _print(opened: Library, chosen: Selection, kind: str, title: str) -> None:
    pieces = opened.document(chosen, kind, title=title)
    output.printing()
    if output.is_terminal():
        for piece in pieces:
            sys.stdout.write(output.guard(piece.decode("utf-8", "replace")))
        return
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        from haowai_tui.library.files import unwritten

        raise unwritten(folder, error) from error


def _tell(done: Exported, failed: int) -> None:
    path = done.files[0] if len(done.files) == 1 else done.files[0].parent
    output.note(
        counted("{count} article written to {path}.", "{count} articles written to {path}.", done.articles, path=path)
    )
    if done.missing and not failed:
        text = counted(
            "{count} picture is not in it; --pictures fetches it.",
            "{count} pictures are not in it; --pictures fetches them.",
            done.missing,
        )
        output.note(text, "yellow")
    elif failed:
        text = counted("{count} picture could not be fetched.", "{count} pictures could not be fetched.", failed)
        output.note(text, "yellow")
