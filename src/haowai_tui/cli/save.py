"""Articles into services such as Wallabag, Readeck or Instapaper."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from haowai_tui import loops
from haowai_tui.cli import codes, output
from haowai_tui.cli.articles import check_all
from haowai_tui.cli.session import library
from haowai_tui.errors import HaowaiError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library import Library


def save(args: argparse.Namespace) -> int:
    """Give articles to a service, or list the services."""
    with library(args) as opened:
        if not args.service:
            return _list(opened, json=args.json)
        if not args.ids:
            raise UsageError(_("Which articles? haowai list shows their numbers."))
        check_all(opened, args.ids)
        errors = _keep_all(opened, args.service, args.ids)
    if args.json:
        output.print_json([{"id": number, "error": str(error or "")} for number, error in errors.items()])
    failed = [error for error in errors.values() if error is not None]
    if not failed:
        return codes.OK
    return codes.code_of(failed[0]) if len(failed) == len(errors) else codes.SOME_FAILED


def _list(opened: Library, *, json: bool) -> int:
    tables = [{"name": table["name"], "kind": table["kind"]} for table in opened.settings.share.savers]
    if json:
        output.print_json(tables)
    elif tables:
        output.table([(str(table["name"]), str(table["kind"])) for table in tables], flexible=0)
    else:
        output.note(_("No service is set up; how to is in: haowai help sharing"))
    return codes.OK


def _keep_all(opened: Library, service: str, ids: Sequence[int]) -> dict[int, HaowaiError | None]:
    """Give articles to a service one by one, and say how that went. One that a service cannot take keeps none of the
    others; a service that does not answer, or does not let us in, is not asked for each of them."""
    done: dict[int, HaowaiError | None] = {}
    kept = 0
    for number in dict.fromkeys(ids):
        try:
            loops.run(opened.save_to(service, number))
        except HaowaiError as error:
            done[number] = error
            output.note(f"haowai: {number}: {error}" if len(ids) > 1 else f"haowai: {error}")
            if type(error) is not HaowaiError:
                break
        else:
            done[number] = None
            kept += 1
    if kept:
        output.note(counted("{count} article kept in {name}.", "{count} articles kept in {name}.", kept, name=service))
    return done
