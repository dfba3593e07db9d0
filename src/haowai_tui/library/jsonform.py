"""Articles, feeds and rows as the JSON that scripts rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from haowai_tui.library.searching import Search, snippet_of
from haowai_tui.model import (
    Article,
    Block,
    Code,
    Coverage,
    Feed,
    Heading,
    Headline,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Related,
    Rule,
    Span,
    Story,
    Table,
    Teaser,
    block_text,
    blocks_text,
    list_mark,
    spans_text,
)
from haowai_tui.model.daily import Digest
from haowai_tui.model.health import FeedHealth
from haowai_tui.model.undo import Done
from haowai_tui.text.found import Snippet, found_spans

Json = dict[str, Any]
_SNIPPET_CELLS = 160


def _time(when: datetime | None) -> str | None:
    return when.astimezone().isoformat(timespec="seconds") if when else None


def _links(spans: tuple[Span, ...]) -> list[Json]:
    return [{"text": span.text, "url": span.link} for span in spans if span.link]


def block_json(block: Block) -> Json:
    """A block: `type`, its plain `text`, and what its type has besides."""
    data: Json = {"type": "", "text": block_text(block)}
    match block:
        case Paragraph(spans):
            data |= {"type": "paragraph", "links": _links(spans)}
        case Heading(spans, level):
            data |= {"type": "heading", "level": level, "links": _links(spans)}
        case Image(url, alt, caption):
            data |= {"type": "image", "url": url, "alt": alt, "caption": spans_text(caption)}
        case ListBlock(items, ordered, start):
            children = [
                {"type": "item", "text": blocks_text(item), "children": [block_json(b) for b in item]} for item in items
            ]
            data |= {"type": "list", "ordered": ordered, "start": start, "children": children}
            if ordered:
                data["marks"] = [list_mark(block, place) for place in range(len(items))]
        case Quote(blocks):
            data |= {"type": "quote", "children": [block_json(b) for b in blocks]}
        case Code(_text, language):
            data |= {"type": "code", "language": language}
        case Table(header, rows, caption):
            data |= {
                "type": "table",
                "caption": spans_text(caption),
                "header": [spans_text(cell) for cell in header],
                "rows": [[spans_text(cell) for cell in row] for row in rows],
            }
        case Rule():
            data |= {"type": "rule"}
    return data


def teaser_json(teaser: Teaser) -> Json:
    """A teaser."""
    return {
        "title": teaser.title,
        "snippet": teaser.snippet,
        "published": _time(teaser.published),
        "link": teaser.link,
    }


def article_json(article: Article) -> Json:
    """A whole article. The `length` of an enclosure, in bytes, is null where its feed does not say it."""
    return {
        "id": article.id,
        "title": article.title,
        "byline": article.byline,
        "source": article.source_name or article.feed_title,
        "feed": article.feed_title,
        "link": article.link,
        "published": _time(article.published),
        "comments": article.comments,
        "key_points": list(article.key_points),
        "key_points_extracted": article.extracted,
        "blocks": [block_json(block) for block in article.blocks],
        "enclosures": [
            {"url": one.url, "type": one.media_type, "length": one.length or None} for one in article.enclosures
        ],
        "related": [teaser_json(teaser) for teaser in article.related],
        "hot": [teaser_json(teaser) for teaser in article.hot],
        "read": article.read,
        "starred": article.starred,
        "tags": list(article.tags),
        "note": article.note,
        "later": article.later,
        "changed": _time(article.changed_at),
    }


def found_json(article: Article, found: Search) -> Json:
    """What a search found in an article: places, in characters from and to, in its title and in a snippet of its text.
    The snippet is empty when the query has no words."""
    shown = snippet_of(article, found.in_texts, _SNIPPET_CELLS) if found.in_texts else Snippet("", ())
    return {
        "title_spans": [list(span) for span in found_spans(article.title, found.in_headlines)],
        "snippet": shown.text,
        "snippet_spans": [list(span) for span in shown.spans],
    }


def headline_json(row: Headline) -> Json:
    """A row of a list."""
    return {
        "id": row.id,
        "title": row.title,
        "byline": row.byline,
        "feed": row.feed_title,
        "feed_id": row.feed_id,
        "link": row.link,
        "published": _time(row.when),
        "read": row.read,
        "starred": row.starred,
    }


def related_json(row: Related) -> Json:
    """A row of the list of related articles."""
    return {
        "id": row.article_id,
        "kind": row.kind,
        "title": row.title,
        "source": row.source,
        "published": _time(row.when),
        "link": row.link,
        "shared": list(row.shared),
        "more_sources": row.more,
    }


def story_json(story: Story) -> Json:
    """A story."""
    return {
        "id": story.id,
        "headline": headline_json(story.headline),
        "sources": story.sources,
        "articles": story.articles,
        "first": _time(story.first),
        "last": _time(story.last),
        "score": story.score,
        "coverage": list(story.hours),
        "in_a_hot_list": story.printed,
        "lifted_by_habits": story.habit,
    }


def coverage_json(coverage: Coverage) -> Json:
    """How an event is covered."""
    timeline = [{**headline_json(row), "new": row.id in coverage.fresh} for row in coverage.timeline]
    return {"story": story_json(coverage.story), "timeline": timeline}


def health_json(row: FeedHealth) -> Json:
    """How a feed fares."""
    figures = row.figures
    return {
        **feed_json(row.feed),
        "last_attempt": _time(row.feed.last_attempt),
        "next_try": _time(row.feed.left_alone_until(datetime.now(UTC))),
        "failures": row.feed.failures,
        "articles_by_week": list(figures.weeks),
        "articles_per_week": round(row.per_week, 2),
        "read_share": None if row.read_share is None else round(row.read_share, 4),
        "opened": figures.opened,
        "last_opened": _time(figures.last_opened),
        "starred": figures.starred,
        "newest": _time(figures.newest),
        "bytes": figures.bytes,
        "findings": [finding.value for finding in row.findings],
        "could_be_dropped": row.droppable,
    }


def digest_json(digest: Digest) -> Json:
    """A digest."""
    rows = [
        {
            **headline_json(row.headline),
            "minutes": round(row.minutes, 1),
            "hot": row.story is not None,
            "story": story_json(row.story) if row.story else None,
        }
        for row in digest.rows
    ]
    return {"wanted": digest.wanted, "minutes": round(digest.minutes, 1), "left": digest.left, "stories": rows}


def feed_json(feed: Feed) -> Json:
    """A feed."""
    return {
        "id": feed.id,
        "title": feed.title,
        "address": feed.address,
        "source": feed.source,
        "category": list(feed.category),
        "link": feed.link,
        "unread": feed.unread,
        "total": feed.total,
        "error": feed.error,
        "last_success": _time(feed.last_success),
    }


def done_json(done: Done) -> Json:
    """An action that can be undone."""
    return {"at": _time(done.at), "kind": done.kind, "about": done.about, "number": done.number}
