"""How well and how fast the article is found in a page, beside readability-lxml and trafilatura where installed.

    python benchmarks/extract.py [-v]

The pages are those of tests/pages.py. F1 is over the words of the body (single characters in Chinese), a word counted
as often as it occurs.
"""

from __future__ import annotations

import importlib.util
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from haowai_tui.markup import html_to_blocks
from haowai_tui.markup.extract import extract_article
from haowai_tui.model import blocks_text
from pages import HELD, Page, pages

_WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")


def f1(found: str, wanted: str) -> float:
    """The harmonic mean of precision and recall over words."""
    got, want = Counter(_WORDS.findall(found)), Counter(_WORDS.findall(wanted))
    both = sum((got & want).values())
    return 2 * both / (sum(got.values()) + sum(want.values())) if both else 0.0


def ours(page: Page) -> str:
    """Our own."""
    entry = extract_article(page.html, "https://example.org/x.html")
    return blocks_text(entry.blocks) if entry else ""


def readability(page: Page) -> str:
    """readability-lxml."""
    from readability import Document

    return blocks_text(html_to_blocks(Document(page.html).summary(html_partial=True)))


def trafilatura(page: Page) -> str:
    """trafilatura, without comments."""
    import trafilatura as library

    return library.extract(page.html, include_comments=False) or ""


def main() -> None:
    """Print the table."""
    found: list[tuple[str, Callable[[Page], str]]] = [("haowai", ours)]
    found += [("readability-lxml", readability)] if importlib.util.find_spec("readability") else []
    found += [("trafilatura", trafilatura)] if importlib.util.find_spec("trafilatura") else []
    for title, all_pages in (
        ("shapes it was written for", list(pages())),
        ("shapes written after it", list(pages(HELD))),
    ):
        print(f"{title}: {len(all_pages)} pages")
        for name, extract in found:
            _measure(name, extract, all_pages)


def _measure(name: str, extract: Callable[[Page], str], all_pages: list[Page]) -> None:
    extract(all_pages[0])
    marks: list[float] = []
    times: list[float] = []
    for page in all_pages:
        start = time.perf_counter()
        text = extract(page)
        times.append(time.perf_counter() - start)
        marks.append(f1(text, page.body))
    line = f"{name:20} F1 {statistics.mean(marks):.3f}  worst {min(marks):.3f}"
    print(f"{line}  {statistics.median(times) * 1000:.1f} ms a page")
    if "-v" in sys.argv:
        for page, mark in zip(all_pages, marks, strict=True):
            if mark < 0.97:
                print(f"    {page.name:24} {mark:.3f}")


if __name__ == "__main__":
    main()
