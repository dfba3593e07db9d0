"""How long a refresh takes, the first and one in which nothing is new, beside newsboat where that is installed.

    python benchmarks/refresh.py [FEEDSxARTICLES ...]      (100x100 and 500x20 when none are named)

Each answer comes after 100 ms from a host of its own on loopback. Wall seconds, and those of the processor, children
included. The floor is what the waits alone take: feeds, divided by the fetches at once, times 100 ms.
"""

from __future__ import annotations

import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from feedserver import serving

from haowai_tui.config import NetSettings

DELAY = 0.1
_THREADS = 50


def run(argv: list[str], env: dict[str, str]) -> str:
    """Run a command; its wall and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(argv, env=env, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = "" if done.returncode == 0 else f"   ended with {done.returncode}: {done.stderr.strip()[:120]}"
    return f"{wall:6.2f} s   processor {cpu:5.2f} s{said}"


def ours(folder: Path, urls: list[str]) -> None:
    """haowai: import, refresh, refresh again."""
    env = {**os.environ, "HAOWAI_HOME": str(folder)}
    command = [sys.executable, "-m", "haowai_tui"]
    outlines = "".join(f"<outline type='rss' text='Feed {n}' xmlUrl='{url}'/>" for n, url in enumerate(urls))
    (folder / "feeds.opml").write_text(f"<opml version='2.0'><head/><body>{outlines}</body></opml>", "utf-8")
    subprocess.run([*command, "import", str(folder / "feeds.opml")], env=env, check=True, capture_output=True)
    print("  haowai    first    ", run([*command, "refresh"], env))
    print("  haowai    unchanged", run([*command, "refresh", "--force"], env))
    size = sum(file.stat().st_size for file in (folder / "data").iterdir() if file.name.startswith("haowai.db"))
    print(f"  haowai    the store  {size / 1e6:6.1f} MB")


def newsboat(folder: Path, urls: list[str], program: str) -> None:
    """newsboat: the same, with 50 threads."""
    (folder / "urls").write_text("\n".join(urls) + "\n", "utf-8")
    (folder / "config").write_text(f"reload-threads {_THREADS}\n", "utf-8")
    argv = [program, "-u", str(folder / "urls"), "-C", str(folder / "config"), "-c", str(folder / "cache.db")]
    env = {**os.environ, "HOME": str(folder)}
    for name in ("first    ", "second   ", "third    "):
        print(f"  newsboat  {name}", run([*argv, "-x", "reload"], env))


def main() -> None:
    """Measure each shape that is asked for."""
    at_once = NetSettings().in_flight
    program = shutil.which("newsboat")
    for shape in sys.argv[1:] or ("100x100", "500x20"):
        feeds, articles = map(int, shape.split("x"))
        floor = math.ceil(feeds / at_once) * DELAY
        print(f"{feeds} feeds of {articles} articles, {at_once} fetches at once: the floor is {floor:.2f} s")
        with serving(feeds, articles, delay=DELAY) as urls:
            with tempfile.TemporaryDirectory() as folder:
                ours(Path(folder), urls)
            if program:
                with tempfile.TemporaryDirectory() as folder:
                    newsboat(Path(folder), urls, program)


if __name__ == "__main__":
    main()
