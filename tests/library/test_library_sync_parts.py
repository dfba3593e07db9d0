"""Feeds of an account with many articles go, and come back, part by part, and its server hears nothing of that."""

from __future__ import annotations

import pytest

from syncing import Device
from syncworld import World


def test_what_the_server_removes_and_brings_back_goes_part_by_part_and_is_not_sent_there(
    world: World, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haowai_tui.store.removing.AT_ONCE", 1)
    before = device.state()
    gone = world.feeds.pop(next(one for one, feed in world.feeds.items() if "harbour" in feed.address))
    commits = device.library._store._db.commits
    assert device.synced().removed == ("Harbour",)
    # One for each article at least: whoever writes meanwhile waits for no more.
    assert device.library._store._db.commits - commits > len(before) - len(device.state()) > 1
    world.feeds[gone.id] = gone
    commits = device.library._store._db.commits
    device.synced()
    assert device.library._store._db.commits - commits > 3
    assert device.state() == before and gone.id in world.feeds


def test_an_account_leaves_the_lists_at_once_and_its_articles_part_by_part(
    world: World, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haowai_tui.store.removing.AT_ONCE", 2)
    before = world.state()
    device.library.forget_account("home")
    assert device.library.feeds() == [] and device.library.accounts() == [] and device.library.are_leaving()
    assert len(list(device.library.going_on_removing())) == 13
    assert device.rows() == [] and not device.library.are_leaving() and device.library.counts().total == 0
    assert world.state() == before and len(world.feeds) == 2 and device.pending() == 0
