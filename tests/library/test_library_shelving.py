from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.config import RuleSettings, Settings
from haowai_tui.errors import StoreBusyError
from haowai_tui.library import Library
from haowai_tui.library.shelving import Shelf, Shelved
from haowai_tui.model import Entry, Feed, FeedData, Validators
from servers import Answer, rss, serve

SETTINGS = Settings(rules=(RuleSettings(query="title:渡口", do=("notify",)),))


def subscribed(library: Library, count: int) -> list[Feed]:
    return [library._store.add_feed(f"https://example.org/{n}", source="feed") for n in range(count)]


def shelved(library: Library, *fetched: tuple[Feed, FeedData]) -> list[Shelved | BaseException]:
    async def run() -> list[Shelved | BaseException]:
        async with Shelf(library._store, SETTINGS) as shelf:
            putting = (shelf.put(feed, data) for feed, data in fetched)
            return await asyncio.gather(*putting, return_exceptions=True)

    return asyncio.run(run())


def entries(*titles: str) -> tuple[Entry, ...]:
    return tuple(Entry(guid=title, title=title) for title in titles)


def test_feeds_in_which_nothing_is_new_are_noted_in_one_transaction(library: Library) -> None:
    feeds = subscribed(library, 40)
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=9)
    data = FeedData(not_modified=True, validators=Validators(etag='"2"'), next_due=soon)
    before = library._store._db.commits
    shelved(library, *((feed, data) for feed in feeds))
    assert library._store._db.commits == before + 1
    assert {feed.validators.etag for feed in library.feeds()} == {'"2"'}
    assert all(feed.last_success and feed.next_due == data.next_due for feed in library.feeds())


def test_what_comes_together_is_stored_together_and_told_apart(library: Library) -> None:
    feeds = subscribed(library, 3)
    before = library._store._db.commits
    one, two, three = shelved(
        library,
        (feeds[0], FeedData(title="一", entries=entries("青萍渡口重新开放", "晴"))),
        (feeds[1], FeedData(not_modified=True)),
        (feeds[2], FeedData(title="三", entries=entries("雨"))),
    )
    assert isinstance(one, Shelved) and isinstance(two, Shelved) and isinstance(three, Shelved)
    assert (len(one.stored.new), len(two.stored.new), len(three.stored.new)) == (2, 0, 1)
    assert [told.article_id for told in one.tell] == [one.stored.new[0]] and three.tell == ()
    # One for the articles, one for the counter of the rule that ran over all of them.
    assert library._store._db.commits == before + 2


def test_a_transaction_holds_no_more_than_the_reader_can_wait_for(library: Library) -> None:
    feeds = subscribed(library, 4)
    before = library._store._db.commits
    data = FeedData(entries=entries(*(str(number) for number in range(150))))
    shelved(library, *((feed, data) for feed in feeds))
    assert library._store._db.commits == before + 2


@pytest.mark.parametrize("bad", [FeedData(entries=(Entry(title=7),)), FeedData(title=object()), FeedData(entries=None)])  # type: ignore[arg-type]
def test_what_cannot_be_stored_spoils_nothing_that_came_with_it(library: Library, bad: FeedData) -> None:
    feeds = subscribed(library, 3)
    good = FeedData(entries=entries("晴", "雨"))
    first, second, third = shelved(library, (feeds[0], good), (feeds[1], bad), (feeds[2], good))
    assert isinstance(second, Exception)
    assert isinstance(first, Shelved) and isinstance(third, Shelved)
    assert len(first.stored.new) == len(third.stored.new) == 2
    assert [feed.total for feed in sorted(library.feeds(), key=lambda feed: feed.id)] == [2, 0, 2]


def test_a_feed_that_was_removed_meanwhile_takes_no_other_with_it(library: Library) -> None:
    feeds = subscribed(library, 2)
    library.remove_feed(feeds[0].id)
    gone, there = shelved(library, *((feed, FeedData(entries=entries("晴"))) for feed in feeds))
    assert isinstance(gone, Exception) and isinstance(there, Shelved)


def test_a_database_in_trouble_is_tried_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def busy(fetched: object, **_options: object) -> None:
        asked.append(fetched)
        raise StoreBusyError("busy")

    feeds = subscribed(library, 3)
    monkeypatch.setattr(library._store, "store_feeds", busy)
    results = shelved(library, *((feed, FeedData(entries=entries("晴"))) for feed in feeds))
    assert [type(result) for result in results] == [StoreBusyError] * 3 and len(asked) == 1


def test_what_is_not_under_way_when_a_refresh_is_stopped_is_not_stored(library: Library) -> None:
    feeds = subscribed(library, 3)
    data = FeedData(entries=entries(*(str(number) for number in range(250))))

    async def run() -> None:
        async with Shelf(library._store, SETTINGS) as shelf:
            putting = [asyncio.create_task(shelf.put(feed, data)) for feed in feeds]
            await putting[0]
            for task in putting:
                task.cancel()

    asyncio.run(run())
    totals = [feed.total for feed in library.feeds()]
    assert sorted(totals)[-1] == 250 and set(totals) <= {0, 250} and 0 in totals


def test_a_refresh_that_brings_nothing_new_needs_no_parser(tmp_path: Path) -> None:
    code = "from haowai_tui.__main__ import main\nmain(['refresh', '--force'])\nimport sys\nprint(*sys.modules)"
    env = {**os.environ, "HAOWAI_HOME": str(tmp_path)}

    def refresh() -> set[str]:
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
        return set(run.stdout.splitlines()[-1].split())

    with serve({"/f": Answer(rss("晨报"), etag='"1"')}) as server:
        (tmp_path / "feeds.opml").write_text(
            f"<opml version='2.0'><body><outline xmlUrl='{server.url}/f'/></body></opml>"
        )
        main = [sys.executable, "-m", "haowai_tui", "import", str(tmp_path / "feeds.opml")]
        subprocess.run(main, check=True, capture_output=True, env=env)
        refresh()
        imported = refresh()
        assert server.statuses[304] == 1
    heavy = {"feedparser", "selectolax", "resiliparse", "haowai_tui.markup", "haowai_tui.library.insight"}
    assert not imported & (
        heavy | {"haowai_tui.store.index", "haowai_tui.insight.affinity", "haowai_tui.sources.parse"}
    )
