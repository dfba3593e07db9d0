"""How fast text is set, beside Textual's `Content.wrap` and Rich's wrapping.

    python benchmarks/typeset.py

Prints characters per second for Chinese, English and mixed paragraphs, and the time to the first screen and to the
end of articles of 1 KB, 100 KB and 1 MB.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text
from textual.content import Content

from haowai_tui.model import Article, Block, Heading, Paragraph, Span
from haowai_tui.typeset import ArticleLabels, ArticleSetter, Options, Run, set_lines

WIDTH = 76
CHINESE = "青萍市的渡口昨天重新开放，早班船六点离岸；“人比去年多，”船长说，“桥也修好了。”（记者林溪）票价仍是三元。"
ENGLISH = "The ferry left at six with forty people on board, most of them going to work; the bridge stays closed. "
MIXED = "渡口的 iPad 购票机每天处理 3,500 笔订单，比 2025年多了 12.5%，“queue” 这个词从此没人再提。"
LABELS = ArticleLabels(untitled="", byline="", key_points="", links="")


def best(function: Callable[[], object], times: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        found.append(time.perf_counter() - start)
    return min(found)


def speed() -> None:
    """Characters per second of paragraphs of 500 characters."""
    console = Console(width=WIDTH)
    print(f"{'characters per second':24}{'haowai':>14}{'Textual':>14}{'Rich':>14}")
    for name, sample in (("Chinese", CHINESE), ("English", ENGLISH), ("mixed", MIXED)):
        paragraphs = [(sample * 20)[:500]] * 100
        size = sum(map(len, paragraphs))
        ours = best(lambda p=paragraphs: [list(set_lines([Run(text)], WIDTH, hang=2)) for text in p])
        textual = best(lambda p=paragraphs: [Content(text).wrap(WIDTH) for text in p])
        rich = best(lambda p=paragraphs: [Text(text).wrap(console, WIDTH) for text in p])
        print(f"{name:24}" + "".join(f"{size / seconds:14,.0f}" for seconds in (ours, textual, rich)))


def article(size: int, *, one_paragraph: bool = False) -> Article:
    """An article of about `size` bytes of UTF-8."""
    count = max(1, size // len((CHINESE + MIXED).encode()))
    blocks: list[Block] = []
    if one_paragraph:
        blocks.append(Paragraph((Span((CHINESE + MIXED) * count),)))
    for number in range(0 if one_paragraph else count):
        if number % 10 == 0:
            blocks.append(Heading((Span(f"第 {number} 节"),)))
        blocks.append(
            Paragraph((Span(CHINESE), Span(MIXED, link="https://example.org/") if number % 7 == 0 else Span(MIXED)))
        )
    return Article(id=1, feed_id=1, feed_title="", received=datetime.now(UTC), title="题", blocks=tuple(blocks))


def screens() -> None:
    """Time to the first 40 lines, and to all of them."""
    print(f"\n{'article':24}{'first screen':>14}{'all of it':>14}{'lines':>10}")
    for name, made in (
        ("1 KB", article(1_000)),
        ("100 KB", article(100_000)),
        ("1 MB", article(1_000_000)),
        ("1 MB, one paragraph", article(1_000_000, one_paragraph=True)),
    ):
        first = best(lambda a=made: ArticleSetter(a, WIDTH, Options(), LABELS).advance(40))

        def whole(a: Article = made) -> int:
            setter = ArticleSetter(a, WIDTH, Options(), LABELS)
            setter.advance(10_000_000)
            return len(setter.lines)

        print(f"{name:24}{first * 1000:11.2f} ms{best(whole, 2) * 1000:11.1f} ms{whole():10,}")


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, {WIDTH} cells")
    speed()
    screens()
