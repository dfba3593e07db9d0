from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from greaderface import GReaderFace
from haowai_tui.config import GeneralSettings, InsightSettings, NetSettings, RuleSettings, Settings
from haowai_tui.errors import NotFoundError, SyncAuthError, UsageError
from haowai_tui.library.events import SyncProgress
from haowai_tui.model import Selection
from haowai_tui.sync.contract import Limits
from syncing import Device, hurry
from syncworld import Server, World, serve_world

SETTINGS = Settings(
    net=NetSettings(proxy_from_environment=False), insight=InsightSettings(mark_copies=False), general=GeneralSettings()
)


@pytest.fixture
def world() -> World:
    world = World()
    world.add_feed("harbour", items=6, category="News")
    world.add_feed("山风", items=3)
    return world


@pytest.fixture
def server(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    hurry(monkeypatch, "greader", Limits(ids=2, articles=2))
    hurry(monkeypatch, "freshrss", Limits(ids=2, articles=4, read_to_mark=True))
    with serve_world(world, GReaderFace) as server:
        yield server


@pytest.fixture
def device(server: Server, tmp_path: Path) -> Iterator[Device]:
    """A machine with an account that has synced once."""
    device = Device(tmp_path / "one", SETTINGS)
    device.join("greader", server.url)
    device.synced()
    yield device
    device.close()


@pytest.fixture
def other(server: Server, tmp_path: Path) -> Iterator[Device]:
    """Another machine of the same reader."""
    device = Device(tmp_path / "two", SETTINGS)
    device.join("greader", server.url)
    device.synced()
    yield device
    device.close()


def test_the_first_sync_brings_feeds_folders_articles_and_marks(world: World, server: Server, tmp_path: Path) -> None:
    first, second = list(world.items.values())[:2]
    first.read, second.starred = True, True
    device = Device(tmp_path / "one", SETTINGS)
    assert device.join("greader", server.url) == "anna"
    done = device.synced()
    assert (done.new, done.sent) == (9, 0)
    assert device.state() == world.state()
    assert [(feed.title, feed.category) for feed in device.library.feeds()] == [
        ("Harbour", ("home", "News")),
        ("山风", ("home",)),
    ]
    article = device.library.article(device.rows()[0].id)
    assert article.title.startswith("山风 & ") and "全文" in str(article.blocks) and article.byline == "记者甲"
    assert device.library.find_feeds("harbour")[0].address == "https://harbour.example/feed.xml"
    assert device.library.headlines(device.library.parse_query("全文"), limit=20)


def test_what_is_read_and_starred_here_is_so_there_and_on_the_other_machine(
    world: World, device: Device, other: Device
) -> None:
    device.read(*device.rows()[:3])
    device.star(device.rows()[4])
    assert device.pending() == 4
    assert device.synced().sent == 4
    assert device.pending() == 0
    assert other.synced().changed == 4
    assert device.state() == other.state() == world.state()


def test_a_sync_with_nothing_new_asks_for_no_article(server: Server, device: Device) -> None:
    before = server.requests["POST /reader/api/0/stream/items/contents"]
    done = device.synced()
    assert (done.new, done.sent, done.changed) == (0, 0, 0)
    assert server.requests["POST /reader/api/0/stream/items/contents"] == before
    assert not server.requests["POST /reader/api/0/edit-tag"]


def test_a_sync_fetches_only_what_is_new(world: World, server: Server, device: Device) -> None:
    late = world.add_item(world.feeds[1])
    before = server.requests["POST /reader/api/0/stream/items/contents"]
    assert device.synced().new == 1
    assert server.requests["POST /reader/api/0/stream/items/contents"] == before + 1
    assert late.link in device.state()


def test_actions_survive_the_end_of_the_program_before_they_are_sent(world: World, device: Device) -> None:
    device.star(device.rows()[0])
    device = device.again()
    assert device.pending() == 1
    device.synced()
    assert device.state() == world.state()
    device.close()


def test_undoing_sends_the_contrary(world: World, device: Device) -> None:
    rows = device.rows()[:2]
    device.star(*rows)
    device.synced()
    device.library.undo()
    assert device.pending() == 2
    device.synced()
    assert not any(starred for _read, starred in world.state().values())
    assert device.state() == world.state()


def test_a_star_that_came_and_went_here_does_not_take_one_from_elsewhere(
    world: World, device: Device, other: Device
) -> None:
    link = device.rows()[0].link
    device.star(device.rows()[0])
    device.star(device.rows()[0], starred=False)
    other.star(next(row for row in other.rows() if row.link == link))
    other.synced()
    assert device.synced().kept == 1
    assert device.state()[link] == world.state()[link] == (False, True)


def test_a_sync_that_is_stopped_goes_on_where_it_was(server: Server, world: World, tmp_path: Path) -> None:
    device = Device(tmp_path / "one", SETTINGS)
    device.join("greader", server.url)
    events = device.sync(stop_after=4)
    assert isinstance(events[-1], SyncProgress) and events[-1].total == 9
    here = len(device.rows())
    assert 0 < here < 9
    asked = server.requests["POST /reader/api/0/stream/items/contents"]
    assert device.synced().new == 9 - here
    assert server.requests["POST /reader/api/0/stream/items/contents"] - asked <= (10 - here) // 2 + 1
    assert device.state() == world.state()


def test_what_the_server_got_and_could_not_confirm_is_sent_again(world: World, server: Server, device: Device) -> None:
    device.star(device.rows()[0])
    device.read(*device.rows()[1:4])
    login, lists = [""], [""] * 4
    world.faults.extend([*login, *lists, "", *["deaf"] * 3])
    device.failed()
    world.faults.clear()
    assert device.pending() > 0
    device.synced()
    assert device.pending() == 0 and device.state() == world.state()
    assert sum(starred for _read, starred in world.state().values()) == 1


def test_reading_a_long_list_is_one_request_and_spares_what_has_come_since(
    world: World, server: Server, tmp_path: Path
) -> None:
    device = Device(tmp_path / "one", SETTINGS)
    device.join("freshrss", server.url)
    device.synced()
    late = world.add_item(world.feeds[1])
    device.library.mark_read(Selection())
    device.synced()
    assert server.requests["POST /reader/api/0/mark-all-as-read"] == 2
    assert not server.requests["POST /reader/api/0/edit-tag"]
    assert not late.read and all(item.read for item in world.items.values() if item is not late)
    assert device.state() == world.state()


def test_a_list_is_not_read_whole_where_something_was_set_unread_elsewhere(
    world: World, server: Server, tmp_path: Path
) -> None:
    item = next(iter(world.items.values()))
    item.read = True
    device = Device(tmp_path / "one", SETTINGS)
    device.join("freshrss", server.url)
    device.synced()
    device.library.mark_read(Selection())
    item.read = False
    device.synced()
    assert not item.read
    assert device.state() == world.state()


def test_feeds_are_added_renamed_moved_and_removed_on_the_server(world: World, device: Device, other: Device) -> None:
    account = device.library.accounts()[0]
    added = device.library.add_to_account(account.name, "https://wind.example/feed.xml", category=("天气",))
    assert added.feed.category == ("home", "天气") and not added.existed
    harbour, mountain = (device.library.find_feeds(name)[0] for name in ("harbour", "山风"))
    device.library.rename_feed(harbour.id, "港口")
    device.library.move_feed(harbour.id, ("home", "海"))
    device.library.remove_feed(mountain.id)
    done = device.synced()
    assert done.refused == ()
    assert {(feed.title, feed.category) for feed in world.feeds.values()} == {("港口", "海"), ("Wind", "天气")}
    assert done.new == 2
    other.synced()
    assert [(feed.title, feed.category) for feed in other.library.feeds()] == [
        (feed.title, feed.category) for feed in device.library.feeds()
    ]
    assert device.state() == other.state() == world.state()


def test_removing_a_feed_and_thinking_better_of_it_sends_nothing(world: World, server: Server, device: Device) -> None:
    device.star(device.rows()[0])
    device.synced()
    device.library.remove_feed(device.library.find_feeds("harbour")[0].id)
    device.library.undo()
    device.synced()
    assert not server.requests["POST /reader/api/0/subscription/edit"]
    assert device.state() == world.state()


def test_a_feed_that_comes_back_after_all_gets_its_marks_again(world: World, device: Device) -> None:
    rows = [row for row in device.rows() if row.feed_title == "Harbour"]
    device.read(*rows[:2])
    device.star(rows[3])
    device.synced()
    here = {link: marks for link, marks in device.state().items() if "harbour" in link}
    kept = [item for item in world.items.values() if item.feed == 1]
    device.library.remove_feed(rows[0].feed_id)
    device.synced()
    assert 1 not in world.feeds
    device.library.undo()
    device.synced()
    feed = next(feed for feed in world.feeds.values() if "harbour" in feed.address)
    # The server knows the old articles by new ids.
    for item in kept:
        fresh = world.add_item(feed)
        fresh.link, fresh.read, fresh.starred = item.link, False, False
    device.synced()
    device.synced()
    state = world.state()
    assert {link: state[link] for link in here} == here
    assert device.state() == state


def test_a_feed_removed_elsewhere_goes_and_can_be_had_back(world: World, device: Device, other: Device) -> None:
    other.library.remove_feed(other.library.find_feeds("harbour")[0].id)
    other.synced()
    assert device.synced().removed == ("Harbour",)
    assert [feed.title for feed in device.library.feeds()] == ["山风"]
    assert device.library.undo()
    device.synced()
    assert any("harbour" in feed.address for feed in world.feeds.values())


def test_a_server_that_lost_its_list_takes_nothing_from_the_reader(world: World, device: Device) -> None:
    world.feeds.clear()
    assert "nothing was removed" in device.failed().sentence
    assert len(device.rows()) == 9


def test_a_feed_that_the_server_will_not_have_says_why(device: Device) -> None:
    device.library.add_to_account("home", "https://nothing.example/feed.xml")
    done = device.synced()
    assert "found no feed" in done.refused[0]
    assert "found no feed" in device.library.find_feeds("nothing.example")[0].error
    assert device.pending() == 0 and device.synced().refused == ()


def test_local_feeds_and_two_accounts_lie_side_by_side(
    world: World, server: Server, device: Device, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "note.md").write_text("# 便条\n\n写给自己。\n", "utf-8")
    device.library.import_opml(
        f'<opml version="2.0"><body><outline xmlUrl="{folder}" xmlns:haowai="urn:x"/></body></opml>'.encode()
    )
    device.join("greader", server.url, name="work")
    device.synced()
    assert len(device.rows()) == 18
    links = [row.link for row in device.rows()]
    device.read(next(row for row in device.rows() if links.count(row.link) == 2))
    assert device.pending() == 1
    device.synced()
    device.synced()
    assert sum(row.read for row in device.rows()) == 2
    removed = device.library.remove_account("work")
    assert removed.name == "work" and len(device.rows()) == 9
    assert sum(item.read for item in world.items.values()) == 1


def test_an_account_goes_but_its_feeds_may_stay(world: World, server: Server, device: Device) -> None:
    device.star(device.rows()[0])
    with pytest.raises(UsageError, match="not sent yet"):
        device.library.remove_account("home")
    device.library.remove_account("home", keep_feeds=True, force=True)
    assert len(device.rows()) == 9
    assert {feed.category for feed in device.library.feeds()} == {("News",), ()}
    device.read(device.rows()[1])
    assert device.library.sync_state().accounts == 0 and device.pending() == 0
    assert len(world.feeds) == 2
    with pytest.raises(NotFoundError):
        device.library.remove_account("home")


def test_a_wrong_password_is_a_sentence_and_adds_nothing(server: Server, tmp_path: Path) -> None:
    device = Device(tmp_path / "one", SETTINGS)
    with pytest.raises(SyncAuthError):
        device.join("greader", server.url, password="geheim-7")
    assert device.library.accounts() == []
    assert not any(b"geheim-7" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_password_that_was_changed_is_asked_for_again(world: World, server: Server, device: Device) -> None:
    world.password = "another"
    world.sessions.clear()
    device.star(device.rows()[0])
    failed = device.failed()
    assert "refuses the name or the password" in failed.sentence and failed.pending == 1
    assert device.library.sync_state().error == failed.sentence
    device.join("greader", server.url, password="another")
    assert device.synced().sent == 1
    assert device.library.sync_state().error == ""


def test_the_password_lies_in_a_file_of_the_readers_own_and_nowhere_else(
    world: World, server: Server, tmp_path: Path
) -> None:
    world.password = "canary-73x"
    device = Device(tmp_path / "one", SETTINGS)
    device.join("greader", server.url, password="canary-73x")
    device.synced()
    device.library.export_opml()
    device.close()
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and b"canary-73x" in path.read_bytes()]
    assert [path.name for path in holding] == ["accounts.json"]
    assert holding[0].stat().st_mode & 0o777 == 0o600


def test_rules_act_on_what_arrives_and_what_they_do_is_synced(world: World, server: Server, tmp_path: Path) -> None:
    rules = (RuleSettings(query="feed:harbour", do=("star",)),)
    device = Device(tmp_path / "one", Settings(net=SETTINGS.net, insight=SETTINGS.insight, rules=rules))
    device.join("greader", server.url)
    device.synced()
    device.synced()
    assert all(item.starred == (item.feed == 1) for item in world.items.values())


def test_what_is_read_and_old_is_not_forgotten_before_the_server_knows(
    world: World, server: Server, tmp_path: Path
) -> None:
    settings = Settings(net=SETTINGS.net, insight=SETTINGS.insight, general=GeneralSettings(keep_days=1))
    device = Device(tmp_path / "one", settings)
    device.join("greader", server.url)
    device.synced()
    device.read(*device.rows())

    async def refresh() -> None:
        async for _event in device.library.refresh():
            pass

    world.faults.extend(["503"] * 3)
    asyncio.run(refresh())
    assert len(device.rows()) == 9
    asyncio.run(refresh())
    asyncio.run(refresh())
    assert device.rows() == [] and all(item.read for item in world.items.values())


def test_only_one_process_syncs_an_account(device: Device, tmp_path: Path) -> None:
    with (device.library.paths.data / "sync-1.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another haowai is syncing home" in device.failed().sentence
    device.synced()


def test_a_refresh_syncs_too_and_local_feeds_know_nothing_of_it(world: World, device: Device) -> None:
    world.add_item(world.feeds[1])

    async def refresh() -> list[object]:
        return [event async for event in device.library.refresh()]

    events = asyncio.run(refresh())
    assert events[-1].new == 1 and events[-1].failed == 0  # type: ignore[attr-defined]
    assert device.library.feeds()[0].error == ""
