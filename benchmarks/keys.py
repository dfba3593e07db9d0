"""What each key costs: bytes and milliseconds, with thin lines and without, in a terminal of 120x40.

    python benchmarks/keys.py [HOME]

HOME is a folder as HAOWAI_HOME names it; without it a store of long articles is made.
"""

from __future__ import annotations

import dataclasses
import shutil
import sys
import tempfile
from pathlib import Path

from corpus import NOW, entries

from haowai_tui.config import paths
from haowai_tui.model import FeedData
from haowai_tui.store import Store
from terminal import HEAD, Answer, Session, row

# What is measured: its name, the bytes it may cost, the keys that lead there, the key, how often.
TASKS = (
    ("list and preview", 0, ["g"], "j", 12),
    ("next article", 6500, [], "J", 12),
    ("page down", 4500, ["l", "g"], "pagedown", 6),
    ("scroll a line", 3500, ["g"], "j", 12),
    ("switch pane", 600, [], "tab", 8),
    ("zoomed line", 300, ["z", "g"], "j", 12),
    ("zoomed page", 4500, ["g"], "pagedown", 6),
    ("leave zoom", 0, [], "z", 1),
    ("help", 0, [], "?", 1),
    ("close help", 0, [], "esc", 1),
)
HELD = 12
"""Rows that the cursor goes down at once, faster than an article is shown beside it: what moving alone costs."""


def build(home: Path) -> None:
    """A store of long articles in Chinese and English: twenty paragraphs each."""
    with Store.open(paths({"HAOWAI_HOME": str(home)}).store) as store:
        for number in range(2):
            feed = store.add_feed(f"https://example.org/{number}", source="feed", title=f"Feed {number}")
            short = list(entries(1_200, seed=number))
            long = [
                dataclasses.replace(
                    first, blocks=tuple(block for entry in short[at : at + 20] for block in entry.blocks)
                )
                for at, first in enumerate(short[:60])
            ]
            store.store_feed(feed.id, FeedData(entries=tuple(long)), now=NOW)


def measure(home: Path | None, thin: str) -> None:
    """Print the table for a copy of `home`, or for a store of long articles, with `ui.thin` set to `thin`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "home")
        if home is None:
            build(copy)
        else:
            shutil.copytree(home, copy)
        (copy / "config.toml").write_text(f'[ui]\nthin = "{thin}"\npictures = "off"\n', "utf-8")
        env = {"HAOWAI_HOME": str(copy), "HAOWAI_LANG": "en"}
        print(f"thin = {thin}")
        with Session([sys.executable, "-m", "haowai_tui"], env=env) as session:
            usable = session.wait_for("Headlines")
            session.settle(1.0)
            print(f"first ink {session.first_ink():.3f} s, usable {usable:.3f} s, {session.bytes} bytes")
            print(HEAD, f"{'budget':>9}")
            session.press("g", 1.0)
            held = session.press("j" * HELD, 0.02)
            print(row("list down", [Answer(held.bytes // HELD, held.first / HELD, held.settled / HELD)]), f"{250:>9}")
            session.settle(1.0)
            before, pressed = session.cpu, 0
            for name, budget, first, key, count in TASKS:
                for other in first:
                    session.press(other, 0.5)
                answers: list[Answer] = [session.press(key, 0.4) for _ in range(count)]
                pressed += count + len(first)
                print(row(name, answers), f"{budget or '':>9}")
            idle = session.bytes
            session.settle(5.0)
            print(f"idle: {session.bytes - idle} bytes")
            cpu = (session.cpu - before) * 1000 / pressed
        print(f"CPU {cpu:.1f} ms a key, peak memory {session.peak_kb / 1024:.1f} MB\n")


def main() -> None:
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for thin in ("off", "on"):
        measure(home, thin)


if __name__ == "__main__":
    main()
