"""The reader's own program is told of what arrived."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

from haowai_tui.config import Settings, ShareSettings, paths
from haowai_tui.library import Library
from haowai_tui.library.events import HookFailed, RefreshEvent, RefreshFinished
from haowai_tui.locale import set_language
from servers import Answer, rss, serve

RECORD = """
import json, sys
with open(sys.argv[1], "a") as file:
    file.write(json.dumps({"words": sys.argv[2:], "data": json.load(sys.stdin)}) + "\\n")
"""


async def gathered(events: AsyncGenerator[RefreshEvent, None]) -> list[RefreshEvent]:
    return [event async for event in events]


def refreshed(library: Library) -> list[RefreshEvent]:
    return asyncio.run(gathered(library.refresh(force=True)))


def test_the_program_gets_headlines_as_words_and_json_once(tmp_path: Path) -> None:
    record = tmp_path / "record"
    program = (sys.executable, "-c", RECORD, str(record))
    with (
        serve({"/feed": Answer(rss("江城晚报", 2, word="--flag $(id)"))}) as server,
        Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings(share=ShareSettings(on_new=program))) as library,
    ):
        library._store.add_feed(server.url + "/feed", source="feed", title="江城晚报")
        refreshed(library)
        refreshed(library)
    (told,) = map(json.loads, record.read_text().splitlines())
    assert told["words"] == ["flag $(id) 0", "flag $(id) 1"]
    assert [item["title"] for item in told["data"]] == ["--flag $(id) 0", "--flag $(id) 1"]
    assert {item["feed"] for item in told["data"]} == {"江城晚报"}


def test_a_program_that_fails_is_a_sentence_and_the_refresh_ends_well(tmp_path: Path) -> None:
    set_language("en")
    settings = Settings(share=ShareSettings(on_new=(sys.executable, "-c", "import sys; sys.exit('no bell')")))
    with (
        serve({"/feed": Answer(rss("江城晚报", 2))}) as server,
        Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as library,
    ):
        library._store.add_feed(server.url + "/feed", source="feed", title="江城晚报")
        events = refreshed(library)
    (failed,) = [event for event in events if isinstance(event, HookFailed)]
    assert "no bell" in failed.sentence
    last = events[-1]
    assert isinstance(last, RefreshFinished) and last.new == 2 and not last.failed
