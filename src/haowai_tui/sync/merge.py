"""What becomes of an action that waited, now that it is seen what the server has."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from haowai_tui.model.sync import Pending


class Verdict(Enum):
    """What to do with an action that waits."""

    SEND = auto()
    DONE = auto()
    YIELD = auto()
    """The server's flag stands, and is taken over here."""


def decide(action: Pending, server: bool | None, changed: datetime | None) -> Verdict:
    """Merge the last action on a flag with what the server has now: None when it told of no change since the last
    sync. `changed` is when it says that the article changed last, where it does.

    A flag has two values, so there is something to decide only where the reader set it back to what it was while it
    changed on the server: anything else either is so already, or starts from what the server still has. The later of
    the two wins where the server keeps times; where it does not, the one that arrives last, as servers have it. A star
    stays in either case.
    """
    value, base = action.value == "1", action.base == "1"
    here = base if server is None else server
    if action.tried:
        # The server may have got it, or an earlier one: what it has then says nothing of others.
        return Verdict.SEND
    if here == value:
        return Verdict.DONE
    if value != base:
        return Verdict.SEND
    if action.what == "starred":
        return Verdict.SEND if value else Verdict.YIELD
    return Verdict.YIELD if changed is not None and changed > action.at else Verdict.SEND
