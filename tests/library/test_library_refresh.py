from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from haowai_tui.config import NetSettings, Settings, paths
from haowai_tui.errors import HaowaiError, SourceError, StoreBusyError
from haowai_tui.library import Library
from haowai_tui.library import refresh as refreshing
from haowai_tui.library.events import FeedDone, FeedFailed, FeedSkipped, FeedStarted, RefreshEvent, RefreshFinished
from haowai_tui.library.shelving import Shelf, Shelved
from haowai_tui.model import Entry, Feed, FeedData, Selection
from haowai_tui.sources import registry
from haowai_tui.sources.apart import apart
from haowai_tui.sources.contract import Capability, Context, Request
from servers import Answer, rss, serve


def refreshed(library: Library, *, force: bool = False) -> list[RefreshEvent]:
    async def run() -> list[RefreshEvent]:
        return [event async for event in library.refresh(force=force)]

    return asyncio.run(asyncio.wait_for(run(), 60))


def subscribe(library: Library, *addresses: str) -> None:
    outlines = "".join(f'<outline xmlUrl="{address}"/>' for address in addresses)
    done = library.import_opml(f"<opml version='2.0'><body>{outlines}</body></opml>".encode())
    assert len(done.added) == len(addresses)


class Plugin:
    """A source of a careless author: `act` is what it does when asked for a feed."""

    name = title = "careless"
    capabilities = Capability.ARTICLES | Capability.DISCOVER
    act: Callable[[], object] = FeedData

    def recognises(self, address: str) -> int:
        return 100 if address.startswith("careless:") else 0

    async def fetch(self, request: Request, context: Context) -> object:
        return type(self).act()

    async def article(self, link: str, context: Context) -> Entry:
        return Entry()

    async def discover(self, address: str, context: Context) -> object:
        return type(self).act()


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Plugin]]:
    """The careless source, installed as if by another package."""
    point = SimpleNamespace(name="careless", dist=None, load=lambda: Plugin)
    registry.forget()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [point])
    yield Plugin
    monkeypatch.undo()
    registry.forget()


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


def test_an_article_edited_by_its_publisher_is_updated_in_place_and_stays_read(library: Library) -> None:
    with serve({"/f": Answer(rss("晨报", word="旧闻"))}) as server:
        subscribe(library, server.url + "/f")
        refreshed(library)
        before = {row.id: row.title for row in library.headlines(Selection())}
        library.set_read(list(before), True)
        library.set_starred([min(before)], True)
        server.routes["/f"] = Answer(rss("晨报", word="新闻"))
        (done,) = [event for event in refreshed(library) if isinstance(event, FeedDone)]
    assert (done.new, done.updated) == (0, 3)
    after = library.headlines(Selection())
    assert {row.id for row in after} == set(before) and all(row.read for row in after)
    assert all(row.title.startswith("新闻") for row in after) and library.article(min(before)).starred
    assert library.count(Selection(terms=("旧闻",))) == 0 and library.count(Selection(terms=("新闻",))) == 3


def test_a_feed_that_failed_is_left_alone_unless_it_is_asked_for(library: Library) -> None:
    with serve({"/f": Answer(status=500)}) as server:
        subscribe(library, server.url + "/f")
        assert isinstance(refreshed(library)[-2], FeedFailed)
        assert [type(event) for event in refreshed(library)[1:-1]] == [FeedSkipped]
        assert server.requests["/f"] == 1
        server.routes["/f"] = Answer(rss("晨报"))
        assert isinstance(refreshed(library, force=True)[-2], FeedDone)
        assert server.requests["/f"] == 2
        (feed,) = library.feeds()
        assert (feed.error, feed.failures, feed.title) == ("", 0, "晨报")


def test_being_offline_is_no_failure_of_the_feed(library: Library) -> None:
    subscribe(library, "http://127.0.0.1:9/feed.xml")
    assert isinstance(refreshed(library)[-2], FeedFailed)
    assert library.feeds()[0].next_due is None


def test_a_refresh_tells_a_missing_network_from_a_feed_that_fails(library: Library) -> None:
    def end() -> RefreshFinished:
        finished = refreshed(library, force=True)[-1]
        assert isinstance(finished, RefreshFinished)
        return finished

    with serve({"/feed": Answer(rss("Here"))}) as server:
        subscribe(library, "http://127.0.0.1:1/feed")
        assert end().offline
        subscribe(library, f"{server.url}/feed")
        finished = end()
        assert (finished.done, finished.failed, finished.offline) == (1, 1, False)


