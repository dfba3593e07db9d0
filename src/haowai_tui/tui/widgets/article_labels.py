"""The words around an article, in the interface's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import dated, minutes_label, moment
from haowai_tui.locale.numbers import counted, size
from haowai_tui.model import Article, Enclosure, Image
from haowai_tui.text import clean
from haowai_tui.typeset import ArticleLabels

KEYS = ("changes", "full_text", "browser", "download")
"""The actions whose keys are told beside an article."""
_MOST_FILES = 3


def labels(article: Article, minutes: float, *, keys: Mapping[str, str]) -> ArticleLabels:
    """What stands around `article`, which takes so many minutes to read. `keys` are those of `KEYS`."""
    parts = [part for part in (article.byline, article.source_name or article.feed_title) if part]
    parts = list(dict.fromkeys(parts))
    if article.published is not None:
        parts.append(dated(article.published))
    if article.comments is not None:
        parts.append(_comments(article.comments))
    if article.blocks:
        parts.append(minutes_label(minutes))
    return ArticleLabels(
        untitled=_("(no headline)"),
        byline=" · ".join(parts),
        key_points=_("Key points · extracted") if article.extracted else _("Key points"),
        links=_("Links"),
        picture=_("Picture"),
        remark=_changed(article, keys["changes"]),
        files=_files(article, keys["download"]),
        no_text=_no_text(article, keys),
        marks=" · ".join(_marks(article)),
        note=article.note,
        note_head=_("Note"),
    )


def _changed(article: Article, key: str) -> str:
    if article.changed_at is None:
        return ""
    return _("Its publisher changed it on {when}. {key} shows how.").format(when=moment(article.changed_at), key=key)


def _no_text(article: Article, keys: Mapping[str, str]) -> str:
    if not article.link:
        return _("Its feed gives no text of it.")
    text = _("Its feed gives no text of it. {full} fetches the text, {open} opens the page in the browser.")
    return text.format(full=keys["full_text"], open=keys["browser"])


def _files(article: Article, key: str) -> str:
    """What comes with the article, such as the sound of an episode."""
    seen = {block.url for block in article.blocks if isinstance(block, Image)}
    # Pictures that show in the text are no news.
    files = [one for one in article.enclosures if one.url not in seen]
    if not files:
        return ""
    shown = [_file(one) for one in files[:_MOST_FILES]]
    if more := len(files) - len(shown):
        shown.append(f"+{more}")
    return _("Enclosed: {files} · {key} downloads").format(files=", ".join(shown), key=key)


def _file(one: Enclosure) -> str:
    name = clean(unquote(PurePosixPath(urlsplit(one.url).path).name))
    return " ".join(part for part in (name or one.media_type, size(one.length) if one.length else "") if part)


def _marks(article: Article) -> Iterator[str]:
    if article.later:
        yield _("To be read later")
    if article.tags:
        yield " ".join(f"+{tag}" for tag in article.tags)


def _comments(count: int) -> str:
    return counted("{count} comment", "{count} comments", count) if count else _("no comments")
