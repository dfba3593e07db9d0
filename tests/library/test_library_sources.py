"""Sources of other packages: whatever one does spoils its own row, and holds nobody else's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from careless import Plugin
from haowai_tui.errors import SourceError
from haowai_tui.library import Library
from haowai_tui.library import refresh as refreshing
from haowai_tui.library.events import FeedDone, FeedFailed, FeedStarted, RefreshEvent, RefreshFinished
from haowai_tui.model import Entry, FeedData
from haowai_tui.sources.apart import apart
from haowai_tui.sources.contract import Context, Request
from servers import Answer, rss, serve


def refreshed(library: Library, *, force: bool = False) -> list[RefreshEvent]:
    async def run() -> list[RefreshEvent]:
        return [event async for event in library.refresh(force=force)]

    return asyncio.run(asyncio.wait_for(run(), 60))


def subscribe(library: Library, *addresses: str) -> None:
    outlines = "".join(f'<outline xmlUrl="{address}"/>' for address in addresses)
    done = library.import_opml(f"<opml version='2.0'><body>{outlines}</body></opml>".encode())
    assert len(done.added) == len(addresses)


def raises(error: BaseException) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


@pytest.mark.parametrize(
    "act",
    [
        raises(RuntimeError("http://me:hunter2@example.org/ broke")),
        raises(SystemExit(3)),
        raises(asyncio.CancelledError()),
        raises(RecursionError()),
        lambda: None,
        lambda: "<rss/>",
        lambda: FeedData(entries=(None,)),  # type: ignore[arg-type]
        lambda: FeedData(entries=(Entry(title=7),)),  # type: ignore[arg-type]
        lambda: FeedData(entries=(Entry(title="x", guid=b"y"),)),  # type: ignore[arg-type]
        lambda: FeedData(title=object()),  # type: ignore[arg-type]
    ],
    ids=["raises", "exits", "cancels", "recurses", "none", "text", "no entries", "number", "bytes", "object"],
)
def test_a_source_that_fails_in_any_way_spoils_its_own_row_alone(
    library: Library, plugin: type[Plugin], act: Callable[[], object], tmp_path: Path
) -> None:
    plugin.act = staticmethod(act)  # type: ignore[assignment]
    with serve({"/good": Answer(rss("晨报"))}) as server:
        subscribe(library, "careless:one", server.url + "/good")
        events = refreshed(library)
    assert events[-1] == RefreshFinished(done=1, failed=1, skipped=0, new=3)
    (failed,) = [event for event in events if isinstance(event, FeedFailed)]
    assert "careless" in failed.sentence and library.feed(failed.feed_id).error == failed.sentence
    log = tmp_path / "data" / "haowai.log"
    assert "careless" in log.read_text("utf-8") and "hunter2" not in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_functions_of_a_source_that_never_come_back_hold_nothing_else(
    library: Library, plugin: type[Plugin], monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    async def fetch(_plugin: Plugin, _request: Request, context: Context) -> object:
        return await context.workers.run(released.wait, 60)

    monkeypatch.setattr(plugin, "fetch", fetch)
    monkeypatch.setattr(refreshing, "_SOURCE_SECONDS", 0.0)
    library.settings = replace(library.settings, net=replace(library.settings.net, timeout=1.0))
    subscribe(library, *(f"careless:{number}" for number in range(40)))

    async def run() -> list[RefreshEvent]:
        try:
            async with asyncio.timeout(20):
                return [event async for event in library.refresh()]
        finally:
            released.set()

    events = asyncio.run(run())
    assert events[-1] == RefreshFinished(done=0, failed=40, skipped=0, new=0)


def test_a_source_that_blocks_its_event_loop_holds_no_other_feed(library: Library, plugin: type[Plugin]) -> None:
    good, was_free = threading.Event(), []

    def act() -> FeedData:
        was_free.append(good.wait(20))
        return FeedData(title="careless")

    plugin.act = staticmethod(act)
    with serve({f"/{number}": Answer(rss(f"晨报 {number}")) for number in range(3)}) as server:
        subscribe(library, "careless:one", *(f"{server.url}/{number}" for number in range(3)))

        async def run() -> list[RefreshEvent]:
            events = []
            async for event in library.refresh():
                events.append(event)
                if sum(isinstance(one, FeedDone) for one in events) == 3:
                    good.set()
            return events

        events = asyncio.run(run())
    assert was_free == [True]
    assert events[-1] == RefreshFinished(done=4, failed=0, skipped=0, new=9)


def test_a_source_that_blocks_for_ever_is_named_and_the_log_says_where(
    library: Library, plugin: type[Plugin], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    released = threading.Event()
    plugin.act = staticmethod(lambda: released.wait(60))
    monkeypatch.setattr(refreshing, "_SOURCE_SECONDS", 0.0)
    library.settings = replace(library.settings, net=replace(library.settings.net, timeout=1.0))
    subscribe(library, "careless:one", "careless:two")
    try:
        failed = [event for event in refreshed(library) if isinstance(event, FeedFailed)]
    finally:
        released.set()
    assert len(failed) == 2 and all("careless is busy with itself" in event.sentence for event in failed)
    assert "released.wait" in (tmp_path / "data" / "haowai.log").read_text("utf-8")


def test_what_a_source_of_another_package_may_use_works_from_where_it_runs(
    library: Library, plugin: type[Plugin], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    async def fetch(_plugin: Plugin, request: Request, context: Context) -> FeedData:
        threads.append(threading.current_thread().name)
        answer = await context.client.get(request.address.removeprefix("careless:"), kind="feed", typed=True)
        assert context.client.limits.timeout and await context.workers.run(len, "三个字") == 3
        return await context.workers.parse_feed(
            answer.body, charset="", address=answer.url, content_type=answer.content_type
        )

    monkeypatch.setattr(plugin, "fetch", fetch)
    with serve({"/f": Answer(rss("晨报"))}) as server:
        subscribe(library, f"careless:{server.url}/f", f"careless:{server.url}/none")
        events = refreshed(library)
    assert events[-1] == RefreshFinished(done=1, failed=1, skipped=0, new=3)
    assert "404" in next(event.sentence for event in events if isinstance(event, FeedFailed))
    assert set(threads) == {"source-careless"}


def test_a_refresh_that_is_stopped_ends_what_such_a_source_waits_for(
    library: Library, plugin: type[Plugin], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    asked, silent = threading.Event(), threading.Event()

    def wait(_handler: object) -> None:
        asked.set()
        silent.wait(20)

    async def fetch(_plugin: Plugin, request: Request, context: Context) -> FeedData:
        try:
            await context.client.get(request.address.removeprefix("careless:"), typed=True)
        except BaseException as error:
            ended.append(type(error).__name__)
            raise
        return FeedData()

    monkeypatch.setattr(plugin, "fetch", fetch)
    with serve({"/f": wait}) as server:
        subscribe(library, f"careless:{server.url}/f")

        async def run() -> None:
            stream = library.refresh()
            async for event in stream:
                if isinstance(event, FeedStarted):
                    await asyncio.to_thread(asked.wait, 20)
                    break
            await stream.aclose()

        asyncio.run(asyncio.wait_for(run(), 20))
        asyncio.run(apart("careless").ask(lambda: asyncio.sleep(0)))
        silent.set()
    assert ended == ["CancelledError"]


def test_a_source_that_breaks_while_looking_for_feeds_is_a_sentence(library: Library, plugin: type[Plugin]) -> None:
    plugin.act = staticmethod(raises(KeyError("x")))  # type: ignore[assignment]
    with pytest.raises(SourceError, match="careless"):
        asyncio.run(library.resolve("careless:one"))
