"""A server whose answers are valid and false for a time: a list that lacks half, a page that ends too early, a clock in
another century. What it passed over comes after all, and what the reader did is not undone by it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faces import FACES
from haowai_tui.model import Selection
from haowai_tui.sync import greader
from haowai_tui.sync.contract import Limits
from syncing import COPIES_APART, Device, hurry
from syncworld import Face, World, serve_world

LISTING = ("freshrss", "ttrss")
of = pytest.mark.parametrize


def is_list(face: Face, of_: str) -> bool:
    """Whether the unread or the starred articles are asked for, of a server that lists them."""
    if data := getattr(face, "data", None):
        mode = {"unread": (-4, "unread"), "starred": (-1, "all_articles"), "arrived": (-4, "all_articles")}[of_]
        return data.get("op") == "getHeadlines" and (data["feed_id"], data["view_mode"]) == mode
    stream, without = face.asked("s").rpartition("/")[2], face.asked("xt").rpartition("/")[2]
    wanted = {"unread": ("reading-list", "read"), "starred": ("starred", ""), "arrived": ("reading-list", "")}[of_]
    return face.where.endswith("/stream/items/ids") and (stream, without) == wanted


def shortened(of_: str, left: int = 0) -> Callable[[Face, Any], Any]:
    """A list that lacks all but the first: it ends there, whatever is asked for after it."""

    def falsely(face: Face, data: Any) -> Any:
        if not is_list(face, of_):
            return data
        name = "content" if "content" in data else "itemRefs"
        return {**data, name: data[name][: 1 if getattr(face, "data", {}).get("skip") else left]}

    return falsely


# Servers that list what is unread and what is starred.


@of("kind", LISTING, indirect=True)
def test_what_was_read_here_is_sent_though_the_list_said_that_all_is_read(world: World, device: Device) -> None:
    device.read(*device.rows()[:3])
    wanted = device.state()
    world.falsely = shortened("unread")
    device.synced()
    world.falsely = None
    device.synced()
    assert device.state() == world.state() == wanted


@of("kind", LISTING, indirect=True)
def test_a_star_taken_away_here_is_sent_though_the_list_lacked_it(world: World, device: Device) -> None:
    device.star(device.rows()[0])
    device.synced()
    device.star(device.rows()[0], starred=False)
    world.falsely = shortened("starred")
    device.synced()
    world.falsely = None
    device.synced()
    assert device.state() == world.state() and not any(starred for _read, starred in world.state().values())


@of("left", [0, 5])
@of("kind", LISTING, indirect=True)
def test_a_list_that_lacks_most_of_what_is_unread_marks_nothing_read(world: World, device: Device, left: int) -> None:
    before = device.state()
    world.falsely = shortened("unread", left)
    world.clock = time.time() - 100
    late = world.add_item(world.feeds[1])
    done = device.synced()
    assert {link: flags for link, flags in device.state().items() if link != late.link} == before
    assert done.new == 1 and done.changed == 0 and "stays unread" in done.doubted[0]


@of("kind", LISTING, indirect=True)
def test_a_list_that_lacks_stars_takes_none_away(world: World, device: Device) -> None:
    device.star(*device.rows()[:2])
    device.synced()
    world.falsely = shortened("starred")
    done = device.synced()
    assert sum(row.starred for row in device.rows()) == 2 and "stays starred" in done.doubted[0]


@of("kind", LISTING, indirect=True)
def test_what_is_all_read_elsewhere_is_read_here(world: World, device: Device) -> None:
    world.set(list(world.items), read=True)
    done = device.synced()
    assert device.state() == world.state() and done.doubted == ()


def test_articles_that_say_nothing_of_being_read_prove_nothing(world: World, device: Device) -> None:
    def falsely(face: Face, data: Any) -> Any:
        if face.where.endswith("/contents"):
            return {**data, "items": [{**item, "categories": []} for item in data["items"]]}
        return data

    world.falsely = falsely
    world.set(list(world.items), read=True)
    device.synced()
    assert device.state() == world.state()


@of("kind", LISTING, indirect=True)
def test_a_read_article_that_was_listed_and_not_given_is_asked_for_again(
    world: World, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So long after the first sync that the overlap of two does not reach it.
    monkeypatch.setattr("haowai_tui.sync.greader._OVERLAP", 0)
    monkeypatch.setattr("haowai_tui.sync.ttrss._OVERLAP", 0)
    world.clock = time.time() - 100
    late = world.add_item(world.feeds[1], read=True)

    def falsely(face: Face, data: Any) -> Any:
        if face.where.endswith("/contents"):
            return {**data, "items": []}
        if getattr(face, "data", {}).get("op") == "getArticle":
            return {**data, "content": []}
        return data

    world.falsely = falsely
    device.synced()
    world.falsely = None
    assert device.synced().new == 1 and late.link in device.state()


def test_a_batch_that_is_refused_for_one_of_its_articles_comes_without_that_one(
    world: World, joined: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = next(iter(world.items))
    original = FACES["freshrss"]._stream_items_contents  # type: ignore[attr-defined]

    def contents(face: Any) -> None:
        if any(one.endswith(f"{poison:016x}") for one in face._all("i")):
            face.answer(b"no such item", 404)
        else:
            original(face)

    monkeypatch.setattr(FACES["freshrss"], "_stream_items_contents", contents)
    assert joined.synced().new == 24


@of(
    "answer",
    [
        {"error": "database is locked"},
        {"itemRefs": [{"id": ""}, {"no": 1}]},
        {"itemRefs": ["5"]},
        {"items": []},
    ],
)
def test_an_answer_that_is_no_list_changes_nothing(world: World, device: Device, answer: dict[str, Any]) -> None:
    before = device.state()
    world.falsely = lambda face, data: answer if is_list(face, "unread") else data
    device.failed()
    assert device.state() == before


def test_a_list_whose_next_page_is_the_same_page_is_broken(world: World, device: Device) -> None:
    before = device.state()
    told: list[Any] = []

    def falsely(face: Face, data: Any) -> Any:
        if not is_list(face, "unread"):
            return data
        told.append(data["itemRefs"][:5])
        # The first page again for whatever is asked after it, and then the end.
        return {"itemRefs": told[0], **({"continuation": "5"} if len(told) < 3 else {})}

    world.falsely = falsely
    assert "again and again" in device.failed().sentence
    assert device.state() == before


def test_a_list_without_an_end_is_given_up(world: World, device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greader, "MOST_LISTED", 500)
    told: list[int] = []

    def falsely(face: Face, data: Any) -> Any:
        if not is_list(face, "unread"):
            return data
        told.append(len(told))
        return {"itemRefs": [{"id": str(9000 + told[-1] * 100 + n)} for n in range(100)], "continuation": str(told[-1])}

    world.falsely = falsely
    assert "no end" in device.failed().sentence and len(told) == 6


def test_an_article_from_the_future_does_not_let_unseen_ones_be_marked_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch, "freshrss", Limits(ids=3, articles=5, read_to_mark=True))

    def falsely(face: Face, data: Any) -> Any:
        if face.where.endswith("/contents"):
            return {**data, "items": [{**item, "crawlTimeMsec": "9007199254740991"} for item in data["items"]]}
        return data

    world.falsely = falsely
    with serve_world(world, FACES["freshrss"]) as server:
        device = Device(tmp_path, COPIES_APART)
        device.join("freshrss", server.url)
        device.synced()
        original = FACES["freshrss"]._edit_tag  # type: ignore[attr-defined]
        late = []

        def edit(face: Any) -> None:
            # It comes after the lists were read, and before what the reader has read is sent.
            late.append(world.add_item(world.feeds[1]))
            original(face)

        monkeypatch.setattr(FACES["freshrss"], "_edit_tag", edit)
        device.star(device.rows()[0])
        device.library.mark_read(Selection())
        device.synced()
        device.close()
    assert late and not late[0].read


# All kinds.


@of("kind", FACES, indirect=True)
def test_a_feed_that_one_list_lacked_stays(world: World, device: Device) -> None:
    lacking = [True]

    def falsely(face: Face, data: Any) -> Any:
        listed = face.where.endswith(("/subscription/list", "/feeds"))
        if not (listed or getattr(face, "data", {}).get("op") == "getFeeds") or not lacking:
            return data
        lacking.clear()
        if isinstance(data, list):
            return data[1:]
        name = next(name for name in ("subscriptions", "feeds", "content") if name in data)
        return {**data, name: data[name][1:]}

    world.falsely = falsely
    done = device.synced()
    assert not lacking and done.removed == () and len(device.rows()) == 25


@of("kind", FACES, indirect=True)
def test_a_feed_that_was_not_listed_for_a_time_comes_back_with_what_was_written_in_it(
    world: World, device: Device
) -> None:
    row = next(row for row in device.rows() if "harbour" in row.link)
    device.library.change_tags([row.id], add=["ships"])
    device.library.set_note(row.id, "ask Mei")
    device.read(row)
    device.synced()
    before = device.state()
    gone = world.feeds.pop(next(one for one, feed in world.feeds.items() if "harbour" in feed.address))
    assert device.synced().removed == ("Harbour",)
    world.feeds = {gone.id: gone, **world.feeds}
    world.set([one.id for one in world.items.values() if one.feed == gone.id][3:5], starred=True)
    device.synced()
    (again,) = [one for one in device.rows() if one.link == row.link]
    assert device.library.tags_of(again.id) == ("ships",)
    assert device.library.note_of(again.id) == "ask Mei"
    assert device.state() == world.state() and before.keys() == world.state().keys()
    assert device.pending() == 0
    # It was taken back: there is no more of it to undo.
    assert "remove_feed" not in [done.kind for done in device.library.undoable()]
