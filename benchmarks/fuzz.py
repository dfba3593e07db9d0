"""Nonsense for everything that parses.

    python benchmarks/fuzz.py [SECONDS]

For SECONDS (60) each: feeds, HTML, OPML, queries, dates, settings, and the setting of text, given bytes that atheris
finds by what they reach (where it is installed; `pip install atheris`), else random changes of real ones. Prints for
each how many inputs were tried and which errors came that the program does not expect; then how time grows with size.
"""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from payloads import PAYLOADS

if "--one" in sys.argv and importlib.util.find_spec("atheris"):
    import atheris

    # What is imported from here on tells the fuzzer where its input leads.
    instrumented = atheris.instrument_imports(include=["haowai_tui"], enable_loader_override=False)
else:
    from contextlib import nullcontext

    atheris, instrumented = None, nullcontext()
with instrumented:
    from haowai_tui import config
    from haowai_tui.errors import HaowaiError
    from haowai_tui.library.opml import read_opml
    from haowai_tui.library.query import parse_query
    from haowai_tui.markup.html import html_to_blocks
    from haowai_tui.model import Article
    from haowai_tui.sources.parse import parse
    from haowai_tui.text import parse_date
    from haowai_tui.typeset import ArticleLabels, Options, article_lines

TESTS = Path(__file__).resolve().parents[1] / "tests"
Target = Callable[[bytes], object]


def feed(data: bytes) -> object:
    return parse(data, charset="", address="https://example.org/feed", content_type="")


def markup(data: bytes) -> object:
    return html_to_blocks(data.decode("utf-8", "replace"), "https://example.org/")


def settings(data: bytes) -> object:
    return config.parse(data.decode("utf-8", "replace"), "config.toml")


def typesetting(data: bytes) -> object:
    width = 10 + data[0] if data else 40
    article = Article(
        id=1, feed_id=1, feed_title="", received=datetime.now(UTC), title="t", blocks=tuple(markup(data[1:]))
    )
    return article_lines(article, width, Options(), LABELS)


LABELS = ArticleLabels(untitled="", byline="", key_points="", links="")
TARGETS: dict[str, Target] = {
    "feeds": feed,
    "html": markup,
    "opml": read_opml,
    "queries": lambda data: parse_query(data.decode("utf-8", "replace")),
    "dates": lambda data: parse_date(data.decode("utf-8", "replace")),
    "settings": settings,
    "typesetting": typesetting,
}
SEEDS = [
    *(path.read_bytes() for path in sorted((TESTS / "data" / "feeds").glob("*")) if path.suffix != ".json"),
    *(text.encode("utf-8", "replace") for text in PAYLOADS.values()),
    b"<opml version='2.0'><body><outline text='a' xmlUrl='https://example.org/'/></body></opml>",
    b'(feed:a OR -title:b) after:7d words:>500 is:unread "c d"',
    b"Mon, 23 Nov 2026 23:00:00 +0800",
    "2026年11月23日 下午3点".encode(),
    b"[ui]\nmeasure = 60\n[[rules]]\nquery = 'a'\ndo = ['star']\n",
    b"2<h1>a</h1><table><tr><td>b<td>c</table><ul><li>d<ol><li>e</ol></ul><pre>f</pre><ruby>g<rt>h</ruby>",
]
UNIT = "<p>港口 reopened <b>on</b> [x] <a href='/1'>Monday</a></p>"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def changed(rng: random.Random) -> bytes:
    """A seed with bytes changed, cut out, doubled, or put together with another."""
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randrange(1, 12)):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(5):
            case 0:
                data[place : place + 1] = rng.randbytes(1)
            case 1:
                del data[place : place + rng.randrange(1, 40)]
            case 2:
                data[place:place] = data[place : place + rng.randrange(1, 80)] * rng.randrange(1, 5)
            case 3:
                data[place:place] = rng.choice(SEEDS)[: rng.randrange(1, 200)]
            case _:
                data[place:place] = rng.choice((b"<", b"&", b"\x00", b"\xff", b"]]>", b"&#xd800;", b"\x1b[", b"9" * 30))
    return bytes(data)


def fence(target: Target, data: bytes) -> str:
    """The error that is no sentence for a person, or empty."""
    try:
        target(data)
    except HaowaiError:
        return ""
    except Exception as error:  # noqa: BLE001 - a measurement: whatever it is, is counted
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def try_random(target: Target, seconds: float) -> tuple[int, Counter[str], float]:
    rng, tried, longest = random.Random(), 0, 0.0
    errors: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        data, began = changed(rng), time.perf_counter()
        if error := fence(target, data):
            errors[error] += 1
        tried, longest = tried + 1, max(longest, time.perf_counter() - began)
    return tried, errors, longest


def try_atheris(name: str, seconds: int) -> None:
    target = TARGETS[name]

    def once(data: bytes) -> None:
        try:
            target(data)
        except HaowaiError:
            return

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-timeout=5", "-verbosity=0"], once)
    atheris.Fuzz()


def ladder(name: str) -> Iterator[str]:
    """Seconds for each size."""
    for size in SIZES:
        body = (UNIT * (size // len(UNIT.encode()) + 1)).encode()[:size]
        if name == "feeds":
            body = b"<rss><channel><title>t</title><item><description><![CDATA[" + body + b"]]></description></item>"
            body += b"</channel></rss>"
        began = time.perf_counter()
        fence(TARGETS[name], body)
        yield f"{size // 1000} KB {time.perf_counter() - began:.2f} s"


def main(seconds: float) -> None:
    for name, target in TARGETS.items():
        tried, errors, longest = try_random(target, seconds)
        print(f"{name}: {tried} inputs, {sum(errors.values())} unexpected errors, the longest took {longest:.2f} s")
        for error, times in errors.most_common(5):
            print(f"  ! {times} x {error}")
        if importlib.util.find_spec("atheris"):
            command = [sys.executable, __file__, "--one", name, str(int(seconds))]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            last = (done.stderr.strip().splitlines() or [""])[-1]
            print(f"  atheris: {'no error' if done.returncode == 0 else 'stopped: ' + last}")
            if done.returncode:
                print(done.stdout[-1500:])
    for name in ("feeds", "html", "opml", "queries", "typesetting"):
        print(f"{name} by size:", ", ".join(ladder(name)))


if __name__ == "__main__":
    if "--one" in sys.argv:
        try_atheris(sys.argv[2], int(sys.argv[3]))
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
