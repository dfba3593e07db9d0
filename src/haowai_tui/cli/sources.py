"""The sources that are installed, and what they catch at an address."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library, typed
from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence


def sources(args: argparse.Namespace) -> int:
    """List the sources that are installed, each with what is wrong with it, or test one."""
    if args.action == "test":
        return _test(args)
    with library(args) as opened:
        infos = [(info, opened.source_fault(info.name)) for info in opened.sources()]
    if args.json:
        output.print_json(
            [{"name": i.name, "package": i.package, "version": i.version, "fault": fault} for i, fault in infos]
        )
    else:
        output.table([(info.name, info.package, info.version, fault) for info, fault in infos], flexible=3)
    return codes.OK


def _test(args: argparse.Namespace) -> int:
    from haowai_tui import loops

    if not args.address.strip():
        raise UsageError(_("Name the address to test: haowai sources test ADDRESS."))
    with library(args) as opened:
        parts = loops.run(opened.examine(typed(args.address), typed(args.source)))
    gone = [part.name for part in parts if part.needed and not part.count]
    if args.json:
        output.print_json(
            {
                "parts": [{"name": p.name, "count": p.count, "example": p.example, "needed": p.needed} for p in parts],
                "gone": gone,
            }
        )
    else:
        _tell([(part.name, str(part.count), part.example) for part in parts], gone)
    return codes.NETWORK if gone else codes.OK


def _tell(rows: Sequence[tuple[str, str, str]], gone: Sequence[str]) -> None:
    output.table(rows, flexible=2)
    if gone:
        output.line(
            _("Not found: {parts}. The site has changed, or the recipe does not fit it.").format(parts=", ".join(gone))
        )
