"""What is exported: an article with the words that stand around it, and the pictures that are at hand."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from haowai_tui.model import Article

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)


class Picture(Struct, frozen=True, kw_only=True):
    """The bytes of a picture, of a kind that every reader of web pages and books shows."""

    data: bytes
    media_type: str
    suffix: str

    @classmethod
    def of(cls, data: bytes) -> Picture | None:
        """The picture in `data`, known by how it begins; None when it is none, or of a kind that books do not show."""
        for magic, media_type, suffix in _MAGIC:
            if data.startswith(magic):
                return cls(data=data, media_type=media_type, suffix=suffix)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return cls(data=data, media_type="image/webp", suffix="webp")
        return None


PictureOf = Callable[[str], Picture | None]
"""The picture at an address, when it is kept here."""


class Sheet(Struct, frozen=True, kw_only=True):
    """An article to be exported. `byline` is the whole line under its headline: who, where, when, how many comments.
    `place` is its place in the read-later queue, from 1, or 0."""

    article: Article
    byline: str
    place: int = 0


class Labels(Struct, frozen=True, kw_only=True):
    """The words of an exported document that are not the articles', in the interface's language."""

    untitled: str
    key_points: str
    extracted: str
    links: str
    picture: str
    enclosures: str
    related: str
    hot: str
    note: str
    tags: str
    starred: str
    later: str
    source: str
    contents: str

    def key_points_of(self, sheet: Sheet) -> str:
        """The heading of an article's key points: they are its source's, or were taken from its text."""
        return self.extracted if sheet.article.extracted else self.key_points

    def title_of(self, sheet: Sheet) -> str:
        """The headline of an article, or what stands for it."""
        return sheet.article.title or self.untitled

    def marks_of(self, sheet: Sheet) -> list[str]:
        """What the reader did with an article, a text for each: starred, put off, tagged."""
        article = sheet.article
        marks = [self.starred] if article.starred else []
        if article.later or sheet.place:
            marks.append(f"{self.later} {sheet.place}" if sheet.place else self.later)
        if article.tags:
            marks.append(f"{self.tags}: {', '.join(article.tags)}")
        return marks
