"""Damage that SQLite would read over is noticed, and a rescue that has much to put back keeps nobody waiting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from damaging import NOW, PAGE, entries, live_a_little, paths_in
from haowai_tui.config import Settings
from haowai_tui.errors import StoreDamagedError
from haowai_tui.library import Library
from haowai_tui.model import FeedData, Selection
from haowai_tui.store import Store, restoring

ALL = Selection(muted=None)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    live_a_little(tmp_path)
    path = tmp_path / "data" / "haowai.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def root_of(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])


def swap(database: Path, first: str, second: str) -> None:
    """Put the root pages of two tables in each other's place: whole pages, and nothing that SQLite minds."""
    one, two = ((root_of(database, name) - 1) * PAGE for name in (first, second))
    data = bytearray(database.read_bytes())
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]
    database.write_bytes(data)


@pytest.mark.parametrize("table", ["feeds", "smart_feeds", "undo_actions", "notes"])
def test_a_page_of_another_table_among_the_readers_doings_is_noticed_at_once(database: Path, table: str) -> None:
    swap(database, table, "settings" if table == "notes" else "notes")
    with Library.open(paths_in(database.parent.parent), Settings()) as library:
        assert library.rescue_notice()
        while library.restore_part():
            pass
        assert [feed.own_title for feed in library.feeds()] == ["我的晨报", ""]
        assert [feed.name for feed in library.smart_feeds()] == ["海边"]
        assert library.article(4).note == "要问问船长"


@pytest.mark.parametrize("cut", [1, 2000, PAGE - 1])
def test_a_file_that_ends_in_the_middle_of_a_page_is_noticed_at_once(database: Path, cut: int) -> None:
    """The last page may be an index, and then a list would be empty without a word."""
    data = database.read_bytes()
    database.write_bytes(data[:-cut])
    with Library.open(paths_in(database.parent.parent), Settings()) as library:
        assert library.rescue_notice()
        while library.restore_part():
            pass
        assert library.article(4).note == "要问问船长"


def test_a_table_of_articles_that_has_lost_them_is_found_behind_and_set_aside_by_the_next_start(database: Path) -> None:
    swap(database, "articles", "facts")
    paths = paths_in(database.parent.parent)
    with Library.open(paths, Settings()) as library, pytest.raises(StoreDamagedError):
        library.look_over(bool)
    with Library.open(paths, Settings()) as library:
        assert library.rescue_notice()
        while library.restore_part():
            pass
        assert library.article(4).note == "要问问船长"
    with Library.open(paths, Settings()) as library:
        assert not library.rescue_notice()


def test_of_a_damaged_database_no_backup_takes_the_place_of_a_sound_one(database: Path) -> None:
    import os

    (backup,) = (database.parent / "backups").iterdir()
    os.utime(backup, (NOW.timestamp() - 200_000,) * 2)
    swap(database, "articles", "facts")
    with Library.open(paths_in(database.parent.parent), Settings()) as library, pytest.raises(StoreDamagedError):
        library.keep_safe()
    assert list((database.parent / "backups").iterdir()) == [backup]


def test_a_look_that_is_not_to_go_on_says_nothing_against_the_file(database: Path) -> None:
    with Library.open(paths_in(database.parent.parent), Settings()) as library:
        library.look_over(lambda: True)
        library.look_over(bool)


@pytest.mark.parametrize("place", [18, 19, 44])
def test_a_header_that_forbids_writing_or_reading_is_damage_and_no_full_disk(database: Path, place: int) -> None:
    data = bytearray(database.read_bytes())
    data[place : place + 4] = b"\x17" * 4 if place == 44 else bytes([0x17]) + data[place + 1 : place + 4]
    database.write_bytes(data)
    with Library.open(paths_in(database.parent.parent), Settings()) as library:
        assert library.rescue_notice()
        library.set_starred((1,), False)