def test_a_server_that_asks_for_time_is_given_it(library: Library) -> None:
    with serve({"/f": Answer(status=429, headers={"Retry-After": "7200"})}) as server:
        subscribe(library, server.url + "/f")
        refreshed(library)
    feed = library.feeds()[0]
    assert feed.next_due is not None and feed.last_attempt is not None
    assert 7100 < (feed.next_due - feed.last_attempt).total_seconds() < 7300


def test_a_feed_that_moved_to_one_that_is_there_already_keeps_its_address(library: Library) -> None:
    moved = Answer(status=301, headers={"Location": "/new"})
    with serve({"/old": moved, "/new": Answer(rss("晨报"))}) as server:
        subscribe(library, server.url + "/old", server.url + "/new")
        assert refreshed(library)[-1] == RefreshFinished(done=2, failed=0, skipped=0, new=6)
        assert {feed.address for feed in library.feeds()} == {server.url + "/old", server.url + "/new"}


def test_a_feed_removed_during_the_refresh_does_not_hold_it_up(library: Library) -> None:
    gate = threading.Event()
    with serve({"/slow": Answer(rss("慢"), wait=gate), "/f": Answer(rss("晨报"))}) as server:
        subscribe(library, server.url + "/slow", server.url + "/f")

        async def run() -> list[RefreshEvent]:
            events = []
            async for event in library.refresh():
                events.append(event)
                if isinstance(event, FeedDone):
                    (slow,) = [feed.id for feed in library.feeds() if feed.address.endswith("/slow")]
                    library.remove_feed(slow)
                    gate.set()
            return events

        events = asyncio.run(asyncio.wait_for(run(), 30))
    assert events[-1] == RefreshFinished(done=1, failed=0, skipped=1, new=3)
    assert len(library.feeds()) == 1 and library.counts().total == 3


