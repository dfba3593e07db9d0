"""One article as the XHTML that pages and books put into their bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from haowai_tui.export.sheet import Labels, Sheet
from haowai_tui.export.xhtml import Figure, blocks_xhtml, heading_of, href_of, language_of, text_of
from haowai_tui.model import Article, Teaser, blocks_text
from haowai_tui.typeset.bidi import is_right_to_left

STYLE = """\
body { line-height: 1.6; }
article { max-width: 42em; margin: 0 auto 3em; }
.byline, .marks, .missing, figcaption { color: #666; font-size: .9em; }
.key-points, .note { border-left: .2em solid #c33; padding: .1em 1em; margin: 1em 0; }
.note { border-color: #888; white-space: pre-line; }
img { max-width: 100%; height: auto; }
figure { margin: 1em 0; }
blockquote { margin: 1em 1.5em; border-left: .15em solid #bbb; padding-left: 1em; }
[dir=rtl] blockquote { border-left: 0; border-right: .15em solid #bbb; padding: 0 1em 0 0; }
[dir=rtl] .key-points { border-left: 0; border-right: .2em solid #c33; }
pre { text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { border: 1px solid #bbb; padding: .2em .5em; }
"""


def article_xhtml(sheet: Sheet, labels: Labels, figure: Figure) -> str:
    """An article with all that belongs to it: headline, byline, the reader's marks and note, key points, body,
    enclosures, and what its source related it to."""
    article = sheet.article
    title = heading_of(labels.title_of(sheet))
    parts = [
        f'<article id="article-{article.id}"{language_of(article.language)}{_direction(article)}>',
        f"<h1>{title}</h1>",
        f'<p class="byline">{_byline(sheet)}</p>',
        _marks(sheet, labels),
        _key_points(sheet, labels),
        _note(sheet, labels),
        blocks_xhtml(article.blocks, figure, labels.picture),
        _enclosures(sheet, labels),
        _teasers(article.related, labels.related),
        _teasers(article.hot, labels.hot),
        "</article>",
    ]
    return "\n".join(part for part in parts if part)


def _direction(article: Article) -> str:
    """The attribute that says that an article is read from the right; none where it is not."""
    return ' dir="rtl"' if is_right_to_left((blocks_text(article.blocks[:3]) or article.title)[:400]) else ""


def _byline(sheet: Sheet) -> str:
    published = sheet.article.published
    if published is None:
        return text_of(sheet.byline)
    stamp = published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f'<time datetime="{stamp}">{text_of(sheet.byline)}</time>'


def _marks(sheet: Sheet, labels: Labels) -> str:
    parts = [text_of(mark) for mark in labels.marks_of(sheet)]
    href = href_of(sheet.article.link)
    if href:
        parts.append(f'<a href="{href}">{text_of(labels.source)}</a>')
    return f'<p class="marks">{" · ".join(parts)}</p>' if parts else ""


def _key_points(sheet: Sheet, labels: Labels) -> str:
    if not sheet.article.key_points:
        return ""
    points = "\n".join(f"<li>{text_of(point)}</li>" for point in sheet.article.key_points)
    return (
        f'<section class="key-points"><h2>{text_of(labels.key_points_of(sheet))}</h2>\n<ul>\n{points}\n</ul></section>'
    )


def _note(sheet: Sheet, labels: Labels) -> str:
    if not sheet.article.note:
        return ""
    return f'<section class="note"><h2>{text_of(labels.note)}</h2>\n<p>{text_of(sheet.article.note)}</p></section>'


def _enclosures(sheet: Sheet, labels: Labels) -> str:
    rows = [
        f'<li><a href="{href}">{href}</a>{text_of(f" ({one.media_type})") if one.media_type else ""}</li>'
        for one in sheet.article.enclosures
        if (href := href_of(one.url))
    ]
    return f"<h2>{text_of(labels.enclosures)}</h2>\n<ul>{''.join(rows)}</ul>" if rows else ""


def _teasers(teasers: Sequence[Teaser], heading: str) -> str:
    rows = []
    for teaser in teasers:
        href, title = href_of(teaser.link), text_of(teaser.title)
        snippet = f"<br/>{text_of(teaser.snippet)}" if teaser.snippet else ""
        rows.append(f'<li><a href="{href}">{title}</a>{snippet}</li>' if href else f"<li>{title}{snippet}</li>")
    return f"<h2>{text_of(heading)}</h2>\n<ul>{''.join(rows)}</ul>" if rows else ""
