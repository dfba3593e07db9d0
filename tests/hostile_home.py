"""Readers whose sources are hostile: every field that a source can fill, filled with what a terminal would obey."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from haowai_tui.model import (
    Code,
    Enclosure,
    Entry,
    FeedData,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Selection,
    Span,
    Style,
    Table,
    Teaser,
)
from haowai_tui.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def fill_store(database: Path, payloads: Mapping[str, str]) -> None:
    """Put payloads raw into the database, past every border: only what draws and prints is left to stop them."""
    texts = list(payloads.values())
    whole = " ".join(texts)
    with Store.open(database) as store:
        feed = store.add_feed(
            "https://example.org/feed", source="feed", title=f"Feed {whole}", category=(f"Kind {texts[-1]}",)
        )
        other = store.add_feed("https://example.org/other", source="feed", title=f"Other {texts[0]}")
        entries = [everything(texts), *(one(number, text) for number, text in enumerate(texts))]
        # As it was first, so that there is something that the publisher has changed.
        first = everything([text[::-1] for text in texts])
        store.store_feed(feed.id, FeedData(title=f"Feed {whole}", entries=(first,)), now=NOW)
        store.mark_read(Selection())
        store.store_feed(feed.id, FeedData(title=f"Feed {whole}", entries=tuple(entries)), now=NOW)
        store.note_failure(other.id, f"Failed: {whole}", now=NOW)
        store.rename_feed(other.id, f"Own {texts[1]}")
        for number, text in enumerate(texts[:20], 2):
            with store.action("tag", f"about {text}"):
                store.change_tags((number,), (f"tag {text}",))
            store.set_note(number, f"note {text}")
        store.add_later((1, 2, 3))
        store.set_starred((1,), True)
        store.save_query(f"Smart {texts[2]}", "T1")
        store.set_value("launched", "1")


def one(number: int, text: str) -> Entry:
    return Entry(
        guid=f"{number} {text}",
        title=f"T{number} {text}",
        byline=f"By {text}",
        link=f"https://example.org/{number}",
        published=NOW - timedelta(minutes=number + 1),
        key_points=(f"Point {text}",),
        blocks=(Paragraph((Span(f"P{number} {text}"),)),),
    )


def everything(texts: list[str]) -> Entry:
    """One article with every payload in every kind of block."""
    spans = tuple(Span(f"x {text} ", Style(0), f"https://example.org/?{text}") for text in texts)
    cells = tuple((Span(text),) for text in texts)
    blocks = (
        Heading(spans[:8], 2),
        Paragraph(spans),
        *(Image(f"https://example.org/{text}.png", f"alt {text}", (Span(f"caption {text}"),)) for text in texts[:30]),
        ListBlock(tuple((Paragraph((Span(text),)),) for text in texts)),
        Quote((Paragraph(spans),)),
        Code("\n".join(texts), f"python {texts[0]}"),
        Table(cells[:4], tuple(cells[n : n + 4] for n in range(0, len(cells), 4)), cells[0]),
    )
    return Entry(
        guid="everything",
        title="T Everything at once",
        byline=" ".join(texts),
        source_name=texts[0],
        link=f"https://example.org/{texts[3]}",
        published=NOW,
        key_points=tuple(texts[:10]),
        blocks=blocks,
        authors=tuple(texts[:5]),
        categories=tuple(texts[5:9]),
        enclosures=tuple(Enclosure(url=f"https://example.org/{t}.mp3", media_type=t) for t in texts[:3]),
        related=tuple(Teaser(title=f"R {t}", snippet=t, link="https://example.org/r") for t in texts[:12]),
        hot=tuple(Teaser(title=f"H {t}", snippet=t) for t in texts[:12]),
    )


def feed_json(payloads: Mapping[str, str]) -> bytes:
    """A JSON Feed of payloads: the one form in which a feed can carry every character."""
    texts = list(payloads.values())
    items = [
        {
            "id": f"{number} {text}",
            "title": f"T{number} {text}",
            "content_html": f"<h2>{html.escape(text)}</h2><p>P{number} {html.escape(text)}</p>"
            f"<figure><img src='a{number}.png' alt='{html.escape(text, True)}'>"
            f"<figcaption>{html.escape(text)}</figcaption></figure><pre>{html.escape(text)}</pre>"
            f"<a href='https://example.org/{html.escape(text, True)}'>{html.escape(text)}</a>",
            "authors": [{"name": f"By {text}"}],
            "tags": [text],
            "url": f"https://example.org/{number}?{text}",
            "attachments": [{"url": f"https://example.org/{number}.mp3", "mime_type": text}],
            "date_published": (NOW - timedelta(minutes=number)).isoformat(),
        }
        for number, text in enumerate(texts)
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Feed " + " ".join(texts),
        "language": "en",
        "items": items,
    }
    return json.dumps(feed).encode()
