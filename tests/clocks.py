"""Clocks that are wrong."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest

ASKED = (
    "library.refresh", "library.shelving", "net.client", "locale.dates", "library.library", "store.state",
    "library.health", "store.undo", "store.outbox", "tui.screens.passing_on", "tui.screens.days",
    "library.phrases", "library.finding", "library.stories", "library.insight", "library.comparing",
)  # fmt: skip
"""The modules that ask what time it is while a reader refreshes, reads and marks."""


class Clock:
    """What the program takes for the time, moved by `ahead`; monotonic clocks go on as they do."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        clock = self

        class Moved(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(time.time() + clock.ahead.total_seconds(), tz)

        for name in ASKED:
            module = importlib.import_module(f"haowai_tui.{name}")
            if hasattr(module, "datetime"):
                patch.setattr(module, "datetime", Moved)


@contextmanager
def standing_in(zone: str) -> Iterator[None]:
    """Be in a zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
