"""Opening the library for a command, and what people type as names of feeds and questions."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from haowai_tui.errors import NotFoundError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale import is_asked_for, set_language

if TYPE_CHECKING:
    import argparse

    from haowai_tui.library import Library
    from haowai_tui.model import Feed, Selection

_LOOK_SECONDS = 1.0
"""So long a command looks the database over, once a day: whoever typed it waits."""
_COMPARING_SECONDS = 1.5
"""So long a command about stories compares what came since the last one."""


@contextmanager
def library(args: argparse.Namespace) -> Iterator[Library]:
    """The library, open for as long as a command runs. Raises `SettingsError`, `StoreError`."""
    from haowai_tui.cli import output
    from haowai_tui.library import Library

    with Library.open(damaged=getattr(args, "damaged", False)) as opened:
        _speak_as_read(opened)
        speak(args)
        # The reader has a line of its own for this.
        if args.command is not None and (notice := opened.rescue_notice()):
            output.note(f"haowai: {notice}")
        if args.command is not None:
            # What a command prints is all there is.
            while opened.restore_part():
                pass
        yield opened
        until = time.monotonic() + _LOOK_SECONDS
        opened.keep_safe(enough=lambda: time.monotonic() > until)


@contextmanager
def stories(args: argparse.Namespace) -> Iterator[Library]:
    """As `library`, for a command that asks about stories: what came last is compared first, as far as that is soon
    done. In the reader that goes on meanwhile; what a command prints is all there is."""
    with library(args) as opened:
        opened.compare_new(seconds=_COMPARING_SECONDS)
        yield opened


def speak(args: argparse.Namespace) -> None:
    """What was typed wins over the settings file, which the library follows when it opens."""
    if language := getattr(args, "lang", ""):
        set_language(language)


def _speak_as_read(opened: Library) -> None:
    """Where nothing asks for a language, as in a job of cron, it is that of whoever reads here: what is wrong with a
    feed is written down in it."""
    from haowai_tui.library.library import SPOKEN

    if not opened.settings.general.language and not is_asked_for():
        set_language(opened.get_value(SPOKEN) or "")


def typed(text: str) -> str:
    """What was typed, as text that can be stored. Raises `UsageError` for bytes that are no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(_("What was typed is not valid text in this locale; check LC_ALL and LANG.")) from None
    return text


def selection(opened: Library, words: Sequence[str]) -> Selection:
    """The query that the words of the command line spell. Raises `UsageError`."""
    return opened.parse_query(typed(" ".join(words)))


def the_feed(opened: Library, name: str) -> Feed:
    """The one feed that `name` means: its id, its address, its title, or else a part of no other's title. Raises
    `NotFoundError`, or `UsageError` when it means several."""
    folded = name.casefold()
    found = opened.find_feeds(typed(name))
    exact = [feed for feed in found if name in (str(feed.id), feed.address) or feed.title.casefold() == folded]
    # A category is no name of the one feed that happens to be in it.
    in_category = {feed.id for feed in found if folded in " / ".join(feed.category).casefold()}
    found = exact or [feed for feed in found if feed.id not in in_category or folded in feed.title.casefold()]
    if not found:
        raise NotFoundError(_("There is no feed {name}; haowai feeds lists them.").format(name=name))
    if len(found) > 1:
        listing = ", ".join(f"{feed.id} ({feed.title})" for feed in found[:8])
        raise UsageError(
            _("{name} means several feeds; name one by its number: {listing}.").format(name=name, listing=listing)
        )
    return found[0]
