"""Articles as an EPUB 3 book: a chapter for each, a table of contents, the pictures that are at hand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from haowai_tui.export.page import STYLE, article_xhtml
from haowai_tui.export.sheet import Labels, Picture, PictureOf, Sheet
from haowai_tui.export.xhtml import heading_of, href_of, is_language, language_of, text_of
from haowai_tui.model import Image

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_CONTAINER = (
    _DECLARATION + '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n'
    '<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>\n'
    "</container>\n"
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Where the calendar of zip files begins: with it a book of the same articles is the same bytes."""


def epub_book(
    sheets: Sequence[Sheet], title: str, labels: Labels, picture_of: PictureOf, *, now: datetime | None = None
) -> bytes:
    """The book. `now` is the time that it says it was made at."""
    pictures = _Pictures(picture_of)
    chapters = [(f"article-{number:04}", sheet) for number, sheet in enumerate(sheets, 1)]
    packed = io.BytesIO()
    with ZipFile(packed, "w") as book:
        # Readers look for it at the very beginning of the file, as it is.
        book.writestr(ZipInfo("mimetype", _EARLIEST), b"application/epub+zip", ZIP_STORED)
        _put(book, "META-INF/container.xml", _CONTAINER)
        for name, sheet in chapters:
            _put(book, f"EPUB/{name}.xhtml", _chapter(sheet, labels, pictures))
        _put(book, "EPUB/nav.xhtml", _contents(chapters, title, labels))
        _put(book, "EPUB/style.css", STYLE)
        for name, picture in pictures.named.items():
            book.writestr(ZipInfo(f"EPUB/{name}", _EARLIEST), picture.data, ZIP_STORED)
        _put(book, "EPUB/package.opf", _package(chapters, title, pictures, now or datetime.now(UTC)))
    return packed.getvalue()


def _put(book: ZipFile, name: str, text: str) -> None:
    book.writestr(ZipInfo(name, _EARLIEST), text.encode(), ZIP_DEFLATED)


class _Pictures:
    """The pictures that the book has: each once, whatever the addresses it was found under."""

    def __init__(self, picture_of: PictureOf) -> None:
        self._picture_of = picture_of
        self.named: dict[str, Picture] = {}

    def figure(self, image: Image) -> str:
        """The place of a picture in the book, or empty."""
        picture = self._picture_of(image.url) if image.url else None
        if picture is None:
            return ""
        name = f"pictures/{hashlib.sha256(picture.data).hexdigest()[:20]}.{picture.suffix}"
        self.named[name] = picture
        return name


def _page(title: str, body: str, language: str = "") -> str:
    return (
        f'{_DECLARATION}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"'
        f' xmlns:epub="http://www.idpf.org/2007/ops"{language_of(language)}>\n<head>\n<meta charset="utf-8"/>\n'
        f'<title>{heading_of(title)}</title>\n<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _chapter(sheet: Sheet, labels: Labels, pictures: _Pictures) -> str:
    body = article_xhtml(sheet, labels, pictures.figure)
    return _page(labels.title_of(sheet), body, sheet.article.language)


def _contents(chapters: Sequence[tuple[str, Sheet]], title: str, labels: Labels) -> str:
    rows = "\n".join(
        f'<li><a href="{name}.xhtml">{heading_of(labels.title_of(sheet))}</a></li>' for name, sheet in chapters
    )
    heading = text_of(labels.contents)
    return _page(title, f'<nav epub:type="toc" id="toc"><h1>{heading}</h1>\n<ol>\n{rows}\n</ol></nav>')


def _package(chapters: Sequence[tuple[str, Sheet]], title: str, pictures: _Pictures, now: datetime) -> str:
    sheets = [sheet for _name, sheet in chapters]
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        *(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name, _ in chapters),
        *(
            f'<item id="picture-{number}" href="{name}" media-type="{picture.media_type}"/>'
            for number, (name, picture) in enumerate(pictures.named.items(), 1)
        ),
    ]
    spine = [f'<itemref idref="{name}"/>' for name, _sheet in chapters]
    return (
        f'{_DECLARATION}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{_metadata(sheets, title, now)}\n</metadata>\n'
        "<manifest>\n" + "\n".join(items) + "\n</manifest>\n<spine>\n" + "\n".join(spine) + "\n</spine>\n</package>\n"
    )


def _metadata(sheets: Sequence[Sheet], title: str, now: datetime) -> str:
    articles = [sheet.article for sheet in sheets]
    known = "\n".join(f"{article.id} {article.link} {article.title}" for article in articles)
    languages = dict.fromkeys(article.language for article in articles if is_language(article.language))
    creators = dict.fromkeys(
        text for article in articles if (text := text_of(article.source_name or article.feed_title).strip())
    )
    lines = [
        f'<dc:identifier id="book">urn:uuid:{uuid5(NAMESPACE_URL, "haowai " + text_of(known))}</dc:identifier>',
        f"<dc:title>{heading_of(title)}</dc:title>",
        *(f"<dc:language>{language}</dc:language>" for language in languages or ("und",)),
        *(f"<dc:creator>{creator}</dc:creator>" for creator in list(creators)[:20]),
        f'<meta property="dcterms:modified">{now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}</meta>',
    ]
    if len(articles) == 1:
        if articles[0].published is not None:
            when = articles[0].published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            lines.append(f"<dc:date>{when}</dc:date>")
        if href := href_of(articles[0].link):
            lines.append(f"<dc:source>{href}</dc:source>")
    return "\n".join(lines)
