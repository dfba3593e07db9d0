"""Queries that are kept: smart feeds and rules."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from haowai_tui.cli import codes, output
from haowai_tui.cli.articles import fields_of, tell_changed
from haowai_tui.cli.session import library, typed
from haowai_tui.errors import NotFoundError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.model import Headline
    from haowai_tui.model.smart import RuleState


def smart(args: argparse.Namespace) -> int:
    """List smart feeds with their unread counts, add one, or remove one."""
    with library(args) as opened:
        if args.what == "list":
            found = opened.smart_feeds()
            if args.json:
                output.print_json([asdict(feed) for feed in found])
            else:
                output.table([(str(feed.unread), feed.name, feed.error or feed.query) for feed in found], flexible=2)
            return codes.OK
        if not args.name:
            raise UsageError(_("A smart feed needs a name."))
        name = typed(args.name)
        if args.what == "remove":
            if not opened.remove_query(name):
                raise NotFoundError(_("There is no smart feed {name}; haowai smart lists them.").format(name=name))
            output.line(_("The smart feed {name} is removed.").format(name=name))
            return codes.OK
        if not args.query:
            raise UsageError(_("A smart feed needs a query; haowai search --help shows what can be asked."))
        new = opened.save_query(name, typed(" ".join(args.query)))
        text = _("The smart feed {name} is added.") if new else _("The smart feed {name} asks this now.")
        output.line(text.format(name=name))
    return codes.OK


def rules(args: argparse.Namespace) -> int:
    """List the rules, show what one would match, run them all, add, remove or move one."""
    with library(args) as opened:
        if args.what == "test":
            (place,) = _numbers(args.words, 1)
            count, rows = opened.test_rule(place)
            _tell_matches(count, rows, json=args.json)
        elif args.what == "run":
            tell_changed(sorted(frozenset().union(*(run.articles for run in opened.run_rules()))))
        elif args.what == "add":
            opened.add_rule(typed(" ".join(args.words)), [typed(action) for action in args.do])
            output.line(_("The rule is added. It runs on what arrives; haowai rules run applies it to all."))
        elif args.what == "remove":
            (place,) = _numbers(args.words, 1)
            opened.remove_rule(place)
            _list(opened.rules(), json=args.json)
        elif args.what == "move":
            place, to = _numbers(args.words, 2)
            opened.move_rule(place, to)
            _list(opened.rules(), json=args.json)
        else:
            _list(opened.rules(), json=args.json)
    return codes.OK


def _tell_matches(count: int, rows: Sequence[Headline], *, json: bool) -> None:
    if json:
        from haowai_tui.library.jsonform import headline_json

        output.print_json({"count": count, "articles": [headline_json(row) for row in rows]})
        return
    output.table([fields_of(row) for row in rows], flexible=4)
    output.note(counted("{count} article matches.", "{count} articles match.", count))


def _numbers(words: list[str], count: int) -> list[int]:
    """The numbers of rules that were typed. Raises `UsageError`."""
    if len(words) != count or not all(word.isdecimal() for word in words):
        one, two = _("Name one rule by its number; haowai rules lists them."), _("Name two rules by their numbers.")
        raise UsageError(one if count == 1 else two)
    return [int(word[:9]) for word in words]


def _last(rule: RuleState) -> str:
    return output.when(rule.last) or _("never")


def _list(found: list[RuleState], *, json: bool) -> None:
    if json:
        output.print_json(
            [
                {
                    "place": rule.place,
                    "query": rule.query,
                    "do": list(rule.do),
                    "hits": rule.hits,
                    "last": rule.last.isoformat() if rule.last else None,
                    "error": rule.error,
                }
                for rule in found
            ]
        )
        return
    rows = [
        (str(rule.place), str(rule.hits), _last(rule), ", ".join(rule.do), rule.error or rule.query) for rule in found
    ]
    output.table(rows, flexible=4)
    if not found:
        output.note(_("There are no rules yet. Add one with: haowai rules add QUERY --do read"))
