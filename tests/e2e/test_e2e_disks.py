"""Disks that are full or take nothing at all, and homes that are not there: reading goes on, and a sentence says why
nothing else does."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from damaging import live_a_little
from terminal import Terminal

NO_ROOM = "cannot be written"


def mounted(kind: Sequence[str]) -> bool:
    return shutil.which("mount") is not None and subprocess.run(["mount", *kind], capture_output=True).returncode == 0


class Disk:
    """A small disk of its own, with a reader's home on it."""

    def __init__(self, path: Path) -> None:
        self.path, self.home = path, path / "home"

    def fill(self) -> None:
        with (self.path / "filler").open("ab", buffering=0) as filler:
            for _ in range(100):
                for size in (65_536, 4_096, 1):
                    with contextlib.suppress(OSError):
                        while filler.write(b"x" * size):
                            pass
                # What others have just let go of is room again.
                if not os.statvfs(self.path).f_bfree:
                    return
        raise AssertionError("the disk does not become full")

    def free(self) -> None:
        (self.path / "filler").unlink()

    def protect(self, protected: bool = True) -> None:
        assert mounted(["-o", f"remount,{'ro' if protected else 'rw'}", str(self.path)])

    def files(self) -> dict[str, bytes]:
        """All that is on it, but for what fills it and what SQLite puts beside its file."""
        left = (path for path in self.path.rglob("*") if path.is_file() and path.name != "filler")
        return {str(path): path.read_bytes() for path in left if not path.name.endswith(("-wal", "-shm"))}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "disk"
    path.mkdir()
    if not mounted(["-t", "tmpfs", "-o", "size=3m", "haowai-test", str(path)]):
        pytest.skip("mounting takes rights that this user has not")
    try:
        found = Disk(path)
        live_a_little(found.home, 40)
        yield found
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


Run = subprocess.CompletedProcess[str]


def run(command: Sequence[str], env: Mapping[str, str], *argv: object) -> Run:
    done = subprocess.run(
        [*command, *map(str, argv)],
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def assert_refused(done: Run) -> None:
    """One sentence, and not success."""
    assert done.returncode not in (0, 70), done
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("haowai: "), done.stderr


def trials(folder: Path) -> dict[str, tuple[object, ...]]:
    """Commands that write, each somewhere else."""
    return {
        "star": ("star", "9"),
        "refresh": ("refresh",),
        "settings": ("config", "set", "ui.theme", "newspaper"),
        "text": ("export", "--format", "md", "--starred", "-o", folder / "x.md"),
        "book": ("export", "--format", "epub", "--starred", "-o", folder / "x.epub"),
        "subscriptions": ("export", "-o", folder / "x.opml"),
    }


@pytest.mark.parametrize("trouble", ["full", "protected"])
def test_a_disk_that_takes_nothing_is_read_and_keeps_what_it_has(
    disk: Disk, trouble: str, command: list[str], env: dict[str, str]
) -> None:
    env["HAOWAI_HOME"] = str(disk.home)
    disk.fill() if trouble == "full" else disk.protect()
    before = disk.files()
    for argv in (("list",), ("read", "1"), ("search", "ferry"), ("doctor",)):
        done = run(command, env, *argv)
        assert done.returncode == 0 and done.stdout, (argv, done.stderr)
    for argv in trials(disk.path).values():
        assert_refused(run(command, env, *argv))
    assert disk.files() == before
    disk.free() if trouble == "full" else disk.protect(False)
    for what in ("star", "settings", "text"):
        done = run(command, env, *trials(disk.path)[what])
        assert done.returncode == 0, (what, done.stderr)
    assert (disk.path / "x.md").exists()


@pytest.mark.parametrize("trouble", ["full", "protected"])
@pytest.mark.parametrize("since", ["before it starts", "while it is open"])
def test_the_reader_opens_on_a_disk_that_takes_nothing_and_works_again_when_it_does(
    disk: Disk, trouble: str, since: str, command: list[str], env: dict[str, str]
) -> None:
    env["HAOWAI_HOME"] = str(disk.home)

    def spoil() -> None:
        disk.fill() if trouble == "full" else disk.protect()

    if trouble == "protected" and since == "while it is open":
        pytest.skip("a disk on which files are open for writing cannot be protected")
    if since == "before it starts":
        spoil()
    with Terminal(command, columns=200, rows=40, env=env) as terminal:
        terminal.wait_for("harbour 0")
        if since == "while it is open":
            spoil()
        else:
            terminal.wait_for("The disk takes nothing new")
        terminal.send("s")
        terminal.wait_for(NO_ROOM)
        terminal.send("G", "enter")
        terminal.wait_for("39 渡口在周一")
        terminal.send("escape")
        disk.free() if trouble == "full" else disk.protect(False)
        terminal.send("k", "s")
        terminal.wait_gone(NO_ROOM)
        terminal.wait_for("38")
        terminal.wait_still()
        terminal.send("q")
        assert terminal.wait_end() == 0
    assert "harbour 39" in run(command, env, "list", "is:starred").stdout


@pytest.mark.parametrize("where", ["config", "cache", "data"])
def test_one_folder_that_takes_nothing_stops_what_belongs_there_and_nothing_else(
    tmp_path: Path, where: str, command: list[str], env: dict[str, str]
) -> None:
    """The settings, the database and what can be fetched again, each in its own folder, as the platform puts them."""
    del env["HAOWAI_HOME"]
    for name in ("config", "cache", "data"):
        (tmp_path / name).mkdir()
        env[f"XDG_{name.upper()}_HOME"] = str(tmp_path / name)
    env["HOME"] = str(tmp_path)
    live_a_little(tmp_path / "lived", 20)
    shutil.copytree(tmp_path / "lived" / "data", tmp_path / "data" / "haowai")
    held = tmp_path / where
    if not mounted(["-t", "tmpfs", "haowai-test", str(held)]):
        pytest.skip("mounting takes rights that this user has not")
    try:
        if where == "data":
            shutil.copytree(tmp_path / "lived" / "data", held / "haowai")
        assert mounted(["-o", "remount,ro", str(held)])
        assert run(command, env, "list").returncode == 0
        results = {
            "data": run(command, env, "star", "9"),
            "config": run(command, env, "config", "set", "ui.theme", "newspaper"),
        }
        for name, done in results.items():
            if name == where or where == "data":
                assert_refused(done)
            else:
                assert done.returncode == 0, done
        with Terminal(command, columns=100, rows=24, env=env) as terminal:
            terminal.wait_for("All articles")
            terminal.wait_still()
            terminal.send("q")
            assert terminal.wait_end() == (4 if where == "data" else 0)
    finally:
        subprocess.run(["umount", "-l", str(held)], check=True)


@pytest.mark.parametrize(
    ("named", "home"),
    [
        ("HAOWAI_HOME", "/proc/none/such"),
        ("HAOWAI_HOME", "{file}/in"),
        ("HAOWAI_HOME", "~nobody-of-this-name/x"),
        ("HOME", "/proc/none/such"),
        ("HOME", "{file}"),
    ],
)
def test_a_home_that_is_not_there_is_a_sentence(
    tmp_path: Path, named: str, home: str, command: list[str], env: dict[str, str]
) -> None:
    del env["HAOWAI_HOME"]
    file = tmp_path / "file"
    file.write_text("no folder", "utf-8")
    env[named] = home.format(file=file)
    done = subprocess.run(
        [*command, "list"], env={"PATH": os.environ["PATH"], **env}, cwd="/proc", capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert_refused(done)
    assert "Traceback" not in done.stderr and file.read_text("utf-8") == "no folder"
