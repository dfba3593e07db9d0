"""What a reader did, so that it can be taken back."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Done(Struct, frozen=True, kw_only=True):
    """An action that can be undone: its kind ("read", "mark_list_read", "remove_feed" ...), what it was about (a
    feed's name, a tag; may be empty), and how many articles or other rows it changed."""

    id: int
    at: datetime
    kind: str
    about: str
    number: int
