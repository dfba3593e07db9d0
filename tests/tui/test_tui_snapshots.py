from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui import prepare_environment

prepare_environment()

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=8)))


class Clock(datetime):
    """A clock that stands still, so that pictures of the screen do not age."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    for module in ("headlines", "teasers"):
        monkeypatch.setattr(f"haowai_tui.tui.widgets.{module}.datetime", Clock)
    monkeypatch.setattr("haowai_tui.tui.screens.showing.datetime", Clock)
    for module in ("insight", "library", "phrases", "stories"):
        monkeypatch.setattr(f"haowai_tui.library.{module}.datetime", Clock)
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    yield
    os.environ.pop("TZ")
    time.tzset()
    set_language("en")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_sample_edition_looks_as_it_did(
    size: tuple[int, int], language: str, snap_compare: Callable[..., bool], tmp_path: Path, still: None
) -> None:
    from haowai_tui.tui.app import HaowaiApp

    set_language(language)

    async def settle(pilot: Any) -> None:
        for _ in range(4):
            await pilot.pause(0.1)
            await pilot.app.workers.wait_for_complete()

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        assert snap_compare(HaowaiApp(library), terminal_size=size, run_before=settle)
