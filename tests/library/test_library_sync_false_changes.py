"""The same of servers that tell what changed: what they passed over, or dated in another century, comes after all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from syncing import Device
from syncworld import Face, World

of = pytest.mark.parametrize


# Servers that tell what changed.


def miniflux_page(answer: Callable[[Face, Any], Any]) -> Callable[[Face, Any], Any]:
    def falsely(face: Face, data: Any) -> Any:
        return answer(face, data) if face.where == "/v1/entries" and face.asked("order") == "id" else data

    return falsely


def _newest_first(face: Face, data: Any) -> Any:
    world: World = face.world
    listed = sorted(data["entries"], key=lambda one: -one["id"])
    del world
    return {**data, "entries": listed}


@of("kind", ["miniflux"], indirect=True)
@of(
    "answer",
    [
        lambda _face, _data: {},
        lambda _face, _data: {"total": 0, "entries": []},
        lambda _face, data: {**data, "entries": []},
        lambda _face, data: {**data, "entries": None},
        lambda face, data: {**data, "entries": []} if face.asked("after_entry_id") != "0" else data,
        _newest_first,
    ],
    ids=["no list", "nothing", "nothing of many", "null", "ends early", "another order"],
)
def test_what_miniflux_passed_over_comes_with_the_next_sync(
    world: World, joined: Device, answer: Callable[[Face, Any], Any]
) -> None:
    world.falsely = miniflux_page(answer)
    joined.sync()
    world.falsely = None
    joined.synced()
    assert joined.state() == world.state()


@of("kind", ["miniflux"], indirect=True)
def test_a_short_page_of_miniflux_is_not_the_last(world: World, joined: Device) -> None:
    world.falsely = miniflux_page(lambda _face, data: {**data, "entries": data["entries"][:2]})
    joined.synced()
    assert joined.state() == world.state()


@of("kind", ["miniflux"], indirect=True)
def test_a_change_dated_in_another_century_hides_no_later_one(world: World, joined: Device) -> None:
    world.clock = time.time() - 100
    item = world.add_item(world.feeds[1])
    real, item.changed = item.changed, 9_000_000_000.0
    joined.synced()
    item.changed = real
    world.set([one for one in world.items if one != item.id], read=True)
    joined.synced()
    assert joined.state() == world.state()


@of("kind", ["nextcloud"], indirect=True)
@of("page", [1, 2, 3])
def test_an_empty_page_of_nextcloud_is_not_taken_for_the_end(world: World, joined: Device, page: int) -> None:
    asked: list[str] = []

    def falsely(face: Face, data: Any) -> Any:
        if face.where == "/items" and face.asked("oldestFirst") == "false":
            asked.append(face.path)
            return {"items": []} if len(asked) > page else data
        return data

    world.falsely = falsely
    joined.sync()
    world.falsely = None
    joined.synced()
    assert joined.state() == world.state()


@of("kind", ["nextcloud"], indirect=True)
def test_nextclouds_articles_in_another_order_are_not_passed_over(world: World, joined: Device) -> None:
    def falsely(face: Face, data: Any) -> Any:
        if face.where != "/items":
            return data
        return {"items": sorted((face._item(item) for item in world.items.values()), key=lambda one: one["id"])[:5]}  # type: ignore[attr-defined]

    world.falsely = falsely
    joined.failed()
    world.falsely = None
    joined.synced()
    assert joined.state() == world.state()


@of("kind", ["nextcloud"], indirect=True)
def test_a_change_that_nextcloud_left_out_comes_with_the_next_sync(world: World, device: Device) -> None:
    early, late = list(world.items)[:2]
    world.set([early], read=True)
    world.set([late], read=True)

    def falsely(face: Face, data: Any) -> Any:
        if face.where == "/items/updated":
            return {"items": [one for one in data["items"] if one["id"] != early & ((1 << 40) - 1)]}
        return data

    world.falsely = falsely
    device.synced()
    world.falsely = None
    device.synced()
    assert device.state() == world.state()


@of("kind", ["nextcloud"], indirect=True)
@of("moment", [9_000_000_000, 9_000_000_000_000_000])
def test_a_moment_of_nextclouds_in_another_century_hides_nothing(world: World, device: Device, moment: int) -> None:
    def falsely(face: Face, data: Any) -> Any:
        if face.where == "/items/updated":
            return {"items": [{**one, "lastModified": moment} for one in data["items"]]}
        return data

    world.falsely = falsely
    world.set(list(world.items)[:1], read=True)
    device.synced()
    world.falsely = None
    world.set(list(world.items)[1:3], read=True)
    device.synced()
    assert device.state() == world.state()