def test_the_next_feed_is_asked_before_it_is_noted_that_one_has_nothing_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(net=NetSettings(in_flight=1))
    asked: list[int] = []
    routes = {f"/{n}": Answer(rss(f"报 {n}"), etag='"1"') for n in range(3)}
    with serve(routes) as server, Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as library:
        subscribe(library, *(server.url + path for path in routes))
        refreshed(library)
        store_feeds = library._store.store_feeds

        def when_all_are_asked(items: object, **options: object) -> object:
            until = time.monotonic() + 20
            while server.statuses[304] < 3 and time.monotonic() < until:
                time.sleep(0.01)
            asked.append(server.statuses[304])
            return store_feeds(items, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(library._store, "store_feeds", when_all_are_asked)
        assert refreshed(library)[-1] == RefreshFinished(done=3, failed=0, skipped=0, new=0)
        assert asked[0] == 3


def test_feeds_are_looked_up_before_their_turn_and_many_at_once(
    plugin: type[Plugin], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    settings = Settings(net=NetSettings(in_flight=2))
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as library:
        feeds = [library._store.add_feed(f"careless:{n}", source="careless", title=str(n)) for n in range(40)]
        look = library._store.feeds

        def counted(ids: set[int] | None = None) -> object:
            if ids is not None:
                asked.append(len(ids))
            return look(ids)

        monkeypatch.setattr(library._store, "feeds", counted)
        monkeypatch.setattr(refreshing, "_A_MOMENT", 3600.0)
        refreshed(library)
        assert asked == [len(feeds)]
        # What was looked up too long ago is looked up again: it may have been removed since.
        monkeypatch.setattr(refreshing, "_A_MOMENT", 0.0)
        refreshed(library, force=True)
        assert len(asked) > 10


@pytest.mark.parametrize(("alone", "transactions"), [(False, [2, 2, 2]), (True, [5, 1])])
def test_what_came_together_is_stored_in_larger_pieces_when_nobody_reads_meanwhile(
    plugin: type[Plugin], library: Library, monkeypatch: pytest.MonkeyPatch, alone: bool, transactions: list[int]
) -> None:
    entries = tuple(Entry(guid=str(number), title=f"No. {number}") for number in range(100))
    plugin.act = staticmethod(lambda: FeedData(entries=entries))
    for number in range(6):
        library._store.add_feed(f"careless:{number}", source="careless", title=str(number))
    gate = asyncio.Event()
    put, stored = Shelf.put, []
    shelve = Shelf._shelve

    async def when_all_came(shelf: Shelf, feed: Feed, data: FeedData) -> Shelved:
        came.append(feed.id)
        if len(came) == 6:
            gate.set()
        await gate.wait()
        return await put(shelf, feed, data)

    def counted(shelf: Shelf, batch: Sequence[object]) -> object:
        stored.append(len(batch))
        return shelve(shelf, batch)  # type: ignore[arg-type]

    came: list[int] = []
    monkeypatch.setattr(Shelf, "put", when_all_came)
    monkeypatch.setattr(Shelf, "_shelve", counted)

    async def run() -> None:
        async for _event in library.refresh(alone=alone):
            pass

    asyncio.run(asyncio.wait_for(run(), 30))
    assert library.counts().total == 600
    assert stored == transactions


def test_feeds_that_wait_their_turn_at_a_slow_host_are_not_failures(tmp_path: Path) -> None:
    def slow(handler: object) -> None:
        threading.Event().wait(0.4)
        body = rss("慢")
        handler.send_response(200)  # type: ignore[attr-defined]
        handler.send_header("Content-Length", str(len(body)))  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        handler.wfile.write(body)  # type: ignore[attr-defined]

    settings = Settings(net=NetSettings(timeout=1.5, per_host=2))
    with (
        serve({f"/{n}": slow for n in range(14)}) as server,
        Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as library,
    ):
        subscribe(library, *(f"{server.url}/{n}" for n in range(14)))
        finished = refreshed(library)[-1]
    assert isinstance(finished, RefreshFinished) and finished.done == 14


def test_a_database_in_trouble_ends_the_refresh_with_its_sentence(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_options: object) -> None:
        raise StoreBusyError("busy")

    with serve({"/f": Answer(rss("晨报"))}) as server:
        subscribe(library, server.url + "/f")
        monkeypatch.setattr(library._store, "store_feeds", busy)
        with pytest.raises(StoreBusyError):
            refreshed(library)


def test_a_refresh_that_is_cancelled_keeps_what_was_finished_and_can_run_again(library: Library) -> None:
    gate = threading.Event()
    routes = {f"/{n}": Answer(rss(f"报 {n}")) for n in range(3)} | {"/slow": Answer(rss("慢"), wait=gate)}

    async def run() -> None:
        third = asyncio.Event()

        async def follow() -> None:
            done = 0
            async for event in library.refresh():
                done += isinstance(event, FeedDone)
                if done == 3:
                    third.set()

        task = asyncio.create_task(follow())
        await asyncio.wait_for(third.wait(), 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with serve(routes) as server:
        subscribe(library, *(server.url + path for path in routes))
        asyncio.run(run())
        gate.set()
        assert library.counts().total == 9
        assert library.feeds()[0].error == ""
        finished = refreshed(library)[-1]
        assert isinstance(finished, RefreshFinished) and finished.failed == 0
    assert library.counts().total == 12


def test_a_refresh_in_its_own_thread_leaves_the_library_to_others(library: Library) -> None:
    gate = threading.Event()
    routes = {f"/{n}": Answer(rss(f"报 {n}", 20)) for n in range(10)} | {"/slow": Answer(rss("慢"), wait=gate)}
    with serve(routes) as server:
        subscribe(library, *(server.url + path for path in routes))
        seen: list[RefreshEvent] = []
        thread = threading.Thread(target=lambda: seen.extend(refreshed(library)))
        thread.start()
        errors: list[BaseException] = []

        def read() -> None:
            try:
                for _round in range(30):
                    rows = library.headlines(Selection(unread=True), limit=5)
                    library.set_read([row.id for row in rows], True)
                    library.counts()
                    library.feeds()
            except (HaowaiError, OSError, ValueError, RuntimeError) as error:
                errors.append(error)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(60)
        gate.set()
        thread.join(60)
    assert not errors and isinstance(seen[-1], RefreshFinished) and seen[-1].done == 11
    assert sum(isinstance(event, FeedStarted) for event in seen) == 11
    assert library.counts().unread == library.count(Selection(unread=True))


def test_a_fault_in_looking_feeds_up_ends_the_refresh_instead_of_holding_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(library, *(f"http://127.0.0.1:9/{number}" for number in range(3)))
    whole = type(library._store).feeds

    def feeds(store: object, ids: object = None) -> object:
        if ids is not None:
            raise LookupError("not as it should be")
        return whole(library._store)

    monkeypatch.setattr(type(library._store), "feeds", feeds)

    async def run() -> None:
        async for _event in library.refresh(force=True):
            pass

    with pytest.raises(LookupError):
        asyncio.run(asyncio.wait_for(run(), 60))


def test_feeds_that_are_asked_for_at_once_are_looked_up_together(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(library, *(f"http://127.0.0.1:9/{number}" for number in range(30)))
    asked: list[int] = []
    whole = type(library._store).feeds

    def feeds(store: object, ids: set[int] | None = None) -> object:
        asked.extend([] if ids is None else [len(ids)])
        return whole(library._store, ids)

    monkeypatch.setattr(type(library._store), "feeds", feeds)
    monkeypatch.setattr(refreshing, "_A_MOMENT", 3600.0)
    events = refreshed(library, force=True)
    assert sum(isinstance(event, FeedFailed) for event in events) == 30
    assert sum(asked) == 30 and len(asked) < 30
