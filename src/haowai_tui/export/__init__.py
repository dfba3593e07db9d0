"""Articles as documents: HTML, EPUB, Markdown and plain text. Pure: articles and pictures in, bytes out."""

from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

if TYPE_CHECKING:
    from haowai_tui.export.epub import epub_book
    from haowai_tui.export.html import html_document
    from haowai_tui.export.markdown import link_of, markdown_document
    from haowai_tui.export.plain import text_document
    from haowai_tui.export.sheet import Labels, Picture, PictureOf, Sheet
    from haowai_tui.export.xhtml import address_of

__all__ = [
    "Labels", "Picture", "PictureOf", "Sheet", "address_of", "epub_book", "html_document", "link_of",
    "markdown_document", "text_document",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = names_in(
        __name__,
        {
            "epub": "epub_book",
            "html": "html_document",
            "markdown": "link_of markdown_document",
            "plain": "text_document",
            "sheet": "Labels Picture PictureOf Sheet",
            "xhtml": "address_of",
        },
    )
