"""How a reader leaves whose terminal is lost.

    python benchmarks/lost.py

Opens the reader in a terminal, takes that away in each way in which one can be lost, and prints how many seconds the
process lives on and how many of a processor it uses meanwhile; then the same for 500 changes of size within a second.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from terminal import Terminal

READER = [sys.executable, "-m", "haowai_tui"]
DEAF = ["sh", "-c", f"trap '' HUP; exec {sys.executable} -m haowai_tui"]
TICK = os.sysconf("SC_CLK_TCK")


def used(pid: int) -> float:
    """The processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def lose(argv: list[str], end: Callable[[Terminal], object]) -> tuple[float, float]:
    """Seconds, and processor seconds, from when the terminal is lost to the end of the process."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HAOWAI_HOME": home, "HAOWAI_LANG": "en", "TERM": "xterm-256color"}
        with Terminal(argv, columns=120, rows=40, env=env) as terminal:
            terminal.wait_for("sample edition", 30)
            terminal.send("G")
            terminal.wait_still()
            before, began = used(terminal.pid), time.perf_counter()
            end(terminal)
            return time.perf_counter() - began, terminal.processor_seconds - before


def told(number: signal.Signals) -> Callable[[Terminal], object]:
    def end(terminal: Terminal) -> None:
        terminal.kill(number)
        terminal.wait_end()

    return end


def resized(terminal: Terminal) -> None:
    began = time.perf_counter()
    for number in range(500):
        terminal.resize(1 + (number * 37) % 200, 1 + (number * 11) % 60)
        terminal.read(max(0.0, began + number / 500 - time.perf_counter()))
    terminal.resize(120, 40)
    began = time.perf_counter()
    # In its own row, and with the columns that there are again: not what is left of another size.
    terminal.wait_until(lambda screen: _is_whole(screen.splitlines()), 20)
    print(f"  500 sizes in 1 s: the last one is drawn {time.perf_counter() - began:.2f} s after")
    terminal.send("q")
    terminal.wait_end()


def _is_whole(rows: list[str]) -> bool:
    return "sample edition" in rows[-1] and "─Related and hot" in rows[0] and len(rows[0]) == 120


def main() -> None:
    ways: dict[str, tuple[list[str], Callable[[Terminal], object]]] = {
        "SIGTERM": (READER, told(signal.SIGTERM)),
        "SIGHUP": (READER, told(signal.SIGHUP)),
        "closed": (READER, Terminal.hang_up),
        "closed, SIGHUP ignored": (DEAF, Terminal.hang_up),
    }
    for name, (argv, end) in ways.items():
        seconds, processor = lose(argv, end)
        print(f"  {name}: gone after {seconds:.2f} s, {processor:.2f} s of a processor")
    lose(READER, resized)


if __name__ == "__main__":
    main()
