"""Full disks, several processes at once, and clocks that are wrong."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from damaging import entries, live_a_little, paths_in
from haowai_tui.config import Settings
from haowai_tui.errors import HaowaiError, StoreFullError
from haowai_tui.library import Library
from haowai_tui.library.files import write_whole
from haowai_tui.model import FeedData, Selection
from haowai_tui.store import Store
from haowai_tui.text import parse_date

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

WRITER = """
import sys
from pathlib import Path
from haowai_tui.store import Store
with Store.open(Path(sys.argv[1])) as store:
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 1000):
        assert store.set_starred((number,), True) == (number,)
"""
REFRESHER = """
import sys
from pathlib import Path
from damaging import NOW, entries
from haowai_tui.model import FeedData
from haowai_tui.store import Store
with Store.open(Path(sys.argv[1])) as store:
    for part in range(40):
        store.store_feed(1, FeedData(title="晨报", entries=entries(50 + part * 10)), now=NOW)
"""
LIMITED = """
import resource, sys, signal
# Python would cut its own compiled modules short as well, and every later test would stumble over them.
sys.dont_write_bytecode = True
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from haowai_tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def child(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.PIPE,
    )


def test_two_readers_and_a_refresh_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "haowai.db"
    with Store.open(path) as store:
        feed = store.add_feed("https://example.org/", source="feed")
        store.store_feed(feed.id, FeedData(entries=entries(2000)), now=NOW)
    running = [child(WRITER, path, 1), child(WRITER, path, 1001), child(REFRESHER, path)]
    for process in running:
        _out, err = process.communicate(timeout=240)
        assert process.returncode == 0, err.decode()
    with Store.open(path) as store:
        assert store.count(Selection(starred=True)) == 2000
        assert store.check().integrity == "ok"


def run_with_quota(home: Path, size: int, *argv: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *map(str, argv)],
        env={**os.environ, "HAOWAI_HOME": str(home), "HAOWAI_LANG": "en"},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_on_a_full_disk_reading_goes_on_and_writing_is_a_sentence(tmp_path: Path) -> None:
    live_a_little(tmp_path)
    size = (tmp_path / "data" / "haowai.db").stat().st_size
    # No file may grow: a quota, as the system enforces it.
    for argv in (("list",), ("read", "1"), ("feeds",), ("count",)):
        done = run_with_quota(tmp_path, 0, *argv)
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout
    starred = run_with_quota(tmp_path, 0, "star", "50")
    assert starred.returncode == 4
    assert b"Traceback" not in starred.stderr and starred.stderr.count(b"\n") == 1
    assert (tmp_path / "data" / "haowai.db").stat().st_size == size
    out = tmp_path / "articles.md"
    exported = run_with_quota(tmp_path, 100, "export", "--format", "md", "--starred", "-o", out)
    assert exported.returncode != 0 and b"Traceback" not in exported.stderr
    assert not out.exists() and not list(tmp_path.glob(".haowai-*"))
    with Library.open(paths_in(tmp_path), Settings()) as library:
        assert not library.article(50).starred
        assert library.article(1).starred


def test_a_backup_that_cannot_be_written_keeps_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live_a_little(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (backup,) = (tmp_path / "data" / "backups").iterdir()
    before = backup.read_bytes()
    with Library.open(paths_in(tmp_path), Settings()) as library:
        library.set_starred((9,), True)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        import signal

        was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50, hard))
        try:
            assert not library.keep_safe()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, was)
    assert [path.read_bytes() for path in (tmp_path / "data" / "backups").iterdir()] == [before]


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "home"
    blocked.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(StoreFullError):
        Store.open(blocked / "data" / "haowai.db")
    with pytest.raises(HaowaiError):
        write_whole(blocked / "x.md", [b"text"])


@pytest.mark.parametrize("text", ["0000-01-01", "9999-12-31T23:59:59-23:59", str(2**63), "-1", "Mon, 99 Foo 0 99:99"])
def test_no_date_overflows(tmp_path: Path, text: str) -> None:
    when = parse_date(text)
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/", source="feed")
        odd = entries(3)[0]
        from msgspec.structs import replace

        store.store_feed(feed.id, FeedData(entries=(replace(odd, published=when), *entries(4)[1:])), now=NOW)
        rows = store.headlines(Selection())
        assert len(rows) == 4
        assert all(row.when.year < 9999 for row in rows)


def test_when_the_clock_jumps_the_order_is_that_of_publication(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/", source="feed")
        for number, now in enumerate((NOW, NOW + timedelta(days=40_000), NOW - timedelta(days=20_000))):
            store.store_feed(feed.id, FeedData(entries=entries(2 + number)), now=now)
        assert [row.title for row in store.headlines(Selection())] == [f"港口新闻 harbour {n}" for n in range(4)]
