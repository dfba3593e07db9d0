from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greaderface import GReaderFace, signed
from haowai_tui.errors import NetError, SyncAuthError, SyncBusyError, SyncError, SyncMovedError
from haowai_tui.net import Client
from haowai_tui.sync.contract import Change, Flag, Limits, Login
from haowai_tui.sync.greader import Dialect, GoogleReader
from haowai_tui.sync.greader_items import long_id, plain_id, read_feed, read_item
from haowai_tui.sync.wire import Patience, Wire
from servers import Answer, serve
from syncworld import Server, World, serve_world

T = TypeVar("T")
QUICK = Patience(tries=3, first=0.001, longest=1.0)
DIALECT = Dialect(limits=Limits(ids=3, articles=3, read_to_mark=True))


def ask(url: str, question: Callable[[GoogleReader], Awaitable[T]], *, password: str = "secret") -> T:
    async def run() -> T:
        async with Client(proxy_from_environment=False) as client:
            return await question(
                GoogleReader(Wire(client, url, QUICK), Login(name="anna", password=password), DIALECT)
            )

    return asyncio.run(asyncio.wait_for(run(), 30))


async def listed(account: GoogleReader, flag: Flag, value: bool) -> list[str]:
    return [one async for batch in account.ids(flag, value=value) for one in batch]


def unread(url: str) -> list[str]:
    return ask(url, lambda account: listed(account, Flag.READ, False))


@pytest.fixture
def world() -> World:
    world = World()
    world.add_feed("harbour", items=5, category="News")
    world.add_feed("山风", items=4)
    return world


def decimal(world: World, **flags: bool) -> set[str]:
    return {
        str(signed(item.id))
        for item in world.items.values()
        if all(getattr(item, name) == value for name, value in flags.items())
    }


def test_the_reader_is_known_by_name_and_feeds_come_with_their_folders(world: World) -> None:
    with serve_world(world, GReaderFace) as server:
        assert ask(server.url, lambda account: account.check()) == "anna"
        feeds = ask(server.url, lambda account: account.feeds())
    assert [(feed.title, feed.category) for feed in feeds] == [("Harbour", ("News",)), ("山风", ())]
    assert feeds[0].address == "https://harbour.example/feed.xml"


def test_what_is_unread_is_listed_page_by_page_even_when_pages_come_twice_and_out_of_order(world: World) -> None:
    world.page = 2
    world.set([next(iter(world.items))], read=True)
    for faults in ([], ["", "", "shuffle", "again", "again", "shuffle"]):
        world.faults.extend(faults)
        with serve_world(world, GReaderFace) as server:
            assert set(unread(server.url)) == decimal(world, read=False)
        assert not world.faults


def test_a_listing_that_goes_round_in_circles_is_broken_and_not_short(world: World) -> None:
    world.page = 2
    world.faults.extend(["", "", *["again"] * 9])
    with serve_world(world, GReaderFace) as server, pytest.raises(NetError, match="again and again"):
        unread(server.url)


def test_articles_come_whole_with_their_flags_by_either_form_of_their_ids(world: World) -> None:
    item = next(item for item in world.items.values() if item.id >> 63)
    item.starred = True
    with serve_world(world, GReaderFace) as server:
        (found,) = ask(server.url, lambda account: account.articles_of([str(signed(item.id)), "12345"]))
        assert ask(server.url, lambda account: account.articles_of(["12345"])) == ()
    assert (found.id, found.starred, found.read) == (str(signed(item.id)), True, False)
    assert found.title == item.title.replace("&amp;", "&") and found.html == item.html and found.link == item.link
    assert found.files[0].url.endswith("sound.mp3") and found.mark // 1000 == item.crawled


@given(st.integers(0, (1 << 64) - 1))
def test_both_forms_of_an_id_are_one(number: int) -> None:
    plain = plain_id(str(signed(number)))
    assert plain == plain_id(str(number)) == plain_id(long_id(plain)) == plain_id(number)
    assert long_id(plain).endswith(f"{number:016x}")


def test_ids_that_are_not_64_bits_stay_as_they_are() -> None:
    assert plain_id("tag:google.com,2005:reader/item/5370b7d90a9c1f0001000001") == "5370b7d90a9c1f0001000001"
    assert plain_id(long_id("5370b7d90a9c1f0001000001")) == "5370b7d90a9c1f0001000001"
    assert plain_id(None) == plain_id("") == plain_id(True) == ""


def test_changes_reach_the_server_and_sending_them_twice_changes_nothing_more(world: World) -> None:
    first = next(iter(world.items.values()))

    async def mark(account: GoogleReader) -> None:
        for _ in range(2):
            await account.change(Change(flag=Flag.READ, value=True, ids=(str(signed(first.id)), "999")))
            await account.change(Change(flag=Flag.STARRED, value=True, ids=(str(signed(first.id)),)))

    with serve_world(world, GReaderFace) as server:
        ask(server.url, mark)
    assert (first.read, first.starred) == (True, True)
    assert sum(item.read for item in world.items.values()) == 1


