"""What becomes of damaged databases.

    python benchmarks/damage.py [COUNT]

Damages a reader's database in COUNT (300) ways, starts the program on each, every ninth time the reader itself in a
terminal, and prints how often it started, how long that took, and what was there again afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from damaging import damage, doings, live_a_little, paths_in
from haowai_tui.config import Settings
from haowai_tui.errors import HaowaiError, StoreDamagedError
from haowai_tui.library import Library
from terminal import Terminal, TooLate

PROGRAM = [sys.executable, "-m", "haowai_tui"]


def start(home: Path, number: int) -> tuple[bool, float]:
    """Whether the program starts and shows its feeds, and how many seconds that takes."""
    env = {**os.environ, "HAOWAI_HOME": str(home), "HAOWAI_LANG": "en"}
    began = time.perf_counter()
    if number % 9 == 8:
        with Terminal(PROGRAM, columns=120, rows=40, env={**env, "TERM": "xterm-256color"}) as terminal:
            try:
                terminal.wait_for("晨报", 20)
            except TooLate:
                return False, time.perf_counter() - began
            took = time.perf_counter() - began
            # What is found out behind the screen has the reader begin anew: a key of that moment is lost.
            terminal.wait_still(1.0)
            terminal.send("q")
            return terminal.wait_end() == 0, took
    done = subprocess.run([*PROGRAM, "list"], env=env, capture_output=True, timeout=60, check=False)
    return done.returncode == 0 and b"\t" in done.stdout, time.perf_counter() - began


def there_again(home: Path) -> dict[str, object] | None:
    """What the reader did, looked at as the reader's program does: what turns out damaged only now is opened anew."""
    for damaged in (False, True):
        try:
            with Library.open(paths_in(home), Settings(), damaged=damaged) as library:
                while library.restore_part():
                    pass
                library.look_over(bool)
                return doings(library)
        except StoreDamagedError:
            continue
        except HaowaiError:
            # Swapped pages can hide a row without anything that SQLite would notice.
            return None
    return None


def middle(starts: list[tuple[float, str]]) -> float:
    """The middle one of the times."""
    return starts[len(starts) // 2][0]


def main(count: int) -> None:
    tally: Counter[str] = Counter()
    failed: list[str] = []
    starts: list[tuple[float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        lived = Path(folder) / "lived"
        live_a_little(lived)
        with Library.open(paths_in(lived), Settings()) as library:
            before = doings(library)
        for number in range(count):
            home = Path(folder) / "home"
            shutil.copytree(lived, home)
            what = damage(home / "data" / "haowai.db", number)
            started, took = start(home, number)
            starts.append((took, f"{number} {what}, set aside"))
            aside = bool(list((home / "data").glob("haowai.db.damaged-*")))
            same = there_again(home) == before
            tally["started"] += started
            tally["set aside"] += aside
            tally["all of it there"] += same
            tally["set aside, all of it there"] += aside and same
            if not started or (aside and not same):
                failed.append(f"{number} {what}: started {started}, all there {same}")
            if not aside:
                starts[-1] = (took, f"{number} {what}")
            shutil.rmtree(home)
    starts.sort(reverse=True)
    print(
        f"{count} damaged databases; the longest start took {starts[0][0]:.2f} s, half of them {middle(starts):.2f} s"
    )
    for took, what in starts[:4]:
        print(f"  {took:.2f} s  {what}")
    for name, value in tally.items():
        print(f"  {value:4} {name}")
    for line in failed:
        print("  !", line)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
