"""The article pane: set lines, drawn only where they show.

Setting runs in a thread, a screenful first and the rest in pieces, so that a very long article opens like a short
one. The place in an article is kept as (block, line within the block): it survives another width.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from haowai_tui.locale import gettext as _
from haowai_tui.model import Article, Style, blocks_text
from haowai_tui.tui.when import comments_label, full_time, reading_time
from haowai_tui.typeset import ArticleLabels, ArticleSetter, Line, Options, Run

if TYPE_CHECKING:
    from haowai_tui.config import UiSettings

_CHUNK = 400
"""Lines set between two looks at whether the reader has gone on."""

_COMPONENTS = {
    "headline": "article--headline",
    "heading": "article--heading",
    "byline": "article--quiet",
    "quote": "article--quote",
    "code": "article--code",
    "caption": "article--quiet",
    "box": "article--line",
    "rule": "article--line",
    "bullet": "article--accent",
    "link-number": "article--quiet",
    "label": "article--accent",
    "key-point": "article--key",
    "link-target": "article--quiet",
}


class ArticlePane(ScrollView, can_focus=True):
    """The middle of the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--headline", "article--heading", "article--quiet", "article--quote", "article--code",
        "article--line", "article--accent", "article--key", "article--link", "article--keyword",
        "article--string", "article--comment", "article--number",
    }  # fmt: skip

    DEFAULT_CSS = """
    ArticlePane {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-color: $line;
        scrollbar-color-hover: $quiet;
        scrollbar-color-active: $accent;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    ArticlePane > .article--headline { color: $headline; text-style: bold; }
    ArticlePane > .article--heading { color: $headline; text-style: bold; }
    ArticlePane > .article--quiet { color: $quiet; }
    ArticlePane > .article--quote { color: $foreground; text-style: italic; }
    ArticlePane > .article--code { color: $code; background: $code-background; }
    ArticlePane > .article--line { color: $line; }
    ArticlePane > .article--accent { color: $accent; }
    ArticlePane > .article--key { color: $headline; }
    ArticlePane > .article--link { color: $link; text-style: underline; }
    ArticlePane > .article--keyword { color: $accent; background: $code-background; }
    ArticlePane > .article--string { color: $success; background: $code-background; }
    ArticlePane > .article--comment { color: $quiet; background: $code-background; }
    ArticlePane > .article--number { color: $warning; background: $code-background; }
    """

    class Scrolled(Message):
        """The part of the article that shows has changed; `percent` is None when all of it shows."""

        def __init__(self, percent: int | None) -> None:
            super().__init__()
            self.percent = percent

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.article: Article | None = None
        self.options = Options()
        self.lines: list[Line] = []
        self.links: list[str] = []
        self._strips: dict[int, Strip] = {}
        self._set_width = 0
        self._complete = False
        self._wanted: tuple[int, int] | None = None

    def use_settings(self, ui: UiSettings) -> None:
        """Take the measure and the typesetting choices from the settings."""
        self.options = Options(measure=ui.measure, indent=ui.indent, hanging=ui.hanging)

    def show(self, article: Article, *, at: tuple[int, int] | None = None) -> None:
        """Show `article`, scrolled to the place `at` (block, line in it) when it is given."""
        self.article = article
        self._wanted = at
        self._start_setting()

    def place(self) -> tuple[int, int]:
        """The place at the top of the pane, as (block, line in it); (-1, 0) above the body."""
        if self._wanted is not None:
            return self._wanted
        top = self.scroll_offset.y
        if not self.lines or top >= len(self.lines):
            return (-1, 0)
        block = self.lines[top].block
        first = top
        while first > 0 and self.lines[first - 1].block == block:
            first -= 1
        return (block, top - first) if block >= 0 else (-1, top - first)

    # Setting.

    @property
    def text_width(self) -> int:
        """The cells that the text may take."""
        room = self.scrollable_content_region.width - 2
        return max(10, min(room, self.options.measure))

    @property
    def margin(self) -> int:
        """The cells left of the text."""
        return max(1, (self.scrollable_content_region.width - self.text_width) // 2)

    def on_resize(self, event: Resize) -> None:
        if self.article is not None and self.text_width != self._set_width:
            if self._wanted is None:
                self._wanted = self.place()
            self._start_setting()
        else:
            self._strips.clear()
            self._tell_position()

    def _start_setting(self) -> None:
        if self.article is None or self.scrollable_content_region.width < 4:
            return
        self._set_width = self.text_width
        self.run_worker(self._set(self.article), group="setting", exclusive=True)

    async def _set(self, article: Article) -> None:
        setter = await asyncio.to_thread(ArticleSetter, article, self._set_width, self.options, labels(article))
        page = max(self.page, 20)
        self._complete = False
        await asyncio.to_thread(setter.advance, page * 2)
        self._strips.clear()
        self.lines, self.links = setter.lines, setter.links
        self._show_lines(setter.done, first=True)
        while not setter.done:
            await asyncio.to_thread(setter.advance, _CHUNK)
            self._show_lines(setter.done, first=False)

    def _show_lines(self, done: bool, *, first: bool) -> None:
        self._complete = done
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self.lines)))
        if first:
            self.scroll_to(y=0, animate=False, force=True)
        if self._wanted is not None:
            line = self._line_of(*self._wanted)
            # Scrolling stops at the end of what is set so far: wait until a page lies below the place.
            if line is not None and (done or line + self.page <= len(self.lines)):
                self._wanted = None
                self.scroll_to(y=line, animate=False, force=True)
            elif done:
                self._wanted = None
        self.refresh()
        self._tell_position()

    def _line_of(self, block: int, line: int) -> int | None:
        if block < 0:
            return min(line, len(self.lines) - 1)
        for index, candidate in enumerate(self.lines):
            if candidate.block == block:
                last = index
                while last + 1 < len(self.lines) and self.lines[last + 1].block == block:
                    last += 1
                return min(index + line, last)
        return None

    # Scrolling.

    @property
    def page(self) -> int:
        """The lines that show at once."""
        return max(1, self.scrollable_content_region.height)

    def scroll_lines(self, lines: int) -> None:
        """Scroll by `lines`, as far as there is text."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    def scroll_top(self) -> None:
        self.scroll_to(y=0, animate=False, force=True)

    def scroll_bottom(self) -> None:
        self.scroll_to(y=max(0, len(self.lines) - self.page), animate=False, force=True)

    def page_on(self) -> bool:
        """A page further, one line kept in sight. False when the end was already showing."""
        if self.scroll_offset.y + self.page >= len(self.lines) and self._complete:
            return False
        self.scroll_lines(max(1, self.page - 1))
        return True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_position()

    def _tell_position(self) -> None:
        total = len(self.lines)
        if not total or (self._complete and total <= self.page):
            self.post_message(self.Scrolled(None))
            return
        bottom = min(total, self.scroll_offset.y + self.page)
        self.post_message(self.Scrolled(round(100 * bottom / total)))

    # Drawing.

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.rich_style
        if index >= len(self.lines):
            if self.article is None and y == 1:
                quiet = base + self.get_component_rich_style("article--quiet", partial=True)
                return Strip([Segment("  " + _("Choose an article with Enter."), quiet)]).adjust_cell_length(
                    width, base
                )
            return Strip.blank(width, base)
        strip = self._strips.get(index)
        if strip is None or strip.cell_length != width:
            line = self.lines[index]
            segments = [Segment(" " * self.margin, base)]
            segments += [Segment(run.text, base + self._style(run)) for run in line.runs]
            strip = Strip(segments).adjust_cell_length(width, base)
            if len(self._strips) > 2000:
                self._strips.clear()
            self._strips[index] = strip
        return strip

    def _style(self, run: Run) -> RichStyle:
        kind = run.kind.rstrip("123456") if run.kind.startswith("heading") else run.kind
        style = RichStyle.null()
        component = _COMPONENTS.get(kind)
        if kind.startswith("token"):
            component = _token_component(kind)
        if component is not None:
            style = self.get_component_rich_style(component, partial=True)
        if run.link and kind != "link-number":
            style += self.get_component_rich_style("article--link", partial=True)
        flags = run.style
        if flags & Style.CODE:
            style += self.get_component_rich_style("article--code", partial=True)
        return style + RichStyle(
            bold=True if flags & Style.BOLD else None,
            italic=True if flags & Style.ITALIC else None,
            strike=True if flags & Style.STRIKE else None,
            underline=True if flags & Style.UNDERLINE else None,
            reverse=True if flags & Style.MARK else None,
        )


def _token_component(kind: str) -> str:
    for word, component in (
        ("keyword", "article--keyword"),
        ("string", "article--string"),
        ("comment", "article--comment"),
        ("number", "article--number"),
    ):
        if word in kind.lower():
            return component
    return "article--code"


def labels(article: Article) -> ArticleLabels:
    """The words around an article, in the interface's language."""
    parts = [part for part in (article.byline, article.source_name or article.feed_title) if part]
    parts = list(dict.fromkeys(parts))
    if article.published is not None:
        parts.append(full_time(article.published))
    if article.comments is not None:
        parts.append(comments_label(article.comments))
    parts.append(reading_time(blocks_text(article.blocks)))
    return ArticleLabels(
        untitled=_("(no headline)"),
        byline=" · ".join(parts),
        key_points=_("Key points"),
        links=_("Links"),
        picture=_("Picture"),
    )
