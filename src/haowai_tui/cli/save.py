"""Articles into services such as Wallabag, Readeck or Instapaper."""

from __future__ import annotations

import argparse
import asyncio

from haowai_tui.cli import codes, output
from haowai_tui.cli.articles import check_all
from haowai_tui.cli.session import library
from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted


def save(args: argparse.Namespace) -> int:
    """Give articles to a service, or list the services."""
    with library(args) as opened:
        if not args.service:
            tables = [{"name": table["name"], "kind": table["kind"]} for table in opened.settings.share.savers]
            if args.json:
                output.print_json(tables)
            elif tables:
                output.table([(str(table["name"]), str(table["kind"])) for table in tables], flexible=0)
            else:
                output.note(_("No service is set up; docs/config.md says how: [[share.savers]]."))
            return codes.OK
        if not args.ids:
            raise UsageError(_("Which articles? haowai list shows their numbers."))
        check_all(opened, args.ids)
        for number in args.ids:
            asyncio.run(opened.save_to(args.service, number))
    text = counted(
        "{count} article kept in {name}.", "{count} articles kept in {name}.", len(args.ids), name=args.service
    )
    output.note(text)
    return codes.OK