def much_marked(home: Path, damage: Callable[[Path], object]) -> Path:
    """A reader who has starred, tagged and read more than is put back before there is a screen."""
    path = home / "haowai.db"
    with Store.open(path) as store:
        feed = store.add_feed("https://example.org/1.xml", source="feed", title="晨报")
        store.store_feed(feed.id, FeedData(title="晨报", entries=entries(900)), now=NOW)
        with store.action("star"):
            store.set_starred(range(1, 701), True)
        with store.action("mark_list_read"):
            store.mark_read(ALL)
        store.set_note(650, "要问问船长")
        store.back_up()
    damage(path)
    return path


def rest(store: Store) -> int:
    return sum(1 for _ in iter(store.restore_part, False))


def test_much_comes_back_part_by_part_and_the_feeds_at_once(tmp_path: Path) -> None:
    path = much_marked(tmp_path, lambda path: path.write_bytes(b"gone"))
    with Store.open(path) as store:
        assert len(store.feeds()) == 1
        assert store.count(Selection(starred=True)) == 0
        assert rest(store) > 3
        assert store.count(Selection(starred=True)) == 700
        assert store.article(650).note == "要问问船长"
        store.store_feed(1, FeedData(title="晨报", entries=entries(900)), now=NOW)
        assert store.count(Selection(unread=True)) == 0
        assert not store.restore_part()


def test_an_article_that_comes_in_before_its_mark_finds_it(tmp_path: Path) -> None:
    path = much_marked(tmp_path, lambda path: path.write_bytes(b"gone"))
    with Store.open(path) as store:
        store.restore_part()
        store.store_feed(1, FeedData(title="晨报", entries=entries(901)), now=NOW)
        assert store.count(Selection(starred=True)) == 700
        assert store.count(Selection(unread=True)) == 1
        assert rest(store) == 0


def test_a_rescue_that_was_stopped_in_the_middle_goes_on_with_the_next_start_and_after_a_second_damage(
    tmp_path: Path,
) -> None:
    path = much_marked(tmp_path, lambda path: path.write_bytes(b"gone"))
    with Store.open(path) as store:
        store.restore_part()
    with Store.open(path, damaged=True) as store:
        store.restore_part()
    with Store.open(path) as store:
        rest(store)
        assert store.count(Selection(starred=True)) == 700
        assert store.article(650).note == "要问问船长"


@pytest.mark.parametrize("part", ["", "晨报", "7", "[1, 2]", '["articles", ["id"], [7]]', '["x", ["y"], [[{"z": 1}]]]'])
def test_a_rest_that_is_not_what_was_written_is_damage_and_comes_from_the_copies(tmp_path: Path, part: str) -> None:
    path = much_marked(tmp_path, lambda path: path.write_bytes(b"gone"))
    with Store.open(path):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE to_restore SET part = ? WHERE n = (SELECT min(n) FROM to_restore)", (part,))
    with Store.open(path) as store:
        with pytest.raises(StoreDamagedError):
            store.restore_part()
        with pytest.raises(StoreDamagedError):
            store.store_feed(1, FeedData(title="晨报", entries=entries(3)), now=NOW)
    with Store.open(path, damaged=True) as store:
        rest(store)
        assert store.count(Selection(starred=True)) == 700
        assert store.article(650).note == "要问问船长"


def test_what_is_done_meanwhile_and_what_was_done_before_can_be_undone(tmp_path: Path) -> None:
    path = much_marked(tmp_path, lambda path: path.write_bytes(b"gone"))
    with Store.open(path) as store:
        with store.action("rename"):
            store.rename_feed(1, "新晨报")
        newest, read, starred = store.actions()[:3]
        assert (newest.kind, read.kind, starred.kind) == ("rename", "mark_list_read", "star")
        store.take_back(newest)
        assert [feed.own_title for feed in store.feeds()] == [""]
        assert store.count(Selection(starred=True)) == 700
        store.take_back(read)
        store.take_back(starred)
        assert store.count(Selection(starred=True)) == 0


def test_before_the_screen_stands_only_a_bounded_number_of_rows_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = much_marked(tmp_path, lambda path: path.write_bytes(b"gone"))
    put: list[str] = []
    was = restoring._put
    monkeypatch.setattr(
        restoring, "_put", lambda connection, table, values: put.append(table) or was(connection, table, values)
    )
    Store.open(path).close()
    assert "feeds" in put and "articles" not in put
    assert len(put) < restoring._AT_ONCE
