"""Articles as one HTML page that needs nothing else: pictures are in it, nothing in it runs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence

from haowai_tui.export.page import STYLE, article_xhtml
from haowai_tui.export.sheet import Labels, PictureOf, Sheet
from haowai_tui.export.xhtml import Figure, heading_of, language_of
from haowai_tui.model import Image

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def html_document(sheets: Sequence[Sheet], title: str, labels: Labels, picture_of: PictureOf) -> Iterator[bytes]:
    """The page in pieces. It is XHTML too, and forbids its reader to fetch anything for it."""
    one = sheets[0].article.language if len({sheet.article.language for sheet in sheets}) == 1 else ""
    yield (
        f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"{language_of(one)}>\n<head>\n'
        f'<meta charset="utf-8"/>\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>\n'
        '<meta name="viewport" content="width=device-width"/>\n<meta name="referrer" content="no-referrer"/>\n'
        f"<title>{heading_of(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    ).encode()
    if len(sheets) > 1:
        rows = "\n".join(
            f'<li><a href="#article-{sheet.article.id}">{heading_of(labels.title_of(sheet))}</a></li>'
            for sheet in sheets
        )
        yield f"<nav><h1>{heading_of(title)}</h1>\n<ol>\n{rows}\n</ol></nav>\n".encode()
    for sheet in sheets:
        yield (article_xhtml(sheet, labels, _inside(picture_of)) + "\n").encode()
    yield b"</body>\n</html>\n"


def _inside(picture_of: PictureOf) -> Figure:
    def figure(image: Image) -> str:
        picture = picture_of(image.url) if image.url else None
        if picture is None:
            return ""
        return f"data:{picture.media_type};base64,{b64encode(picture.data).decode('ascii')}"

    return figure
