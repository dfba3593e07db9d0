"""A source that reads a CSV file with the columns title, link, time and text: one row, one article.

haowai add csv:/path/to/news.csv
"""

from __future__ import annotations

import csv
from pathlib import Path

from haowai_tui.errors import SourceError
from haowai_tui.model import Candidate, Entry, FeedData, Paragraph, Span
from haowai_tui.sources.contract import Capability, Context, Request
from haowai_tui.text import clean, clean_url, parse_date


class CsvSource:
    """Reads a CSV file."""

    name = "csv"
    title = "CSV files"
    capabilities = Capability.ARTICLES

    def recognises(self, address: str) -> int:
        return 100 if address.startswith("csv:") else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        path = request.address.removeprefix("csv:")
        # Reading a file takes time, and the event loop must not wait: run it in a thread.
        entries = await context.workers.run(_read, path, int(str(context.settings.get("most", 100))))
        return FeedData(title=clean(Path(path).stem), entries=entries)

    async def article(self, link: str, context: Context) -> Entry:
        raise SourceError("A CSV file cannot be asked for one article.")

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        return ()


def _read(path: str, most: int) -> tuple[Entry, ...]:
    try:
        with Path(path).expanduser().open(encoding="utf-8", errors="replace", newline="") as file:
            return tuple(_entry(row) for row, _number in zip(csv.DictReader(file), range(most), strict=False))
    except (OSError, ValueError) as error:
        # A HaowaiError is shown as its sentence in the feed's row.
        raise SourceError(f"{path} cannot be read ({error}); check that it is there.") from error


def _entry(row: dict[str, str | None]) -> Entry:
    # Text from outside is cleaned once, here at the border.
    text = clean(row.get("text") or "")
    return Entry(
        guid=clean(row.get("link") or row.get("title") or ""),
        title=clean(row.get("title") or ""),
        link=clean_url(row.get("link") or ""),
        published=parse_date(row.get("time") or ""),
        blocks=(Paragraph((Span(text),)),) if text else (),
    )
