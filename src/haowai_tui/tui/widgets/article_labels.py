"""The words around an article, in the interface's language."""

from __future__ import annotations

from collections.abc import Iterator

from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import dated, minutes_label, moment
from haowai_tui.locale.numbers import counted
from haowai_tui.model import Article
from haowai_tui.typeset import ArticleLabels


def labels(article: Article, minutes: float, *, changes_key: str) -> ArticleLabels:
    """What stands around `article`, which takes so many minutes to read. `changes_key` shows how it was changed."""
    parts = [part for part in (article.byline, article.source_name or article.feed_title) if part]
    parts = list(dict.fromkeys(parts))
    if article.published is not None:
        parts.append(dated(article.published))
    if article.comments is not None:
        parts.append(_comments(article.comments))
    parts.append(minutes_label(minutes))
    return ArticleLabels(
        untitled=_("(no headline)"),
        byline=" · ".join(parts),
        key_points=_("Key points · extracted") if article.extracted else _("Key points"),
        links=_("Links"),
        picture=_("Picture"),
        remark=_changed(article, changes_key),
        marks=" · ".join(_marks(article)),
        note=article.note,
        note_head=_("Note"),
    )


def _changed(article: Article, key: str) -> str:
    if article.changed_at is None:
        return ""
    return _("Its publisher changed it on {when}. {key} shows how.").format(when=moment(article.changed_at), key=key)


def _marks(article: Article) -> Iterator[str]:
    if article.later:
        yield _("To be read later")
    if article.tags:
        yield " ".join(f"+{tag}" for tag in article.tags)


def _comments(count: int) -> str:
    return counted("{count} comment", "{count} comments", count) if count else _("no comments")
