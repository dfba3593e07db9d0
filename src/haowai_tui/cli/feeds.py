"""Subscriptions: add, remove, feeds."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library, the_feed, typed
from haowai_tui.errors import NotFoundError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library import Added, Library
    from haowai_tui.model import Candidate, Feed


def add(args: argparse.Namespace) -> int:
    """Subscribe, and fetch at once when the network is there."""
    from haowai_tui import loops

    category = tuple(part.strip() for part in typed(args.category).split("/") if part.strip())
    with library(args) as opened:
        address, title = typed(args.address), typed(args.title)
        if not address.strip():
            raise UsageError(_("Name what to subscribe to: haowai add ADDRESS."))
        if args.account:
            return _add_to_account(opened, typed(args.account), address, title, category, json=args.json)
        if args.source == "sample" and not address.startswith("sample:"):
            address = f"sample:{address}"
        added = loops.run(opened.add(address, source=typed(args.source), category=category, title=title))
    if args.json:
        from haowai_tui.library.jsonform import feed_json

        others = [{"address": c.address, "title": c.title, "source": c.source} for c in _others(added)]
        output.print_json({"feed": feed_json(added.feed), "new": added.new, "existed": added.existed, "others": others})
    else:
        _tell_added(added)
    return codes.SOME_FAILED if added.feed.error and not added.existed else codes.OK


def _add_to_account(
    opened: Library, account: str, address: str, title: str, category: tuple[str, ...], *, json: bool
) -> int:
    feed = opened.add_to_account(account, address, title=title, category=category)
    if json:
        from haowai_tui.library.jsonform import feed_json

        output.print_json({"feed": feed_json(feed), "new": 0, "existed": bool(feed.total), "others": []})
    else:
        text = _("Subscribed to {title} in {account} as feed {id}; its articles come with the next sync.")
        output.line(text.format(title=feed.title, account=account, id=feed.id))
    return codes.OK


def _others(added: Added) -> list[Candidate]:
    return [candidate for candidate in added.candidates if candidate.address != added.feed.address]


def _tell_added(added: Added) -> None:
    feed = added.feed
    if added.signed_in:
        text = counted(
            "{title}, feed {id}, is fetched with that name and password from now on: {count} article.",
            "{title}, feed {id}, is fetched with that name and password from now on: {count} articles.",
            added.new,
            title=feed.title,
            id=feed.id,
        )
        output.line(text)
        return
    if added.existed:
        output.line(_("{title} is subscribed to already, as feed {id}.").format(title=feed.title, id=feed.id))
        return
    text = counted(
        "Subscribed to {title} as feed {id}: {count} article.",
        "Subscribed to {title} as feed {id}: {count} articles.",
        added.new,
        title=feed.title,
        id=feed.id,
    )
    output.line(text)
    if feed.error:
        output.note(_("It could not be fetched yet: {sentence}").format(sentence=feed.error), "yellow")
    for candidate in _others(added):
        output.note(_("Also there: {title} {address}").format(title=candidate.title, address=candidate.address))


def remove(args: argparse.Namespace) -> int:
    """Unsubscribe. All names are understood before the first feed goes."""
    with library(args) as opened:
        chosen = {feed.id: feed for feed in (the_feed(opened, name) for name in args.feeds)}
        for feed in chosen.values():
            opened.remove_feed(feed.id)
            output.line(_("Removed {title}.").format(title=feed.title))
    if len(chosen) == 1:
        output.note(_("haowai undo brings it back."))
    else:
        output.note(_("haowai undo brings them back, the last first."))
    return codes.OK


def feeds(args: argparse.Namespace) -> int:
    """List the subscriptions."""
    with library(args) as opened:
        found = opened.find_feeds(typed(args.text)) if args.text else opened.feeds()
        if args.text and not found and (args.full_text or args.rank is not None):
            raise NotFoundError(_("There is no feed {name}; haowai feeds lists them.").format(name=typed(args.text)))
        if args.full_text:
            wanted = args.full_text == "on"
            fetched = _("{title}: whole texts are fetched at each refresh.")
            text = fetched if wanted else _("{title}: whole texts are not fetched any more.")
            for feed in found:
                opened.set_full_text_feed(feed.id, wanted)
                output.note(text.format(title=feed.title))
        if args.rank is not None:
            for feed in found:
                opened.set_rank(feed.id, args.rank)
        ranks, whole = opened.ranks(), opened.full_text_feeds()
    if args.json:
        from haowai_tui.library.jsonform import feed_json

        output.print_json_array(
            {**feed_json(feed), "rank": ranks.get(feed.id, 0), "full_text": feed.id in whole} for feed in found
        )
        return codes.OK
    output.table(
        [_row(feed, ranks.get(feed.id, 0), whole=feed.id in whole) for feed in found],
        flexible=4,
        headline=3,
        styles=[("red",) if feed.error else ("bold",) if feed.unread else () for feed in found],
    )
    if not found:
        none = _("There are no feeds yet. Add one with: haowai add ADDRESS")
        output.note(_("No feed matches; haowai feeds lists all.") if args.text else none)
    return codes.OK


def _row(feed: Feed, rank: int, *, whole: bool) -> tuple[str, ...]:
    set_here = ", ".join([*([f"{rank:+d}"] if rank else []), *([_("whole texts")] if whole else [])])
    return (
        str(feed.id),
        str(feed.unread),
        " / ".join(feed.category),
        f"{feed.title} ({set_here})" if set_here else feed.title,
        feed.error or feed.address,
    )
