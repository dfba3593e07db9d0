"""A part of the screen that scrolls. What it shows changes without the screen being laid out, and the focus comes and
goes with its head line and the row under the cursor alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Self

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.events import Blur, DescendantBlur, DescendantFocus, Focus
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from haowai_tui.text import cell_width


class Pane(ScrollView, can_focus=True):
    """A scrolled view whose lines are drawn when they show. Its top border is its head, which is lit by the focus."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pane--lit"}
    DEFAULT_CSS = "Pane > .pane--lit { color: $accent; text-style: bold; }"

    # Textual lays the whole screen out when this changes; the pane is as large as before.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    _base: Style | None = None
    _draws_head = False
    _line_width = 0

    @property
    def base_style(self) -> Style:
        """The style of text that is nothing else. Textual's own answer takes longer than setting a line."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def notify_style_update(self) -> None:
        self._base = None
        super().notify_style_update()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = Bar(name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def watch_virtual_size(self, size: Size) -> None:
        """Fit the scroll bar; the screen only where the pane is as high as what it holds."""
        if self.styles.auto_dimensions:
            self.refresh(layout=True)
        elif self.is_mounted:
            self._scroll_update(size)

    # The head, which is all that changes with the title, and with the focus what one sees of it besides the cursor's
    # row. Textual would look all styles up and draw the whole pane.

    @property
    def heading(self) -> str:
        """What stands in the head."""
        return self._border_title.plain if self._border_title is not None else ""

    def entitle(self, heading: str) -> None:
        """Write something else into the head; it is never read as markup."""
        if heading != self.heading:
            with self._only_head():
                self.border_title = Content(heading)

    def focus(self, scroll_visible: bool = True) -> Self:
        with self._only_head():
            return super().focus(scroll_visible)

    @contextmanager
    def _only_head(self) -> Iterator[None]:
        """What is to be drawn anew meanwhile is the head."""
        self._draws_head = True
        try:
            yield
        finally:
            self._draws_head = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._draws_head and not regions:
            regions = (Region(0, -1, self.size.width + self.scrollbar_size_vertical, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def watch_has_focus(self, _has_focus: bool) -> None:
        with self._only_head():
            self.refresh()

    def _on_focus(self, event: Focus) -> None:
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(DescendantFocus(self))

    def _on_blur(self, event: Blur) -> None:
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(DescendantBlur(self))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the pane: Textual's head, and under it the pane's own, which are complete as they are."""
        top = self.styles.gutter.top
        if self.styles.gutter.totals != (0, top) or crop.x or crop.width != self.region.width:
            return super().render_lines(crop)
        heads = super().render_lines(Region(0, crop.y, crop.width, top - crop.y)) if crop.y < top else []
        filtered = _filter_of(self)
        if heads and crop.y == 0 and self.has_focus:
            heads[0] = filtered(self._lit(heads[0]))
        # Over the rest stands the scroll bar.
        self._line_width = crop.width - self.scrollbar_size_vertical * self.show_vertical_scrollbar
        try:
            return [*heads, *(filtered(self.render_line(y - top)) for y in crop.line_range if y >= top)]
        finally:
            self._line_width = 0

    @property
    def line_width(self) -> int:
        """The cells of a line of what it holds. While lines are drawn it is the same for all: finding it takes as long
        as many a line."""
        return self._line_width or self.scrollable_content_region.width

    def _lit(self, head: Strip) -> Strip:
        title = self.get_component_rich_style("pane--lit", partial=True)
        line = Style.from_color(title.color)
        end = min(1 + cell_width(self.heading), head.cell_length)
        parts = ((0, 1, line), (1, end, title), (end, head.cell_length, line))
        return Strip.join([_over(head.crop(start, stop), style) for start, stop, style in parts if stop > start])


class Bar(ScrollBar):
    """A scroll bar that is drawn without a detour through renderables, which took as long as the text beside it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self.render()
        if not isinstance(bar, ScrollBarRender) or not isinstance(bar.style, Style) or not self.vertical:
            return super().render_lines(crop)
        rows = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=self.size.width,
            back_color=bar.style.bgcolor or Color.default(),
            bar_color=bar.style.color or Color.default(),
        )
        segments = [*rows.segments][crop.y : crop.bottom]
        ground = Style(bgcolor=self.background_colors[1].rich_color)
        filtered = _filter_of(self)
        # Of all its rows there are four kinds.
        kinds = {kind: filtered(Strip([kind], self.size.width).apply_style(ground)) for kind in dict.fromkeys(segments)}
        return [kinds[segment] for segment in segments]


def _filter_of(widget: Widget) -> Callable[[Strip], Strip]:
    """What Textual's filters make of a widget's lines. Its background is looked for once for all of them."""
    filters, background = widget.get_line_filters(), widget.background_colors[1]

    def filtered(strip: Strip) -> Strip:
        for line_filter in filters:
            strip = strip.apply_filter(line_filter, background)
        return strip

    return filtered


def _over(strip: Strip, style: Style) -> Strip:
    return Strip(
        [Segment(text, (own or Style.null()) + style, control) for text, own, control in strip], strip.cell_length
    )
