"""What publishers changed in articles that are stored."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.errors import StoreBusyError, StoreFullError
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.insight.changes import Change
    from haowai_tui.model import Article, Block, Entry, Paragraph, Span
    from haowai_tui.store import Store

_STYLES = {"same": "NONE", "added": "ADDED", "removed": "REMOVED"}


class Changing:
    """The part of the library that shows edits."""

    _store: Store

    def with_changes(self, article: Article) -> Article | None:
        """`article` with the edit in the place of its text: what was added and removed, with a paragraph around it;
        None when its publisher has not changed it. The reader counts as having seen it. On the disk on return."""
        found = self._store.former(article.id)
        if found is None:
            return None
        before, _when = found
        with suppress(StoreFullError, StoreBusyError):
            self._store.look_at_change(article.id)
        blocks = edit_blocks(before, article)
        return replace(article, blocks=blocks, key_points=(), extracted=False, remark="", changed_at=None)


def edit_blocks(before: Entry, after: Entry) -> tuple[Block, ...]:
    """The edit that made the text `before` that `after` as paragraphs, with spans that are added or removed. Headlines
    count as their first paragraphs; what lies far from a change is left out and counted."""
    from haowai_tui.insight.changes import changes
    from haowai_tui.model import Paragraph, Span, Style

    edit = changes([before.title, *_paragraphs(before)], [after.title, *_paragraphs(after)])
    if edit and edit[0].kind == "same":
        edit = edit[1:]
    shown = _near_changes(edit)
    blocks: list[Block] = []
    left_out = 0
    for place, change in enumerate(edit):
        if place not in shown:
            left_out += 1
            continue
        if left_out:
            blocks.append(_left_out(left_out))
            left_out = 0
        blocks.append(Paragraph(tuple(Span(piece.text, Style[_STYLES[piece.kind]]) for piece in change.pieces)))
    if left_out:
        blocks.append(_left_out(left_out))
    return tuple(blocks)


def _near_changes(edit: list[Change]) -> set[int]:
    changed = [place for place, change in enumerate(edit) if change.kind != "same"]
    return {near for place in changed for near in (place - 1, place, place + 1)}


def _left_out(count: int) -> Paragraph:
    from haowai_tui.model import Paragraph, Span, Style

    text = counted("({count} paragraph as it was)", "({count} paragraphs as they were)", count)
    return Paragraph((Span(text, Style.ITALIC),))


def _paragraphs(entry: Entry) -> list[str]:
    """The texts of an entry's blocks, a list's items and a table's rows one by one, with single spaces."""
    from haowai_tui.model import block_text

    lines = (line for block in entry.blocks for line in block_text(block).splitlines())
    return [text for line in lines if (text := " ".join(line.split()))]


def marked(article: Article) -> Article:
    """An edit for where there are no colours: `[-removed-]` and `{+added+}`, as wdiff has them."""
    from haowai_tui.model import Paragraph, Span, Style

    def plain(span: Span) -> Span:
        if span.style & Style.REMOVED:
            return Span(f"[-{span.text}-]")
        return Span("{+" + span.text + "+}") if span.style & Style.ADDED else span

    blocks = (
        replace(block, spans=tuple(map(plain, block.spans))) for block in article.blocks if isinstance(block, Paragraph)
    )
    return replace(article, blocks=tuple(blocks))
