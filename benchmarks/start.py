"""How long a start takes beside a bare Textual app, and the memory of the open reader.

    python benchmarks/start.py HOME ...

Each HOME is a folder as HAOWAI_HOME names it. Prints, each as the median of RUNS starts: the seconds to the first
characters that can be read (the last screen, which is drawn before anything is loaded); those to the live screen,
taken from starts that find no last screen; how many times the floor's that is (`floor.py`); and the memory that the
program's processes have, and have had at most, three seconds after that. Memory is PSS: shared pages count in part.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from statistics import median

from haowai_tui.config import paths
from terminal import Session, tree

RUNS = 9
FLOOR = [sys.executable, str(Path(__file__).with_name("floor.py"))]
READER = [sys.executable, "-m", "haowai_tui"]


def live(homes: list[Path]) -> list[list[float]]:
    """The seconds to the live screen of the floor and of the reader with each home, in each start. They take turns: a
    machine is not as fast in one minute as in the next."""
    times: list[list[float]] = [[] for _ in range(len(homes) + 1)]
    for _ in range(RUNS):
        times[0].append(one(FLOOR, "Floor 0", None))
        for taken, home in zip(times[1:], homes, strict=True):
            last_screen(home).unlink(missing_ok=True)
            taken.append(one(READER, "All articles", home))
    return times


def one(command: list[str], text: str, home: Path | None) -> float:
    """The seconds to `text` on the screen in one start."""
    with Session(command, env=environment(home)) as session:
        seconds = session.wait_for(text)
        session.settle(0.5)
    return seconds


def inks(home: Path) -> list[float]:
    """The seconds to the first readable characters, where there is a last screen to draw."""
    times = []
    for run in range(RUNS + 1):
        with Session(READER, env=environment(home)) as session:
            session.settle(1.0)
            if run:
                times.append(session.first_ink())
            session.press("q", 1.0)
    return times


def memory(home: Path) -> tuple[float, float]:
    """The megabytes of the open reader at rest, and the most of its life."""
    with Session(READER, env=environment(home)) as session:
        session.wait_for("All articles")
        most, until = 0.0, time.perf_counter() + 3
        while time.perf_counter() < until:
            session.settle(0.05, timeout=0.05)
            most = max(most, pss(session.pid))
        return pss(session.pid), most


def pss(pid: int) -> float:
    """The megabytes of a process and its children."""
    kb = 0
    for process in tree(pid):
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            kb += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return kb / 1024


def environment(home: Path | None) -> dict[str, str]:
    return {"HAOWAI_LANG": "en"} | ({} if home is None else {"HAOWAI_HOME": str(home)})


def last_screen(home: Path) -> Path:
    return paths({**os.environ, "HAOWAI_HOME": str(home)}).cache / "last-screen"


def main() -> None:
    """Measure the floor, then each home."""
    homes = [*map(Path, sys.argv[1:])]
    floor, *seconds_of = map(median, live(homes))
    print(f"{'bare Textual app':30} live {floor:.3f} s")
    for home, seconds in zip(homes, seconds_of, strict=True):
        ink = median(inks(home))
        rest, most = memory(home)
        print(
            f"{home.name:30} live {seconds:.3f} s, {seconds / floor:.2f} times the floor; "
            f"first ink {ink * 1000:.0f} ms; memory {rest:.1f} MB, at most {most:.1f}"
        )


if __name__ == "__main__":
    main()