def test_a_feed_is_read_up_to_what_the_reader_has_seen(world: World) -> None:
    feed = next(iter(world.feeds.values()))
    mark = max(item.crawled for item in world.items.values() if item.feed == feed.id) * 1000 + 999
    late = world.add_item(feed)
    with serve_world(world, GReaderFace) as server:
        ask(server.url, lambda account: account.mark_feed_read(f"feed/{feed.id}", mark))
    assert not late.read
    assert all(item.read for item in world.items.values() if item.feed == feed.id and item is not late)


def test_subscriptions_are_added_renamed_moved_and_removed(world: World) -> None:
    async def change(account: GoogleReader) -> None:
        added = await account.subscribe("https://wind.example/feed.xml")
        assert (await account.subscribe("https://wind.example/feed.xml")).id == added.id
        await account.rename_feed(added.id, "风 & Wind")
        await account.move_feed(added.id, ("天气",), out_of=())
        await account.unsubscribe("feed/1")
        await account.unsubscribe("feed/1")
        with pytest.raises(SyncError, match="found no feed"):
            await account.subscribe("https://nothing.example/")

    with serve_world(world, GReaderFace) as server:
        ask(server.url, change)
    assert 1 not in world.feeds
    wind = next(feed for feed in world.feeds.values() if "wind" in feed.address)
    assert (wind.title, wind.category) == ("风 & Wind", "天气")


def test_a_feed_leaves_its_folder(world: World) -> None:
    with serve_world(world, GReaderFace) as server:
        ask(server.url, lambda account: account.move_feed("feed/1", (), out_of=("News",)))
    assert world.feeds[1].category == ""


def test_a_login_that_runs_out_is_renewed_in_the_middle(world: World) -> None:
    first = next(iter(world.items.values()))

    async def work(server: Server, account: GoogleReader) -> None:
        await account.check()
        world.sessions.clear()
        await account.feeds()
        world.tokens.clear()
        await account.change(Change(flag=Flag.STARRED, value=True, ids=(str(signed(first.id)),)))
        world.sessions.clear()
        world.tokens.clear()
        await account.change(Change(flag=Flag.READ, value=True, ids=(str(signed(first.id)),)))

    with serve_world(world, GReaderFace) as server:
        ask(server.url, lambda account: work(server, account))
        assert server.requests["POST /accounts/ClientLogin"] == 3
    assert first.starred and first.read


def test_a_wrong_password_is_told_and_not_shown(world: World) -> None:
    with serve_world(world, GReaderFace) as server, pytest.raises(SyncAuthError) as caught:
        ask(server.url, lambda account: account.check(), password="geheim-7")
    assert "refuses the name or the password" in str(caught.value)
    assert "geheim-7" not in str(caught.value) + repr(Login(name="anna", password="geheim-7"))


def test_a_busy_server_is_asked_again_and_given_up_in_the_end(world: World) -> None:
    world.faults.extend(["", "503", "429", "slow"])
    with serve_world(world, GReaderFace) as server:
        assert len(ask(server.url, lambda account: account.feeds())) == 2
        world.faults.extend(["drop", "", "drop", "deaf"])
        assert len(ask(server.url, lambda account: account.feeds())) == 2
        world.faults.extend(["", *["503"] * 3])
        with pytest.raises(SyncBusyError, match="busy"):
            ask(server.url, lambda account: account.feeds())


def test_a_server_that_asks_for_a_long_rest_gets_it() -> None:
    routes = {"/accounts/ClientLogin": Answer(status=429, headers={"Retry-After": "3600"})}

    with serve(routes) as server, pytest.raises(SyncBusyError, match="until"):
        ask(server.url, lambda account: account.check())


def test_a_place_where_no_such_server_is_says_so(world: World) -> None:
    with serve_world(world, GReaderFace) as server:
        with pytest.raises(SyncMovedError, match="not such a server"):
            ask(server.url + "/elsewhere", lambda account: account.check())
        world.faults.extend(["", "html"])
        with pytest.raises(SyncMovedError):
            ask(server.url, lambda account: account.feeds())
    with serve({"/accounts/ClientLogin": Answer(status=501)}) as server, pytest.raises(SyncMovedError):
        ask(server.url, lambda account: account.check())


def test_a_server_that_moved_is_not_followed_with_the_password() -> None:
    moved = {
        "/accounts/ClientLogin": Answer(status=301, headers={"Location": "https://new.example/accounts/ClientLogin"})
    }
    with serve(moved) as server, pytest.raises(SyncMovedError, match=r"new\.example"):
        ask(server.url, lambda account: account.check())


@pytest.mark.parametrize("nonsense", [None, 7, True, "x", {"a": []}, [None], 1e308], ids=repr)
def test_what_is_of_a_wrong_kind_in_an_item_or_a_feed_is_left_out(nonsense: object) -> None:
    item = dict.fromkeys(("categories", "alternate", "canonical", "enclosure", "origin", "published"), nonsense)
    article = read_item({"id": "7", "title": "Ferry", **item})
    assert article is not None and (article.title, article.read, article.link) == ("Ferry", False, "")
    feed = read_feed({"id": "feed/7", "title": nonsense, "categories": nonsense, "htmlUrl": nonsense})
    assert feed is not None and feed.category == ()
