from __future__ import annotations

import asyncio
import importlib
import os
import pkgutil
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.tui import prepare_environment

prepare_environment()

from pilot import finished, live, settle  # noqa: E402

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=8)))


class Clock(datetime):
    """A clock that stands still, so that pictures of the screen do not age."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


def clocked() -> list[ModuleType]:
    """The modules that may ask what time it is."""
    rooms = ("insight", "library", "locale", "store", "tui", "tui.screens", "tui.widgets")
    packages = [importlib.import_module(f"haowai_tui.{room}") for room in rooms]
    found = [m.name for package in packages for m in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
    modules = [importlib.import_module(name) for name in found]
    return [module for module in modules if getattr(module, "datetime", None) is datetime]


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    for module in clocked():
        monkeypatch.setattr(module, "datetime", Clock)
    # On a busy machine, too, what is said is still there when the picture is taken.
    monkeypatch.setattr("haowai_tui.tui.widgets.status.StatusLine._clear", lambda _line: None)
    # A busy machine is no slow disk.
    monkeypatch.setattr("haowai_tui.tui.screens.showing._NOTICED_AFTER", 600.0)
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
            await finished(pilot)

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        assert snap_compare(HaowaiApp(library), terminal_size=size, run_before=settle)


def no_feeds(library: Library, _folder: Path) -> None:
    library.install_sample()
    for feed in library.feeds():
        library.remove_feed(feed.id)


def a_feed_that_fails(library: Library, folder: Path) -> None:
    library.install_sample()
    notes = folder / "field-notes"
    notes.mkdir()
    (notes / "heron.md").write_text("# A heron on the weir\n\nIt stood there until dusk.\n", "utf-8")
    os.utime(notes / "heron.md", (1_793_000_000,) * 2)

    async def subscribe_and_lose() -> None:
        await library.add(str(notes), category=("Notes",))
        shutil.rmtree(notes)
        async for _event in library.refresh():
            pass

    asyncio.run(subscribe_and_lose())


ADDRESS = "http://127.0.0.1:9/feed"
LONG = "The Harbour, Ferry and Tide Ledger with its Supplement for Sundays and Holidays, 号外特刊与星期日增刊合订本"


def keep_feed(library: Library, title: str, *, entries: int = 1) -> int:
    """A feed of the network, as it was stored when there was one."""
    feed = library._store.add_feed(f"{ADDRESS}/{title[:7]}", source="feed", title=title)
    kept = tuple(
        Entry(
            guid=str(number),
            title=f"{title} {number}",
            link=f"http://127.0.0.1:9/{number}",
            published=NOW - timedelta(hours=7 * number),
            blocks=(Paragraph((Span(f"What {title} had to say, in one paragraph and no more."),)),),
        )
        for number in range(1, entries + 1)
    )
    library._store.store_feed(feed.id, FeedData(entries=kept), now=NOW)
    return feed.id


def without_network(library: Library, _folder: Path) -> None:
    library.set_value("launched", "1")
    keep_feed(library, "Evening News", entries=12)
    keep_feed(library, "晚报")
    library.rename_feed(keep_feed(library, "Gazette"), "")


def with_rules(library: Library, _folder: Path) -> None:
    library.install_sample()
    library.add_rule("渡轮", ["star", "tag:harbour"])
    library.add_rule('title:sponsored OR feed:"Harbour Ledger" before:2026-10-01', ["read"])
    library.run_rules()


def with_accounts(library: Library, _folder: Path) -> None:
    library.install_sample()
    library._store.put_account("home", kind="freshrss", address="https://rss.invalid", login="anna", secret={})
    library._store.put_account("office", kind="miniflux", address="https://flux.invalid", login="anna", secret={})


def long_names(library: Library, _folder: Path) -> None:
    library.set_value("launched", "1")
    feed = keep_feed(library, LONG, entries=9)
    library.move_feed(feed, ("A category whose name is far longer than any pane of feeds is wide", "里层"))
    library.move_feed(keep_feed(library, "晚报"), ("一个名字比订阅栏还要长得多的分类，足足有二十几个字",))


def nothing(_library: Library, _folder: Path) -> None:
    """The sample edition, as at the first launch."""


def an_event(library: Library, _folder: Path) -> None:
    """Three reports of one event, of which the second was read when the third came, in two feeds."""
    library.set_value("launched", "1")
    told = ("The old ferry is raised from the harbour", "旧渡轮从港底捞起，三百人在岸上看", "What the ferry carried")
    places = []
    for number, title in enumerate(told):
        name = ("Harbour Gazette", "晚报")[number % 2]
        feed = library._store.add_feed(f"{ADDRESS}/{number}", source="feed", title=name)
        entry = Entry(
            guid="1", title=title, link=f"http://127.0.0.1:9/{number}", published=NOW - timedelta(hours=number)
        )
        places += library._store.store_feed(feed.id, FeedData(entries=(entry,)), now=NOW).new
    library._store.keep_stories(dict.fromkeys(places, 7), places)
    library.coverage(places[2])


def a_changed_article(library: Library, _folder: Path) -> None:
    """An article that was read and that its publisher has changed since, in both languages."""
    library.set_value("launched", "1")
    feed = library._store.add_feed(ADDRESS, source="feed", title="Gazette")

    def edition(people: str, ship: str) -> FeedData:
        told = (
            f"The harbour police say that {people} people were brought ashore before midnight.",
            f"港务局说，{ship}午夜前靠岸，船上{people}人平安。",
            "Nobody knows yet why the engine stopped.",
        )
        text = tuple(Paragraph((Span(sentence),)) for sentence in told)
        return FeedData(entries=(Entry(guid="1", title="Ferry adrift", published=NOW, blocks=text),))

    ids = library._store.store_feed(feed.id, edition("112", "渡轮"), now=NOW).new
    library._store.set_read(ids, True)
    library._store.store_feed(feed.id, edition("119", "一艘旧渡轮"), now=NOW)


def with_changes_of_all_kinds(library: Library, _folder: Path) -> None:
    """The sample edition after a reader was at work in it."""
    library.install_sample()
    first = library.headlines(Selection())[0].id
    library.set_read((first,), True)
    library.set_starred((first,), True)
    library.change_tags((first,), add=("harbour",), remove=())
    library.set_note(first, "To read again.")
    library.remove_feed(library.feeds()[0].id)
    library.rename_feed(library.feeds()[0].id, "Another name")


STATES: dict[str, tuple[Callable[[Library, Path], None], tuple[str, ...], tuple[int, int]]] = {
    "article": (nothing, ("enter",), (80, 24)),
    "search-in-article": (nothing, ("enter", "slash", "a", "enter"), (80, 24)),
    "nothing-found": (nothing, ("slash", "z", "q", "x", "enter"), (100, 24)),
    "help": (nothing, ("question_mark",), (80, 24)),
    "colours": (nothing, ("L", "j"), (100, 28)),
    "settings": (nothing, ("comma",), (100, 30)),
    "adding": (nothing, ("a",), (80, 24)),
    "no-feeds": (no_feeds, (), (120, 24)),
    "failing-feed": (a_feed_that_fails, (), (120, 30)),
    "tiny": (nothing, (), (20, 5)),
    "offline": (without_network, ("R",), (100, 20)),
    "whole-text-failed": (without_network, ("enter", "F"), (100, 20)),
    "catch-up": (nothing, ("X",), (100, 24)),
    "digest": (nothing, ("B",), (120, 24)),
    "health": (without_network, ("R", "I"), (100, 24)),
    "front-page": (nothing, ("V",), (100, 30)),
    "rules": (with_rules, ("ampersand",), (100, 20)),
    "accounts": (with_accounts, ("Y",), (100, 20)),
    "long-names": (long_names, (), (120, 24)),
    "palette": (nothing, ("colon", *"mark"), (100, 20)),
    "tags": (nothing, ("plus", "h"), (80, 24)),
    "note": (nothing, ("w", "a"), (80, 24)),
    "export": (nothing, ("x",), (80, 24)),
    "sending": (nothing, ("enter", "S"), (80, 24)),
    "jumping": (nothing, ("semicolon",), (120, 24)),
    "zoomed": (nothing, ("enter", "z"), (100, 30)),
}


IN_ALL_SIZES: dict[str, tuple[Callable[[Library, Path], None], tuple[str, ...]]] = {
    "coverage": (an_event, ("enter", "C")),
    "what-changed": (a_changed_article, ("enter", "W")),
    "undo-list": (with_changes_of_all_kinds, ("Z",)),
    "qr": (nothing, ("enter", "S", "j", "enter")),
}
STATES |= {
    f"{name}-{size[0]}": (prepare, keys, size)
    for name, (prepare, keys) in IN_ALL_SIZES.items()
    for size in ((80, 24), (120, 40), (200, 60))
}


def no_network(*_args: Any, **_more: Any) -> Any:
    raise socket.gaierror(socket.EAI_AGAIN, "no network")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_looks_as_it_did(
    state: str,
    language: str,
    snap_compare: Callable[..., bool],
    tmp_path: Path,
    still: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from haowai_tui.tui.app import HaowaiApp

    set_language(language)
    prepare, keys, size = STATES[state]

    async def reach(pilot: Any) -> None:
        for key in ("", *keys):
            if key:
                await pilot.press(key)
            for _ in range(2):
                await pilot.pause(0.1)
                await finished(pilot)

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path / "home")}), Settings()) as library:
        prepare(library, tmp_path)
        assert snap_compare(HaowaiApp(library), terminal_size=size, run_before=reach)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_article_that_is_slow_to_come_looks_as_it_did(
    language: str, snap_compare: Callable[..., bool], tmp_path: Path, still: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from haowai_tui.tui.app import HaowaiApp

    set_language(language)
    stored = Library.article

    async def reach(pilot: Any) -> None:
        for _ in range(4):
            await pilot.pause(0.1)
            await finished(pilot)

        def after_the_picture(number: int) -> Any:
            while pilot.app.is_running:
                time.sleep(0.05)
            return stored(library, number)

        library.article = after_the_picture  # type: ignore[method-assign]
        monkeypatch.setattr("haowai_tui.tui.screens.showing._NOTICED_AFTER", 0.01)
        await pilot.press("j")
        while str(pilot.app.screen.article_pane.border_title) in ("Article", "文章"):
            await pilot.pause(0.05)

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        assert snap_compare(HaowaiApp(library), terminal_size=(120, 24), run_before=reach)


def test_a_window_of_one_cell_and_back_loses_nothing(tmp_path: Path, still: None) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        for size in ((20, 5), (1, 1), (2, 1), (1, 9), (200, 3), (120, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert pilot.app.return_code is None and pilot.app.screen is screen
        assert screen.open_article is not None and screen.article_pane.lines

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)
