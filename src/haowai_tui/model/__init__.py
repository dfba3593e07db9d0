"""What everything else speaks of: feeds, articles, teasers, blocks. Plain frozen data, no I/O."""

from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

if TYPE_CHECKING:
    from haowai_tui.model.article import (
        Anchor,
        Article,
        Candidate,
        Enclosure,
        Entry,
        Feed,
        FeedData,
        Headline,
        Teaser,
        Validators,
    )
    from haowai_tui.model.blocks import (
        Block,
        Cell,
        Code,
        Heading,
        Image,
        ListBlock,
        Paragraph,
        Quote,
        Rule,
        Span,
        Style,
        Table,
        block_mark,
        block_text,
        blocks_text,
        list_mark,
        spans_text,
    )
    from haowai_tui.model.insight import Coverage, Related, Story
    from haowai_tui.model.selection import Selection

__all__ = [
    "Anchor", "Article", "Block", "Candidate", "Cell", "Code", "Coverage", "Enclosure", "Entry", "Feed", "FeedData",
    "Heading", "Headline", "Image", "ListBlock", "Paragraph", "Quote", "Related", "Rule", "Selection", "Span", "Story",
    "Style", "Table", "Teaser", "Validators", "block_mark", "block_text", "blocks_text", "list_mark", "spans_text",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = names_in(
        __name__,
        {
            "article": "Anchor Article Candidate Enclosure Entry Feed FeedData Headline Teaser Validators",
            "blocks": "Block Cell Code Heading Image ListBlock Paragraph Quote Rule Span Style Table"
            " block_mark block_text blocks_text list_mark spans_text",
            "insight": "Coverage Related Story",
            "selection": "Selection",
        },
    )
