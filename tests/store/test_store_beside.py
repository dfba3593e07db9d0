"""Other processes at the same database: none of them takes from this one what it writes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haowai_tui.model import Entry, FeedData, Selection
from haowai_tui.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STARRED = Selection(starred=True)
LOOK = """\
import sys
from pathlib import Path
from haowai_tui.model import Selection
from haowai_tui.store import Store
with Store.open(Path(sys.argv[1])) as store:
    print(store.count(Selection(starred=True)))
"""


def starred_for_others(path: Path) -> int:
    """What another process finds starred, that opens the database, and closes it again."""
    done = subprocess.run([sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.parametrize("often", [1, 2], ids=["opened once", "opened twice here"])
def test_what_is_done_after_another_process_has_come_and_gone_is_there_for_all(tmp_path: Path, often: int) -> None:
    path = tmp_path / "haowai.db"
    with Store.open(path) as store:
        feed = store.add_feed("https://example.org/", source="feed", title="Feed")
        entries = tuple(Entry(guid=str(n), title=f"No. {n}", published=NOW) for n in range(5))
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    log = path.with_name("haowai.db-wal")
    with ExitStack() as open_ones:
        store = open_ones.enter_context(Store.open(path))
        if often == 2:
            Store.open(path).close()
        store.set_starred((1,), True)
        before = log.stat().st_ino
        assert starred_for_others(path) == 1
        # The last that closes takes the log away. It would not be this one if its locks were gone.
        assert log.exists() and log.stat().st_ino == before
        store.set_starred((2, 3), True)
        assert starred_for_others(path) == 3
        assert store.count(STARRED) == 3
    assert starred_for_others(path) == 3
