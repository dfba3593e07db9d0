"""Articles as CommonMark with the tables and strikethrough of GitHub's: nothing in a text is taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from haowai_tui.export.sheet import Labels, Sheet
from haowai_tui.export.xhtml import address_of
from haowai_tui.lazy import pattern
from haowai_tui.model import (
    Block,
    Code,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
    Teaser,
    block_text,
    list_mark,
    spans_text,
)

_MARKS = pattern(r"([\\`*_{}\[\]<>&|~$])")
_FIRST = pattern(r"^(\s*)([#+=-]|[0-9]{1,9}[.)])", re.MULTILINE)
"""What makes a heading, a list or a rule when it stands first on a line."""
_BAR = pattern(r"(?<!\\)\|")
_TASK = pattern(r"^\\\[([ x])\\\] ")
"""The box of a task as it is escaped."""
_TICKS = pattern(r"`+")


def markdown_document(sheets: Sequence[Sheet], title: str, labels: Labels) -> Iterator[bytes]:
    """The document in pieces, one for each article; several stand under the title of them all."""
    several = len(sheets) > 1
    if several:
        yield f"# {inline(title)}\n\n".encode("utf-8", "replace")
    for number, sheet in enumerate(sheets):
        between = "\n---\n\n" if number else ""
        yield (between + _article(sheet, labels, 2 if several else 1)).encode("utf-8", "replace")


def inline(text: str) -> str:
    """`text` on one line, with every character that Markdown gives a meaning escaped."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _flowing(text: str) -> str:
    # A line break within a paragraph is kept as one: a backslash at the end of the line.
    lines = [_MARKS.sub(r"\\\1", line).strip() for line in text.split("\n")]
    return "\\\n".join(line for line in lines if line)


def _first(text: str) -> str:
    return _FIRST.sub(lambda found: f"{found[1]}{_escaped(found[2])}", text)


