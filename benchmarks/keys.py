"""What each key costs: bytes and milliseconds, with thin lines and without, in a terminal of 120x40.

    python benchmarks/keys.py [--refresh] [HOME]

HOME is a folder as HAOWAI_HOME names it; 120 long articles are added to a copy of it. With --refresh the keys are
pressed while 500 feeds of 50 articles come in. There the bytes and the time to rest are those of the refresh too; the
time to the first byte is what counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

from corpus import NOW, entries
from feedserver import serving
from msgspec.structs import replace

from haowai_tui.config import paths
from haowai_tui.model import FeedData
from haowai_tui.store import Store
from terminal import HEAD, Answer, Session, percentile, row

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
FEEDS, ARTICLES, DELAY = 500, 50, 0.1
HELD = 12
"""Rows that the cursor goes down at once, faster than an article is shown beside it: what moving alone costs."""


def add_long(home: Path) -> None:
    """Two feeds of long articles in Chinese and English, twenty paragraphs each, newer than all that is there."""
    with Store.open(paths({"HAOWAI_HOME": str(home)}).store) as store:
        for number in range(2):
            feed = store.add_feed(f"https://example.org/long/{number}", source="feed", title=f"Long {number}")
            short = list(entries(1_200, seed=number))
            long = [
                replace(
                    first,
                    published=NOW + timedelta(minutes=60 - at),
                    blocks=tuple(block for entry in short[at : at + 20] for block in entry.blocks),
                )
                for at, first in enumerate(short[:60])
            ]
            store.store_feed(feed.id, FeedData(entries=tuple(long)), now=NOW)


def measure(home: Path | None, thin: str, urls: Sequence[str]) -> None:
    """Print the table for a copy of `home`, or for an empty one, to which long articles are added, with `ui.thin` set
    to `thin`, while the feeds at `urls` are refreshed, if there are any."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "home")
        if home is not None:
            shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*.backup"))
        add_long(copy)
        (copy / "config.toml").write_text(f'[ui]\nthin = "{thin}"\npictures = "off"\n', "utf-8")
        env = {**os.environ, "HAOWAI_HOME": str(copy), "HAOWAI_LANG": "en"}
        command = [sys.executable, "-m", "haowai_tui"]
        if urls:
            outlines = "".join(f"<outline type='rss' text='{url}' xmlUrl='{url}'/>" for url in urls)
            (copy / "more.opml").write_text(f"<opml version='2.0'><head/><body>{outlines}</body></opml>", "utf-8")
            subprocess.run([*command, "import", str(copy / "more.opml")], env=env, check=True, capture_output=True)
        print(f"thin = {thin}" + (f", {len(urls)} feeds being refreshed" if urls else ""))
        with Session(command, env=env) as session:
            session.wait_for("All articles")
            session.settle(1.0)
            print(HEAD, f"{'first':>9} {'p95':>9} {'budget':>9}")
            session.press("g", 1.0)
            if urls:
                session.press("R", 1.0)
            press_all(session)


def press_all(session: Session) -> None:
    """Press the keys of all tasks and print what each cost."""
    held = session.press("j" * HELD, 0.02)
    print(told("list down", [Answer(held.bytes // HELD, held.first / HELD, held.settled / HELD)], 250))
    session.settle(1.0, timeout=3.0)
    before, pressed = session.cpu, 0
    for name, budget, first, key, count in TASKS:
        for other in first:
            session.press(other, 0.5, timeout=2.0)
        answers = [session.press(key, 0.4, timeout=2.0) for _ in range(count)]
        pressed += count + len(first)
        print(told(name, answers, budget))
    print(f"CPU {(session.cpu - before) * 1000 / pressed:.1f} ms a key, peak memory {session.peak_kb / 1024:.1f} MB")
    idle = session.bytes
    session.settle(5.0, timeout=5.0)
    print(f"idle: {session.bytes - idle} bytes in 5 s\n")


def told(name: str, answers: Sequence[Answer], budget: int) -> str:
    """A line of the table: with the milliseconds to the first byte, which a screen that never rests has too."""
    firsts = [answer.first * 1000 for answer in answers]
    return f"{row(name, answers)} {median(firsts):>9.1f} {percentile(firsts, 0.95):>9.1f} {budget or '':>9}"


def main() -> None:
    """Measure without thin lines and with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refresh", action="store_true")
    parser.add_argument("home", nargs="?", type=Path)
    args = parser.parse_args()
    for thin in ("off", "on"):
        if args.refresh:
            with serving(FEEDS, ARTICLES, delay=DELAY) as urls:
                measure(args.home, thin, urls)
        else:
            measure(args.home, thin, ())


if __name__ == "__main__":
    main()
