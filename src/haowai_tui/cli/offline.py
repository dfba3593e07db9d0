"""The offline edition: what a train ride needs, fetched before it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from haowai_tui import loops
from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.library.events import (
    FullTextDone,
    FullTextsStarted,
    OfflineFinished,
    PictureDone,
    PicturesStarted,
)
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number, size

if TYPE_CHECKING:
    from haowai_tui.library import Library


def offline(args: argparse.Namespace) -> int:
    """Fetch whole texts, and pictures, of what is unread or starred."""
    with library(args) as opened:
        finished = loops.run(_follow(opened, args))
    if finished is None:
        return codes.INTERRUPTED
    if not finished.failed:
        return codes.OK
    return codes.SOME_FAILED if finished.texts or finished.pictures else codes.NETWORK


async def _follow(opened: Library, args: argparse.Namespace) -> OfflineFinished | None:
    events = opened.offline(days=args.days, images=args.images, megabytes=args.megabytes)
    failures: list[dict[str, Any]] = []
    total = seen = 0
    try:
        async for event in events:
            match event:
                case FullTextsStarted(total=count) | PicturesStarted(total=count):
                    total, seen = count, 0
                case FullTextDone() | PictureDone():
                    seen += 1
                    name = event.title if isinstance(event, FullTextDone) else event.url
                    if event.sentence:
                        failures.append({"what": name, "error": event.sentence})
                    if not args.json:
                        _tell(f"{seen}/{total}", name, event.sentence)
                case OfflineFinished():
                    _end(event, failures, json=args.json)
                    return event
    finally:
        await events.aclose()
    return None


def _tell(count: str, name: str, sentence: str) -> None:
    if sentence:
        output.line(_("{title}: failed: {sentence}").format(title=name, sentence=sentence))
    else:
        print(output.one_line(f"{count} {name}"), flush=True)
    sys.stdout.flush()


def _end(event: OfflineFinished, failures: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        output.print_json(
            {
                "articles": event.articles,
                "texts": event.texts,
                "pictures": event.pictures,
                "failed": event.failed,
                "bytes": event.size,
                "failures": failures,
            }
        )
        return
    output.line(summary(event))


def summary(event: OfflineFinished) -> str:
    """What the offline edition holds, in one sentence."""
    articles = counted("{count} article", "{count} articles", event.articles)
    text = _("{articles} can be read offline, {size}; fetched {texts} texts, {pictures} pictures; {failed} failed.")
    return text.format(
        articles=articles,
        size=size(event.size),
        texts=number(event.texts),
        pictures=number(event.pictures),
        failed=number(event.failed),
    )
