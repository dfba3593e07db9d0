"""Telling the reader of what rules notify: in the status line, and by the terminal or the desktop if they look away."""

from __future__ import annotations

import os

from haowai_tui.library.events import Notified
from haowai_tui.locale.numbers import counted
from haowai_tui.tui.notices import notice_sequence, notice_way
from haowai_tui.tui.screens.marking import Marking


class Telling(Marking):
    """One notice for all that a refresh brought."""

    to_tell: list[Notified] = []  # noqa: RUF012 - each refresh begins with a list of its own

    def tell_reader(self) -> None:
        """Tell of what was notified in the refresh that has ended."""
        if not self.to_tell:
            return
        title, text = notice_of(self.to_tell)
        self.to_tell = []
        self.say(f"! {text} ({title})", stay=True)
        way = notice_way(self.library.settings.share.notify, os.environ)
        if way == "desktop":
            self.start(self.ask(self.library.tell_desktop, title, text), group="notice")
        elif sequence := notice_sequence(way, title, text, os.environ):
            self.reader_app.write_escape(sequence)


def notice_of(told: list[Notified]) -> tuple[str, str]:
    """The heading and the line of one notice about all of them: the first, and how many more there are."""
    first, more = told[0], len(told) - 1
    if not more:
        return first.feed_title, first.title
    rest = counted("{title}, and {count} more", "{title}, and {count} more", more, title=first.title)
    return first.feed_title, rest
