"""The copies that are made before the database takes a new form."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from haowai_tui.store import Store, backups, database


def first_version(folder: Path) -> Path:
    """A database as the first version made it, with a feed."""
    path = folder / "haowai.db"
    with closing(sqlite3.connect(path)) as connection:
        schema = Path(__file__).parents[2] / "src" / "haowai_tui" / "store" / "schema"
        connection.executescript((schema / "0001_start.sql").read_text("utf-8"))
        connection.execute(
            "INSERT INTO feeds (source, address, title) VALUES ('feed', 'https://a.example/', 'Harbour')"
        )
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return path


def test_the_copy_before_a_migration_replaces_the_one_before_it_and_goes_after_a_good_week(tmp_path: Path) -> None:
    path = first_version(tmp_path)
    former = tmp_path / "haowai.db.v0.backup"
    theirs = tmp_path / "other.db.v1.backup"
    for file in (former, theirs):
        file.write_bytes(b"what it was")
    kept = tmp_path / "haowai.db.v1.backup"

    Store.open(path).close()
    assert kept.stat().st_size > 0 and kept.stat().st_mode & 0o777 == 0o600
    assert not former.exists()

    Store.open(path).close()
    assert kept.exists()

    old = time.time() - 9 * 86_400
    for file in (kept, theirs):
        os.utime(file, (old, old))
    Store.open(path).close()
    assert not kept.exists()
    assert theirs.exists()


def test_of_a_large_database_what_the_reader_did_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_COPIED_WHOLE", 0)
    path = first_version(tmp_path)

    Store.open(path).close()

    assert not list(tmp_path.glob("*.backup"))
    kept = next(backups.newest(tmp_path / "backups"))
    feeds = next(table for table in kept.tables if table.name == "feeds")
    assert [row[feeds.columns.index("title")] for row in feeds.rows] == ["Harbour"]
