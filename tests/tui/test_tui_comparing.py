"""What a refresh left uncompared is compared while the reader reads."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live


def test_what_another_process_fetched_is_compared_beside_reading(tmp_path: Path) -> None:
    text = "白鹭号渡轮昨夜在青麦海峡与货轮相撞后沉没，119人获救，船长任海声最后离船。"
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        now = datetime.now(UTC)
        for name in ("晨报", "晚报"):
            feed = library._store.add_feed(f"folder:/{name}", source="folder", title=name)
            entries = tuple(
                Entry(guid=str(n), title=f"渡轮沉没 {n}", blocks=(Paragraph((Span(text + str(n)),)),), published=now)
                for n in range(12)
            )
            library._store.store_feed(feed.id, FeedData(entries=entries), now=now)
        assert not library.is_all_compared()

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            for _wait in range(200):
                if library.is_all_compared():
                    break
                await asyncio.sleep(0.05)
            assert library.is_all_compared()
            assert library.story_of(1) is not None

        live(library, day)
