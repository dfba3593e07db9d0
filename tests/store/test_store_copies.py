"""The copies that are made before the database takes a new form."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from haowai_tui.store import Store


def test_the_copy_before_a_migration_replaces_the_one_before_it_and_goes_after_a_good_week(tmp_path: Path) -> None:
    path = tmp_path / "haowai.db"
    with closing(sqlite3.connect(path)) as connection:
        schema = Path(__file__).parents[2] / "src" / "haowai_tui" / "store" / "schema"
        connection.executescript((schema / "0001_start.sql").read_text("utf-8"))
        connection.execute("PRAGMA user_version = 1")
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
