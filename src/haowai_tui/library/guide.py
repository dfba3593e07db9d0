"""The guide: a few pages that come with the program, in each of its languages."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources

from haowai_tui.model import Article, Heading, spans_text

TOPICS = ("guide", "sites", "finding", "offline", "accounts", "ssh", "looks", "keys", "sharing")
"""The pages, in the order in which a reader wants them."""


def guide_text(topic: str, language: str) -> str:
    """A page as Markdown. Raises `KeyError` for one that there is not."""
    if topic not in TOPICS:
        raise KeyError(topic)
    return (resources.files("haowai_tui") / "guide" / language / f"{topic}.md").read_text("utf-8")


def guide_page(topic: str, language: str, more: str = "") -> Article:
    """A page as an article, ready to be set, with `more` Markdown at its end. Raises `KeyError` for one that there is
    not."""
    from haowai_tui.markup import markdown_to_blocks

    blocks = markdown_to_blocks(guide_text(topic, language) + more)
    head = blocks[0]
    assert isinstance(head, Heading)
    return Article(
        id=0, feed_id=0, feed_title="", received=datetime.now(UTC), title=spans_text(head.spans), blocks=blocks[1:]
    )
