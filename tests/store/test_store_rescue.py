"""A database that is damaged never keeps anybody from reading, and never takes what the reader did with it."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from damaging import MUTATIONS, NOW, PAGE, damage, doings, entries, live_a_little, paths_in
from haowai_tui.config import Settings
from haowai_tui.errors import StoreDamagedError
from haowai_tui.library import Library
from haowai_tui.model import FeedData, Selection
from haowai_tui.store import Store, backups
from haowai_tui.store.keeping import DERIVED, read_state

ALL = Selection(muted=None)


def use_everything(library: Library) -> dict[str, object]:
    """A reader goes round: feeds, lists, articles, search. Raises `StoreDamagedError` where that cannot be."""
    for row in library.headlines(ALL, limit=500):
        library.article(row.id)
    library.counts()
    library.headlines(library.parse_query("ferry"))
    library.hot(limit=5)
    return doings(library)


def live_through(home: Path) -> tuple[dict[str, object], str]:
    """Open and use the library as the program does: what turns out damaged while it is used is opened anew."""
    paths = paths_in(home)
    for damaged in (False, True):
        try:
            with Library.open(paths, Settings(), damaged=damaged) as library:
                library.look_over(bool)
                while library.restore_part():
                    pass
                found = use_everything(library)
                return found, library.rescue_notice()
        except StoreDamagedError:
            if damaged:
                raise
    raise AssertionError


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("lived")
    live_a_little(home)
    return home


@pytest.fixture
def home(lived: Path, tmp_path: Path) -> Path:
    (tmp_path / "data" / "backups").mkdir(mode=0o700, parents=True)
    for part in lived.glob("data/**/*"):
        if part.is_file():
            (tmp_path / part.relative_to(lived)).write_bytes(part.read_bytes())
    return tmp_path


@pytest.mark.parametrize("number", range(len(MUTATIONS) * 3))
def test_whatever_happens_to_the_file_what_the_reader_did_is_there(home: Path, number: int) -> None:
    with Library.open(paths_in(home), Settings()) as library:
        before = doings(library)
    what = damage(home / "data" / "haowai.db", number)
    found, notice = live_through(home)
    kept = list((home / "data").glob("haowai.db.damaged-*[0-9]"))
    if notice:
        assert kept and kept[0].name in notice
        assert found == before, what
    elif what != "flipped":
        # Nothing was said, so nothing was lost; a flipped bit in a text is what no database can notice.
        assert found == before, what


def test_a_file_that_is_no_database_is_kept_with_what_lies_beside_it_and_one_sentence_says_so(home: Path) -> None:
    path = home / "data" / "haowai.db"
    path.write_bytes(b"not a database" * 100)
    (home / "data" / "haowai.db-wal").write_bytes(b"nor a log")
    with Library.open(paths_in(home), Settings()) as library:
        notice = library.rescue_notice()
        assert library.rescue_notice() == ""
    kept = next((home / "data").glob("haowai.db.damaged-*[0-9]"))
    assert kept.read_bytes() == b"not a database" * 100
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"nor a log"
    assert notice.count(".") - notice.count(kept.name) * kept.name.count(".") == 1
    assert kept.name in notice


def test_read_articles_come_back_read_and_under_their_ids(home: Path) -> None:
    (home / "data" / "haowai.db").write_bytes(b"gone")
    with Store.open(home / "data" / "haowai.db") as store:
        assert store.rescued is not None and store.rescued.found
        for feed in store.feeds():
            store.store_feed(feed.id, FeedData(title="晨报", entries=entries(130)), now=NOW)
        rows = {row.id: row for row in store.headlines(ALL, limit=1000)}
        second = [row for row in rows.values() if row.feed_id == 2]
        assert sum(row.read for row in second) == 120
        assert {row.id for row in second if row.read} == set(range(121, 241))
        assert not any(row.read for row in rows.values() if row.feed_id == 1)
        assert store.article(1).starred and store.article(1).blocks
        fresh = [row.id for row in second if not row.read]
        assert min(fresh) > 240


def test_what_was_done_before_the_damage_can_still_be_undone(home: Path) -> None:
    (home / "data" / "haowai.db").write_bytes(b"gone")
    with Library.open(paths_in(home), Settings()) as library:
        kinds = [done.kind for done in library.undoable()]
        assert "mark_list_read" in kinds
        while library.undo():
            pass
        assert library.tags() == [] and library.later() == ()


def test_what_the_damaged_file_still_gives_is_newer_than_the_backup(home: Path) -> None:
    path = home / "data" / "haowai.db"
    with Store.open(path) as store:
        store.set_starred((77,), True)
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'bodies'").fetchone()[0]
    data[(root - 1) * PAGE : root * PAGE] = random.Random(1).randbytes(PAGE)
    path.write_bytes(data)
    with Store.open(path, damaged=True) as store:
        assert store.rescued is not None and store.rescued.as_of is None
        assert store.article(77).starred


def test_a_damaged_backup_is_passed_over_for_the_one_before(home: Path) -> None:
    folder = home / "data" / "backups"
    (first,) = backups.backups(folder)
    later = folder / "state-000002.gz"
    later.write_bytes(first.read_bytes()[:-20])
    (home / "data" / "haowai.db").write_bytes(b"")
    with Store.open(home / "data" / "haowai.db") as store:
        assert len(store.feeds()) == 2


def test_without_any_backup_the_reader_starts_anew_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "haowai.db").write_bytes(b"not a database" * 100)
    with Library.open(paths_in(tmp_path), Settings()) as library:
        assert "starts anew" in library.rescue_notice()
        assert library.is_first_launch()


def test_a_version_number_alone_that_is_wrong_costs_nothing(home: Path) -> None:
    path = home / "data" / "haowai.db"
    for number in (0, 2, 12345):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {number}")
        with Store.open(path) as store:
            assert store.rescued is None
            assert store.count(ALL) == 240


def test_who_has_the_old_file_open_does_not_write_into_it(home: Path) -> None:
    path = home / "data" / "haowai.db"
    with Store.open(path) as old, Store.open(path, damaged=True) as new:
        with pytest.raises(StoreDamagedError):
            old.set_starred((50,), True)
        assert new.set_starred((1,), False) == (1,)


def test_backups_are_for_their_owner_and_the_last_three_days(home: Path) -> None:
    path = home / "data" / "haowai.db"
    folder = home / "data" / "backups"
    with Store.open(path) as store:
        for day in range(5):
            for written in folder.iterdir():
                os.utime(written, (1_700_000_000 + 86_400 * day,) * 2)
            store.set_starred((10 + day,), True)
            written = store.back_up()
            store.set_starred((20 + day,), True)
            assert store.back_up() == written
    assert len(backups.backups(folder)) == 3
    assert all(stat.S_IMODE(part.stat().st_mode) == 0o600 for part in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_backup_is_small_and_holds_no_text_of_an_article(home: Path) -> None:
    (backup,) = backups.backups(home / "data" / "backups")
    assert backup.stat().st_size < 10_000
    (state,) = backups.newest(home / "data" / "backups")
    assert "沿岸的步道" not in str(state)


def test_a_backup_is_written_when_the_reader_did_something_and_not_else(home: Path) -> None:
    with Library.open(paths_in(home), Settings()) as library:
        assert not library.keep_safe()
        library.set_starred((9,), True)
        assert library.keep_safe()
        assert not library.keep_safe()


def test_every_table_is_kept_or_can_be_made_again(home: Path) -> None:
    """A new table is kept unless it is named in `DERIVED`: whoever adds one decides here."""
    with closing(sqlite3.connect(home / "data" / "haowai.db")) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        kept = {table.name for table in read_state(connection).tables}
    derived = {name for name in names if name in DERIVED or name.startswith(("search", "sounds", "starts", "sqlite"))}
    assert kept | derived == names
    assert derived >= DERIVED
    assert not kept & derived


def test_a_damaged_name_that_is_no_text_at_all_is_damage_like_any_other(home):
    """SQLite names what it cannot read, in the bytes that stand there."""
    database = home / "data" / "haowai.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET name = CAST(x'ce2021' AS TEXT), sql = 'CREATE nothing' WHERE name = 'feeds'"
        )
        connection.commit()
    with Library.open(paths_in(home), Settings()) as library:
        assert library.rescue_notice()
        assert len(library.feeds()) == 2
