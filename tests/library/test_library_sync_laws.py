"""What holds whatever is done on two machines and on the server, in whatever order, and whatever goes wrong."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from faces import FACES, READ_TO_MARK
from haowai_tui.errors import NetError
from haowai_tui.library.syncing import course
from haowai_tui.library.syncing.work import Work
from haowai_tui.model import FeedData
from haowai_tui.model.sync import SyncAccount
from haowai_tui.sources.parse import parse
from haowai_tui.store import Store
from haowai_tui.sync.contract import Change, Flag, Limits, Page, RemoteArticle, RemoteFeed
from syncing import COPIES_APART, Device, hurry
from syncworld import World, WorldFeed, WorldItem, serve_world

ARTICLES = 4


# A server without sockets, so that many days can be lived through.


@dataclass
class Memory:
    """The world as an adapter sees it. `faults` say of the coming questions, and `losses` of the coming changes,
    whether they go through: an empty one does, `lost` does not, `deaf` does and nobody hears of it. `meanwhile` is what
    the reader does while a change is on its way."""

    world: World
    faults: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    meanwhile: list[Callable[[], None]] = field(default_factory=list)
    limits: Limits = field(default_factory=lambda: Limits(ids=2, articles=3, read_to_mark=True))

    def _ask(self) -> bool:
        """Whether a question is heard of. Raises `NetError` when it does not get there."""
        return self._goes_through(self.faults)

    def _tell(self) -> bool:
        """Whether a change is heard of. Raises `NetError` when it does not get there."""
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return self._goes_through(self.losses)

    def _goes_through(self, faults: list[str]) -> bool:
        fault = faults.pop(0) if faults else ""
        if fault == "lost":
            raise NetError("lost")
        return fault != "deaf"

    def _answer(self, heard: bool) -> None:
        if not heard:
            raise NetError("deaf")

    def _remote(self, item: WorldItem) -> RemoteArticle:
        return RemoteArticle(
            id=str(item.id),
            feed=str(item.feed),
            read=item.read,
            starred=item.starred,
            link=item.link,
            title=item.title,
            html=item.html,
            mark=item.crawled,
        )

    async def check(self) -> str:
        return "anna"

    async def feeds(self) -> list[RemoteFeed]:
        self._answer(self._ask())
        return [RemoteFeed(id=str(one.id), address=one.address, title=one.title) for one in self.world.feeds.values()]

    async def change(self, change: Change) -> None:
        heard = self._tell()
        assert len(change.ids) <= self.limits.ids
        self.world.set([int(one) for one in change.ids], **{change.flag.value: change.value})
        self._answer(heard)

    async def mark_feed_read(self, feed: str, mark: int) -> None:
        heard = self._tell()
        self.world.set(
            [i.id for i in self.world.items.values() if str(i.feed) == feed and i.crawled <= mark], read=True
        )
        self._answer(heard)

    async def subscribe(self, address: str, category: Sequence[str] = ()) -> RemoteFeed:
        heard = self._tell()
        feed = WorldFeed(self.world.number(), address, address, "/".join(category))
        self.world.feeds[feed.id] = feed
        self._answer(heard)
        return RemoteFeed(id=str(feed.id), address=address, title=address, category=tuple(category))

    async def rename_feed(self, feed: str, title: str) -> None:
        heard = self._tell()
        self.world.feeds[int(feed)].title = title
        self._answer(heard)

    async def move_feed(self, feed: str, category: Sequence[str], *, out_of: Sequence[str]) -> None:
        heard = self._tell()
        moved = self.world.feeds[int(feed)]
        if moved.category == "/".join(out_of):
            moved.category = "/".join(category)
        self._answer(heard)

    async def unsubscribe(self, feed: str) -> None:
        heard = self._tell()
        self.world.feeds.pop(int(feed), None)
        self._answer(heard)


class ListingMemory(Memory):
    async def ids(self, flag: Flag, *, value: bool) -> AsyncIterator[Sequence[str]]:
        for item in list(self.world.items.values()):
            self._answer(self._ask())
            if (item.starred if flag is Flag.STARRED else item.read) is value:
                yield [str(item.id)]

    async def arrived(self, since: str) -> AsyncIterator[Sequence[str]]:
        self._answer(self._ask())
        yield [str(item.id) for item in self.world.items.values()]

    def now(self) -> str:
        return "now"

    async def articles_of(self, ids: Sequence[str]) -> tuple[RemoteArticle, ...]:
        self._answer(self._ask())
        return tuple(self._remote(item) for item in self.world.items.values() if str(item.id) in ids)


class ChangingMemory(Memory):
    """Tells what changed in pages of two, and when it stops in between goes on from there."""

    async def changes(self, since: str) -> Page:
        self._answer(self._ask())
        items = sorted(self.world.items.values(), key=lambda item: item.changed)
        items = [item for item in items if item.changed > float(since or 0)]
        page = items[:2]
        reached = str(page[-1].changed) if page else since
        return Page(articles=tuple(map(self._remote, page)), since=reached, more=len(items) > 2)


class Parser:
    async def parse_feed(self, body: bytes, *, charset: str, address: str, content_type: str) -> FeedData:
        return parse(body, charset=charset, address=address, content_type=content_type)


class Machine:
    """A reader's store with an account in it."""

    def __init__(self, path: Path, server: Memory) -> None:
        self.store = Store.open(path)
        self.server = server

    def sync(self, *, waiting: bool = False) -> bool:
        """Sync, or send what waits; says whether it went through."""
        account: SyncAccount = self.store.account("home")
        work = Work(self.store, account, self.server, Parser(), COPIES_APART, lambda _event: None)  # type: ignore[arg-type]
        try:
            asyncio.run((course.send_waiting if waiting else course.run)(work))
        except NetError:
            return False
        return True

    def set(self, number: int, flag: str, value: bool) -> None:
        ids = [row[0] for _remote, row in sorted(self.store.remote_flags(1, flag).items())]
        {"read": self.store.set_read, "starred": self.store.set_starred}[flag]([ids[number]], value)

    def has(self, number: int, flag: str) -> bool:
        return sorted(self.store.remote_flags(1, flag).items())[number][1][1]

    def state(self) -> dict[str, tuple[bool, bool]]:
        starred = self.store.remote_flags(1, "starred")
        return {one: (read, starred[one][1]) for one, (_id, read) in self.store.remote_flags(1, "read").items()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store that has synced with a new world once, of each way of syncing."""
    paths = {}
    for name, kind in (("listing", ListingMemory), ("changing", ChangingMemory)):
        path = tmp_path_factory.mktemp(name) / "haowai.db"
        with Store.open(path) as store:
            store.put_account("home", kind="greader", address="http://127.0.0.1", login="anna", secret={})
        machine = Machine(path, kind(new_world()))
        assert machine.sync() and len(machine.state()) == ARTICLES
        machine.store.close()
        paths[name] = path
    return paths


def new_world() -> World:
    world = World()
    world.add_feed("harbour", items=ARTICLES)
    return world


articles = st.integers(0, ARTICLES - 1)
flags = st.sampled_from(["read", "starred"])
faults = st.lists(st.sampled_from(["", "", "", "lost", "deaf"]), max_size=14)
acts = st.tuples(st.just("act"), st.sampled_from([0, 1, 2]), articles, flags, st.booleans())
syncs = st.tuples(st.sampled_from(["sync", "send"]), st.sampled_from([0, 1]), faults)
days = st.lists(acts | syncs, max_size=14)
Step = tuple[Any, ...]


@pytest.fixture(params=["listing", "changing"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Day:
    """Two machines and the server's own pages, which are the third place to act in."""

    def __init__(self, fresh: dict[str, Path], way: str, folder: Path) -> None:
        self.world = new_world()
        self.machines = []
        for name in ("one", "two"):
            # The files that a closed store leaves are one.
            path = folder / f"{name}.db"
            for old in folder.glob(f"{name}.db*"):
                old.unlink()
            shutil.copy(fresh[way], path)
            server = (ListingMemory if way == "listing" else ChangingMemory)(self.world)
            self.machines.append(Machine(path, server))

    def act(self, where: int, number: int, flag: str, value: bool) -> None:
        if where == 2:
            self.world.set([sorted(self.world.items, key=str)[number]], **{flag: value})
        else:
            self.machines[where].set(number, flag, value)

    def sync(self, where: int, faults: Sequence[str] = (), *, waiting: bool = False) -> None:
        machine = self.machines[where]
        machine.server.faults = list(faults)
        machine.sync(waiting=waiting)
        machine.server.faults = []

    def end(self) -> dict[str, tuple[bool, bool]]:
        """All sync until nothing is left to say. Returns the state that all share."""
        for machine in [*self.machines, *self.machines]:
            assert machine.sync()
        server = {str(item.id): (item.read, item.starred) for item in self.world.items.values()}
        for machine in self.machines:
            assert machine.state() == server
            assert machine.store.pending(1) == []
            machine.store.close()
        return server


many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@many
@example(day=[("act", 0, 0, "starred", True), ("sync", 0, ["", *[""] * 9, "deaf"]), ("act", 0, 0, "starred", False)])
@example(day=[("act", 0, 0, "read", True), ("act", 0, 0, "read", False), ("act", 2, 0, "read", True)])
@given(day=days)
def test_all_come_to_agree_and_no_star_is_lost(
    day: list[Step], way: str, fresh: dict[str, Path], tmp_path: Path
) -> None:
    lived = Day(fresh, way, tmp_path)
    set_, taken = set(), set()
    for step in day:
        if step[0] == "act":
            _act, where, number, flag, value = step
            lived.act(where, number, flag, value)
            (set_ if value else taken).add((number, flag))
        else:
            lived.sync(*step[1:], waiting=step[0] == "send")
    end = lived.end()
    ids = sorted(end)
    for number, flag in set_ - taken:
        # Nobody ever took it away: it is there.
        assert end[ids[number]][flag == "starred"]


@many
@given(day=st.lists(acts, max_size=10))
def test_the_last_action_holds_where_each_is_synced_before_the_next(
    day: list[Step], way: str, fresh: dict[str, Path], tmp_path: Path
) -> None:
    lived = Day(fresh, way, tmp_path)
    last: dict[tuple[int, str], bool] = {}
    for _act, where, number, flag, value in day:
        if where < 2:
            lived.sync(where)
        lived.act(where, number, flag, value)
        last[number, flag] = value
        if where < 2:
            lived.sync(where)
    end = lived.end()
    ids = sorted(end)
    for (number, flag), value in last.items():
        assert end[ids[number]][flag == "starred"] is value


toggles = st.lists(
    st.tuples(st.integers(0, 1), flags, st.booleans(), st.lists(st.sampled_from(["", "lost", "deaf"]), max_size=2)),
    max_size=8,
)


@many
@example(day=[(0, "starred", True, ["deaf"]), (0, "starred", False, [])])
@given(day=toggles)
def test_changes_that_are_cut_off_are_neither_lost_nor_taken_for_anothers(
    day: list[Step], way: str, fresh: dict[str, Path], tmp_path: Path
) -> None:
    lived = Day(fresh, way, tmp_path)
    machine = lived.machines[0]
    last: dict[tuple[int, str], bool] = {}
    for number, flag, value, losses in day:
        machine.set(number, flag, value)
        last[number, flag] = value
        machine.server.losses = list(losses)
        machine.sync()
        machine.server.losses = []
        assert all(machine.has(number, flag) is value for (number, flag), value in last.items())
    end = lived.end()
    ids = sorted(end)
    for (number, flag), value in last.items():
        assert end[ids[number]][flag == "starred"] is value


@many
@example(day=[(0, "starred", True, (0, "starred", False))])
@given(day=st.lists(st.tuples(articles, flags, st.booleans(), st.tuples(articles, flags, st.booleans())), max_size=6))
def test_what_the_reader_does_while_a_sync_is_under_way_holds(
    day: list[Step], way: str, fresh: dict[str, Path], tmp_path: Path
) -> None:
    lived = Day(fresh, way, tmp_path)
    machine = lived.machines[0]
    for number, flag, value, then in day:
        machine.set(number, flag, value)
        acted: list[bool] = []

        def act(then: tuple[int, str, bool] = then, acted: list[bool] = acted) -> None:
            machine.set(*then)
            acted.append(True)

        machine.server.meanwhile = [act]
        assert machine.sync()
        machine.server.meanwhile = []
        expected = {(number, flag): value} | ({then[:2]: then[2]} if acted else {})
        for (place, what), wanted in expected.items():
            assert machine.has(place, what) is wanted
    here = machine.state()
    assert lived.end() == here


# The same over sockets, with what goes wrong there.


wrong = st.lists(st.sampled_from(["", "", "drop", "deaf", "401", "429", "503", "slow", "again", "shuffle", "html"]))


@pytest.fixture(params=FACES)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    hurry(monkeypatch, str(request.param), Limits(ids=2, articles=2, read_to_mark=request.param in READ_TO_MARK))
    yield str(request.param)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@example(day=[(0, 0, "read", False, []), (0, 0, "read", True, ["", "", "html"])])
@given(
    day=st.lists(st.tuples(st.sampled_from([0, 1, 2]), articles, flags, st.booleans(), wrong), min_size=2, max_size=5)
)
def test_all_come_to_agree_over_a_network_with_faults(
    day: list[Step], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = new_world()
    with serve_world(world, FACES[kind]) as server:
        machines = [Device(tmp_path_factory.mktemp("machine"), COPIES_APART) for _ in range(2)]
        for machine in machines:
            machine.join(kind, server.url)
            machine.synced()
        for where, number, flag, value, faults in day:
            link = sorted(world.state())[number]
            if where == 2:
                world.set([one.id for one in world.items.values() if one.link == link], **{flag: value})
                continue
            row = next(row for row in machines[where].rows() if row.link == link)
            if flag == "read":
                machines[where].read(row, read=value)
            else:
                machines[where].star(row, starred=value)
            world.faults.extend(faults)
            machines[where].sync()
            world.faults.clear()
        for machine in [*machines, *machines]:
            machine.synced()
        for machine in machines:
            assert machine.state() == world.state()
            assert machine.pending() == 0
            machine.close()
