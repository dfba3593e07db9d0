"""The right-hand pane: stories related to the open article, and what is hot."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.style import Style

from haowai_tui.library.phrases import story_bars, story_label, why
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, present
from haowai_tui.model import Related, Story, Teaser
from haowai_tui.text import truncate
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


class _Item(Struct, frozen=True):
    """A row: a heading when `teaser` is None. `about` and `reason` stand under the headline; a row without a reason
    shows the teaser's snippet there."""

    heading: str = ""
    teaser: Teaser | None = None
    about: str = ""
    reason: str = ""


class TeasersPane(RowList):
    """Two headed lists in one: Related, then Hot; in each what the source printed first, then what haowai found. Each
    row takes two lines and a third for its reason."""

    row_height = 3

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._items: list[_Item] = []
        self._is_known = False

    def show(self, related: Sequence[Related], printed: Sequence[Teaser], stories: Sequence[Story]) -> None:
        """Show what is related to an article, the hot list that its source printed, and the hottest stories; the cursor
        goes to the first row."""
        hot = [*(_Item(teaser=teaser, about=_time(teaser)) for teaser in printed), *map(_story_item, stories)]
        items: list[_Item] = []
        for heading, rows in ((_("Related"), [_related_item(row) for row in related]), (_("Hot"), hot)):
            if rows:
                items.append(_Item(heading=heading))
                items.extend(rows)
        self._items = items
        self._is_known = True
        self.scroll_to(y=0, animate=False, force=True)
        self.set_count(len(items), cursor=1 if items else 0)
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def current(self) -> Teaser | None:
        """The teaser under the cursor."""
        return self._items[self.cursor].teaser if 0 <= self.cursor < len(self._items) else None

    def other_section(self) -> None:
        """Move the cursor to the first teaser of the other list, its heading at the top."""
        headings = [index for index, item in enumerate(self._items) if item.teaser is None]
        if not headings:
            return
        later = [index for index in headings if index > self.cursor]
        target = later[0] if later else headings[0]
        self.move_to(target + 1, quiet=True)
        self.scroll_to(y=target * self.row_height, animate=False, force=True)

    def selectable(self, index: int) -> bool:
        return self._items[index].teaser is not None

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        item = self._items[index]
        room = max(1, width - 2)
        if item.teaser is None:
            accent = base + self.get_component_rich_style("rows--accent", partial=True)
            return [(" " + truncate(item.heading, room), accent)] if line == 1 else []
        if line == 0:
            style = base
            if item.teaser.article_id is not None:
                style = base + self.get_component_rich_style("rows--stored", partial=True)
            return [(" " + truncate(item.teaser.title, room), style)]
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        under = [text for text in (item.reason or item.teaser.snippet, item.about) if text]
        if item.reason:
            under.reverse()
        return [(" " + truncate(under[line - 1], room), quiet)] if line <= len(under) else []

    def empty_text(self) -> str:
        return _("No related stories here.") if self._is_known else ""


def _related_item(row: Related) -> _Item:
    teaser = Teaser(title=row.title, snippet=row.snippet, published=row.when, link=row.link, article_id=row.article_id)
    if row.kind == "own":
        return _Item(teaser=teaser, about=" · ".join(part for part in (why(row), _time(teaser)) if part))
    return _Item(teaser=teaser, about=" · ".join(part for part in (row.source, _time(teaser)) if part), reason=why(row))


def _story_item(story: Story) -> _Item:
    row = story.headline
    teaser = Teaser(title=row.title, published=row.when, link=row.link, article_id=row.id)
    return _Item(teaser=teaser, about=story_label(story), reason=story_bars(story))


def _time(teaser: Teaser) -> str:
    return brief(teaser.published, present()) if teaser.published is not None else ""
