"""Articles out of the store as documents: what is chosen, the words around it, the pictures that are kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from haowai_tui.errors import HaowaiError, NotFoundError, StoreError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import dated
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.export import Labels, Picture, Sheet
    from haowai_tui.model import Article, Selection
    from haowai_tui.store import Store

FORMATS = ("md", "html", "epub", "txt", "json")
_PAGE = 500

Told = Callable[[int, int], None]
"""Told how many articles of how many have been seen to. May be called from another thread than the caller's."""


def _silent(_done: int, _total: int) -> None:
    return


class Exported(Struct, frozen=True, kw_only=True):
    """What an export wrote: articles, files and bytes. `missing` pictures are not in it, for they are not kept here."""

    articles: int
    files: tuple[Path, ...]
    size: int
    missing: int


class Exporting(ABC):
    """The part of the library that writes articles into files. Methods may be called from any thread."""

    _store: Store
    paths: Paths
    settings: Settings

    @abstractmethod
    def with_key_points(self, article: Article) -> Article:
        """The article with key points extracted when its source has none."""

    def to_export(self, chosen: Selection) -> Iterator[Article]:
        """The articles of a selection, in its order."""
        offset = 0
        while rows := self._store.headlines(chosen, offset=offset, limit=_PAGE):
            offset += len(rows)
            for row in rows:
                try:
                    article = self._store.article(row.id)
                except NotFoundError:
                    continue  # removed by another process since the list was asked for
                yield self.with_key_points(article)

    def later_selection(self) -> Selection:
        """The read-later queue in its order."""
        from haowai_tui.model import Selection

        return Selection(ids=self._store.later(), ranked=True, muted=None)

    def document(self, chosen: Selection, kind: str, *, title: str = "", told: Told = _silent) -> Iterator[bytes]:
        """The articles of a selection as one document of a kind in `FORMATS`, in pieces. Raises `NotFoundError` when
        there are none."""
        return self._document(self._sheets(chosen, told), kind, title, _Kept(self.paths, self.settings))

    def export(self, chosen: Selection, kind: str, target: Path, *, title: str = "", told: Told = _silent) -> Exported:
        """Write the articles of a selection: all into the file `target`, or each into a file of its own when `target`
        is a folder. Never half-written. Raises `NotFoundError` when there are none, `HaowaiError` when it cannot be
        written."""
        from haowai_tui.library.files import write_whole

        kept = _Kept(self.paths, self.settings)
        sheets = self._sheets(chosen, told)
        if not target.is_dir():
            size = write_whole(target, self._document(sheets, kind, title, kept))
            return Exported(articles=len(sheets), files=(target,), size=size, missing=len(kept.missing))
        files, size = [], 0
        for sheet in sheets:
            path = target / file_name(sheet.article, kind)
            size += write_whole(path, self._document([sheet], kind, "", kept), follow=False)
            files.append(path)
        return Exported(articles=len(sheets), files=tuple(files), size=size, missing=len(kept.missing))

    async def fetch_missing_pictures(self, chosen: Selection, *, told: Told = _silent) -> int:
        """Fetch and keep the pictures of a selection's articles that are not kept yet; how many could not be had.
        `told` counts pictures. Raises `StoreError`."""
        import asyncio

        from haowai_tui.library import pictures

        urls = await asyncio.to_thread(self._missing, chosen)
        failed = 0
        for number, url in enumerate(urls, 1):
            try:
                await pictures.fetch_picture(self._store, self.paths, self.settings, url)
            except StoreError:
                raise
            except HaowaiError:
                failed += 1
            told(number, len(urls))
        return failed

    def _missing(self, chosen: Selection) -> list[str]:
        from haowai_tui.export.xhtml import images_of
        from haowai_tui.library import pictures

        cache = pictures.cache_of(self.paths, self.settings)
        urls = (image.url for article in self.to_export(chosen) for image in images_of(article.blocks) if image.url)
        return [url for url in dict.fromkeys(urls) if cache.find(url) is None]

    def _sheets(self, chosen: Selection, told: Told) -> list[Sheet]:
        from haowai_tui.export import Sheet

        places = {number: place for place, number in enumerate(self._store.later(), 1)}
        total = self._store.count(chosen)
        sheets = []
        for article in self.to_export(chosen):
            sheets.append(Sheet(article=article, byline=byline(article), place=places.get(article.id, 0)))
            told(len(sheets), total)
        if not sheets:
            raise NotFoundError(_("There are no articles to export there."))
        return sheets

    def _document(self, sheets: Sequence[Sheet], kind: str, title: str, kept: _Kept) -> Iterator[bytes]:
        from haowai_tui import export

        labels = labels_now()
        title = title or (labels.title_of(sheets[0]) if len(sheets) == 1 else _("From haowai"))
        match kind:
            case "md":
                return export.markdown_document(sheets, title, labels)
            case "html":
                return export.html_document(sheets, title, labels, kept.find)
            case "epub":
                return iter([export.epub_book(sheets, title, labels, kept.find)])
            case "txt":
                return export.text_document(sheets, labels)
            case "json":
                return _json(sheets)
        raise UsageError(_("{format} is no format; there are: {known}.").format(format=kind, known=", ".join(FORMATS)))


class _Kept:
    """Looks up kept pictures, and remembers which were not."""

    def __init__(self, paths: Paths, settings: Settings) -> None:
        from haowai_tui.library import pictures

        self._cache = pictures.cache_of(paths, settings)
        self.missing: set[str] = set()

    def find(self, url: str) -> Picture | None:
        """The picture at `url`, when it is kept and of a kind that documents show."""
        from haowai_tui.export import Picture

        path = self._cache.find(url)
        try:
            found = Picture.of(path.read_bytes()) if path is not None else None
        except OSError:  # pruned by another process meanwhile
            found = None
        if found is None:
            self.missing.add(url)
        return found


def _json(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    import json

    from haowai_tui.library.jsonform import article_json

    for number, sheet in enumerate(sheets):
        data = {**article_json(sheet.article), "language": sheet.article.language, "later_place": sheet.place or None}
        text = json.dumps(data, ensure_ascii=False, indent=2)
        yield (("[\n" if not number else ",\n") + text).encode("utf-8", "replace")
    yield b"\n]\n"


def file_name(article: Article, kind: str) -> str:
    """A safe name for the file of an article: its day, what of its headline has Latin letters, its number."""
    from haowai_tui.text import safe_name

    day = (article.published or article.received).astimezone().strftime("%Y-%m-%d")
    words = safe_name(article.title, "")[:50].rstrip(".-_")
    return safe_name("-".join(part for part in (day, words, str(article.id)) if part)) + f".{kind}"


def byline(article: Article) -> str:
    """The line under a headline: who, where, when, and how many have commented."""
    parts = [article.byline, article.source_name or article.feed_title]
    if article.published is not None:
        parts.append(dated(article.published))
    if article.comments is not None:
        parts.append(counted("{count} comment", "{count} comments", article.comments))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def labels_now() -> Labels:
    """The words of exported documents in the interface's language."""
    from haowai_tui.export import Labels

    return Labels(
        untitled=_("(no headline)"),
        key_points=_("Key points"),
        extracted=_("Key points · extracted"),
        links=_("Links"),
        picture=_("Picture"),
        enclosures=_("Files that come with it"),
        related=_("Related"),
        hot=_("Hot"),
        note=_("My note"),
        tags=_("Tags"),
        starred=_("Starred"),
        later=_("Read later"),
        source=_("The article at its source"),
        contents=_("Contents"),
    )
