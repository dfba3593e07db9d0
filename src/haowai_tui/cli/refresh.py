"""Fetching the feeds: a progress line on a terminal, plain lines in a pipe, one JSON document for programs."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Protocol

from haowai_tui import loops
from haowai_tui.cli import codes, output
from haowai_tui.cli.accounts import done_json, failed_json
from haowai_tui.cli.session import library, the_feed
from haowai_tui.library.events import (
    FeedDone,
    FeedFailed,
    FeedSkipped,
    FullTextDone,
    FullTextsStarted,
    HookFailed,
    Notified,
    RefreshEvent,
    RefreshFinished,
    RefreshStarted,
    SyncDone,
    SyncFailed,
    SyncProgress,
)
from haowai_tui.library.phrases import sync_sentence
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number

if TYPE_CHECKING:
    from haowai_tui.library import Library

_BAR = 20


class Report(Protocol):
    """Something that tells a refresh as it happens."""

    def tell(self, event: RefreshEvent) -> None:
        """Tell one event."""

    def close(self) -> None:
        """Leave nothing half told, however it ended."""


def refresh(args: argparse.Namespace) -> int:
    """Fetch all feeds, or those named."""
    with library(args) as opened:
        ids = [the_feed(opened, name).id for name in args.feeds] if args.feeds else None
        if ids is None and not opened.feeds() and not args.json:
            output.note(_("There are no feeds yet. Add one with: haowai add ADDRESS"))
            return codes.OK
        report: Report = JsonReport() if args.json else TerminalReport() if output.is_terminal() else LineReport()
        finished = loops.run(_follow(opened, ids, args, report))
    if finished is None or finished.cancelled:
        return codes.INTERRUPTED
    if not finished.failed:
        return codes.OK
    return codes.SOME_FAILED if finished.done else codes.NETWORK


async def _follow(
    opened: Library, ids: list[int] | None, args: argparse.Namespace, report: Report
) -> RefreshFinished | None:
    events = opened.refresh(ids, force=args.force, full_text=args.full_text, alone=True)
    finished: RefreshFinished | None = None
    try:
        async for event in events:
            report.tell(event)
            if isinstance(event, RefreshFinished):
                finished = event
    finally:
        # Interrupted: what is under way stops, and the feeds that are finished stay stored.
        await events.aclose()
        report.close()
    return finished


def _sentence(event: RefreshEvent) -> str:
    """An event as one plain line; empty for those that say nothing to a person."""
    match event:
        case FeedDone(title=title, unchanged=True):
            return _("{title}: nothing new").format(title=title)
        case FeedDone(title=title, new=new, updated=updated):
            line = counted("{title}: {count} new article", "{title}: {count} new articles", new, title=title)
            return line + (_(", {updated} changed").format(updated=number(updated)) if updated else "")
        case FeedFailed(title=title, sentence=sentence):
            return _("{title}: failed: {sentence}").format(title=title, sentence=sentence)
        case FeedSkipped(title=title, sentence=sentence):
            return _("{title}: skipped: {sentence}").format(title=title, sentence=sentence)
        case Notified(article_id=article, title=title, feed_title=feed):
            return _("! {number} {title} ({feed})").format(number=article, title=title, feed=feed)
        case HookFailed(sentence=sentence):
            return sentence
        case FullTextDone(title=title, sentence=sentence) if sentence:
            return _("{title}: failed: {sentence}").format(title=title, sentence=sentence)
        case FullTextDone(title=title):
            return _("{title}: the whole text").format(title=title)
        case SyncDone() | SyncFailed():
            return sync_sentence(event)
        case RefreshFinished(done=done, failed=failed, skipped=skipped, new=new):
            text = _("{done} fetched, {failed} failed, {skipped} skipped; {new} new articles.")
            return text.format(done=number(done), failed=number(failed), skipped=number(skipped), new=number(new))
        case _:
            return ""


class LineReport:
    """One line for each feed, as it comes in."""

    def tell(self, event: RefreshEvent) -> None:
        """Print the event's line, at once: the next program in the pipe may be waiting."""
        if text := _sentence(event):
            print(output.one_line(text), flush=True)

    def close(self) -> None:
        """Every line was whole."""