def _escaped(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"


def link_of(title: str, address: str) -> str:
    """A link in Markdown; the title alone when the address is not one to be opened."""
    href = address_of(address)
    return f"[{inline(title)}](<{href}>)" if href else inline(title)


def _article(sheet: Sheet, labels: Labels, level: int) -> str:
    article, deeper = sheet.article, "#" * (level + 1)
    parts = [f"{'#' * level} {inline(labels.title_of(sheet))}", _head(sheet, labels)]
    if article.key_points:
        points = "\n".join(f"- {_first(inline(point))}" for point in article.key_points)
        parts.append(f"{deeper} {inline(labels.key_points_of(sheet))}\n\n{points}")
    if article.note:
        parts.append(f"{deeper} {inline(labels.note)}\n\n{_quoted(_first(_flowing(article.note)))}")
    parts.append(_blocks(article.blocks, labels, level))
    rows = [f"- {link_of(one.url, one.url)}" for one in article.enclosures if address_of(one.url)]
    parts.append(f"{deeper} {inline(labels.enclosures)}\n\n" + "\n".join(rows) if rows else "")
    parts += [_teasers(article.related, labels.related, deeper), _teasers(article.hot, labels.hot, deeper)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(sheet: Sheet, labels: Labels) -> str:
    lines = [sheet.byline, *labels.marks_of(sheet)]
    rows = [f"- {_first(inline(line))}" for line in lines if line]
    if address_of(sheet.article.link):
        rows.append(f"- {link_of(labels.source, sheet.article.link)}")
    return "\n".join(rows)


def _teasers(teasers: Sequence[Teaser], heading: str, hashes: str) -> str:
    rows = [f"- {link_of(teaser.title, teaser.link)}" for teaser in teasers]
    return f"{hashes} {inline(heading)}\n\n" + "\n".join(rows) if rows else ""


def _spans(spans: Sequence[Span]) -> str:
    done = []
    for link, group in groupby(spans, key=lambda span: span.link):
        inner = "".join(map(_span, group))
        href = address_of(link) if link else ""
        done.append(f"[{inner.strip()}](<{href}>)" if href and inner.strip() else inner)
    return "".join(done)


def _span(span: Span) -> str:
    text = f"{span.text} ({span.ruby})" if span.ruby else span.text
    if Style.CODE in span.style and "\n" not in text:
        return _code(text)
    lead, core, tail = _trimmed(_MARKS.sub(r"\\\1", text).replace("\n", "\\\n"))
    if not core:
        return lead + tail
    for style, mark in ((Style.STRIKE, "~~"), (Style.ITALIC, "*"), (Style.BOLD, "**")):
        if style in span.style:
            core = f"{mark}{core}{mark}"
    return lead + core + tail


def _trimmed(text: str) -> tuple[str, str, str]:
    # Emphasis does not begin or end at a space.
    core = text.strip()
    start = text.find(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}" if text.strip() else text


def _blocks(blocks: Sequence[Block], labels: Labels, level: int) -> str:
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        if text := _block(block, labels, level):
            if isinstance(before, ListBlock) and isinstance(block, ListBlock):
                # Two lists one after the other would be one.
                parts.append("<!-- -->")
            parts.append(text)
            before = block
    return "\n\n".join(parts)


def _block(block: Block, labels: Labels, level: int) -> str:
    match block:
        case Paragraph(spans):
            return _first(_spans(spans)).strip("\n")
        case Heading(spans, depth):
            text = " ".join(_spans(spans).replace("\\\n", " ").split())
            return f"{'#' * max(level + 1, min(6, depth + level - 1))} {text}"
        case Image():
            return _image(block, labels)
        case ListBlock():
            return _list(block, labels, level)
        case Quote(blocks):
            return _quoted(_blocks(blocks, labels, level))
        case Code(text, language):
            fence = "`" * max(3, max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
            return f"{fence}{re.sub(r'[^A-Za-z0-9+_-]', '', language)}\n{text}\n{fence}"
        case Table():
            return _table(block)
        case Rule():
            return "* * *"


def _image(image: Image, labels: Labels) -> str:
    words = inline(image.alt or spans_text(image.caption) or labels.picture)
    href = address_of(image.url)
    shown = f"![{words}](<{href}>)" if href else f"\\[{inline(labels.picture)}: {words}\\]"
    caption = " ".join(_spans(image.caption).replace("\\\n", " ").split())
    return f"{shown}\n\n*{caption}*" if caption and "*" not in caption else "\n\n".join(filter(None, (shown, caption)))


def _list(block: ListBlock, labels: Labels, level: int) -> str:
    rows = []
    for place, item in enumerate(block.items):
        if block.definitions and item:
            said = _blocks(item[1:], labels, level)
            text = f"**{inline(block_text(item[0]))}**" + (f"\n\n{said}" if said else "")
        else:
            text = _TASK.sub(r"[\1] ", _blocks(item, labels, level))
        mark = "- "
        if block.ordered and block.numbering == "1" and not block.numbers:
            mark = f"{max(0, block.start) + place}. "
        elif block.ordered:
            # Markdown numbers with figures that follow one another, and nothing else.
            own = _first(inline(list_mark(block, place)))
            text = own + ("" if own.endswith("、") else " ") + text
        rows.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return re.sub(r"(?m)^ +$", "", "\n".join(rows))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _table(table: Table) -> str:
    width = max((len(row) for row in (table.header, *table.rows)), default=0)
    if not width:
        return ""
    lines = [_row(table.header, width), "|" + " --- |" * width, *(_row(row, width) for row in table.rows)]
    caption = _spans(table.caption)
    return "\n".join(lines) + (f"\n\n{caption}" if caption else "")


def _row(cells: Sequence[Sequence[Span]], width: int) -> str:
    texts = [" ".join(_spans(cell).replace("\\\n", "\n").strip().replace("\n", "<br>").split()) for cell in cells]
    # In code a bar is not escaped, yet it would end the cell.
    texts = [_BAR.sub(r"\\|", text) for text in texts]
    return "| " + " | ".join([*texts, *([""] * (width - len(texts)))]) + " |"
