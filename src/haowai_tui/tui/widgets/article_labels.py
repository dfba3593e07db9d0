"""The words around an article, in the interface's language."""

from __future__ import annotations

from haowai_tui.locale import gettext as _
from haowai_tui.model import Article, blocks_text
from haowai_tui.tui.when import comments_label, full_time, reading_time
from haowai_tui.typeset import ArticleLabels


def labels(article: Article) -> ArticleLabels:
    """What stands around `article`. It counts the words of all of it, so it is not for the event loop."""
    parts = [part for part in (article.byline, article.source_name or article.feed_title) if part]
    parts = list(dict.fromkeys(parts))
    if article.published is not None:
        parts.append(full_time(article.published))
    if article.comments is not None:
        parts.append(comments_label(article.comments))
    parts.append(reading_time(blocks_text(article.blocks)))
    return ArticleLabels(
        untitled=_("(no headline)"),
        byline=" · ".join(parts),
        key_points=_("Key points · extracted") if article.extracted else _("Key points"),
        links=_("Links"),
        picture=_("Picture"),
    )