class TerminalReport:
    """A line that shows how far it is and is drawn over; news and failures stay above it."""

    def __init__(self) -> None:
        self._total = 0
        self._seen = 0

    def tell(self, event: RefreshEvent) -> None:
        """Draw the event."""
        if isinstance(event, RefreshStarted | FullTextsStarted):
            self._total, self._seen = event.total, 0
        self._wipe()
        if isinstance(event, SyncProgress):
            self._total, self._seen = event.total or event.done, event.done
        if isinstance(event, FeedDone | FeedFailed | FeedSkipped | FullTextDone):
            self._seen += 1
        if isinstance(event, FeedFailed | HookFailed | SyncFailed):
            output.line(_sentence(event), "red")
        elif isinstance(event, RefreshFinished | Notified | SyncDone) or (isinstance(event, FeedDone) and event.new):
            output.line(_sentence(event))
        if not isinstance(event, RefreshFinished):
            self._draw(getattr(event, "title", "") or getattr(event, "account", ""))

    def close(self) -> None:
        """Take the progress line away."""
        self._wipe()
        sys.stdout.flush()

    def _wipe(self) -> None:
        sys.stdout.write("\r" + " " * (output.columns() - 1) + "\r")

    def _draw(self, title: str) -> None:
        from haowai_tui.text import truncate

        full = self._seen * _BAR // self._total if self._total else 0
        start = f"[{'#' * full}{'.' * (_BAR - full)}] {self._seen}/{self._total} "
        room = max(0, output.columns() - 1 - len(start))
        sys.stdout.write(start + truncate(output.one_line(title), room))
        sys.stdout.flush()


class JsonReport:
    """Everything in one document at the end."""

    def __init__(self) -> None:
        self._feeds: list[dict[str, Any]] = []
        self._accounts: list[dict[str, Any]] = []
        self._full_texts: list[dict[str, Any]] = []
        self._notified: list[dict[str, Any]] = []

    def tell(self, event: RefreshEvent) -> None:
        """Collect the event; print at the last one."""
        match event:
            case FeedDone():
                status = "unchanged" if event.unchanged else "ok"
                self._add(event, status, new=event.new, updated=event.updated)
            case FeedFailed():
                self._add(event, "failed", error=event.sentence)
            case FeedSkipped():
                self._add(event, "skipped", error=event.sentence)
            case SyncDone():
                self._accounts.append(done_json(event))
            case SyncFailed():
                self._accounts.append(failed_json(event))
            case FullTextDone():
                self._full_texts.append({"id": event.article_id, "title": event.title, "error": event.sentence})
            case Notified():
                told = {"id": event.article_id, "title": event.title, "feed": event.feed_title}
                self._notified.append(told)
            case HookFailed(sentence=sentence):
                output.note(f"haowai: {sentence}")
            case RefreshFinished():
                self._print(event)

    def _print(self, end: RefreshFinished) -> None:
        numbers = {"done": end.done, "failed": end.failed, "skipped": end.skipped, "new": end.new}
        lists = {"feeds": self._feeds, "accounts": self._accounts}
        output.print_json(numbers | lists | {"full_texts": self._full_texts, "notified": self._notified})

    def close(self) -> None:
        """Interrupted, there is no document: half of one would be none."""

    def _add(
        self,
        event: FeedDone | FeedFailed | FeedSkipped,
        status: str,
        *,
        new: int = 0,
        updated: int = 0,
        error: str = "",
    ) -> None:
        self._feeds.append(
            {
                "id": event.feed_id,
                "title": event.title,
                "status": status,
                "new": new,
                "updated": updated,
                "error": error,
            }
        )
