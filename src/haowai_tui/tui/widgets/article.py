"""The article pane: set lines, drawn only where they show.

Setting runs in a thread, a screenful first and the rest in pieces, so that a very long article opens like a short
one. The place in an article is kept as an anchor in its text: it survives another width.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.events import Key, Resize
from textual.geometry import Size
from textual.message import Message

from haowai_tui.locale import gettext as _
from haowai_tui.model import Anchor, Article
from haowai_tui.tui.background import beside
from haowai_tui.tui.keys import pressed
from haowai_tui.tui.widgets.article_labels import KEYS, labels
from haowai_tui.tui.widgets.article_look import COMPONENTS, CSS
from haowai_tui.tui.widgets.article_modes import Choice, Finder, Hints, Marks
from haowai_tui.tui.widgets.article_pictures import ArticlePictures
from haowai_tui.tui.widgets.article_place import anchor_at, line_of, settled
from haowai_tui.typeset import ArticleSetter, Options

if TYPE_CHECKING:
    from haowai_tui.config import UiSettings
    from haowai_tui.text.found import Sought

_CHUNK = 400
"""Lines set between two looks at whether the reader has gone on."""


class ArticlePane(ArticlePictures):
    """The middle of the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)
    DEFAULT_CSS = CSS

    class Scrolled(Message):
        """The part of the article that shows has changed; `percent` is None when all of it shows."""

        def __init__(self, percent: int | None) -> None:
            super().__init__()
            self.percent = percent

    class Found(Message):
        """A search in the article has an answer: the match `number`, counted from 1, of `total`; 0 of 0 for none."""

        def __init__(self, number: int, total: int) -> None:
            super().__init__()
            self.number = number
            self.total = total

    class LinkChosen(Message):
        """The reader typed the letters of a link; None when they typed others."""

        def __init__(self, address: str | None) -> None:
            super().__init__()
            self.address = address

    class TextChosen(Message):
        """The reader chose paragraphs to copy; None when they thought better of it."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._set_width = 0
        self._stands = asyncio.Event()
        self._whole = asyncio.Event()
        self._wanted: Anchor | None = None
        self._sought: tuple[Sequence[Sought], Sequence[Sought]] = ((), ())
        self.minutes = 0.0
        self.note = ""
        """What stands here before there is an article, in place of how to get one."""
        self.keys = dict.fromkeys(KEYS, "")

    def use_settings(self, ui: UiSettings) -> None:
        """Take the measure and the typesetting choices from the settings."""
        self.reorders = ui.right_to_left == "reorder"
        self.options = Options(
            measure=ui.measure,
            indent=ui.indent,
            hanging=ui.hanging,
            justify=ui.justify,
            gap=ui.paragraph_gap,
            spacing="space" if ui.spacing == "space" else "none" if ui.spacing == "none" else "keep",
            ascii=ui.ambiguous_width == 2,
        )

    def show(self, article: Article, *, at: Anchor | None = None, minutes: float | None = None) -> None:
        """Show `article`, scrolled to the place `at` when it is given. `minutes` is how long it takes to read; when it
        is left out, as long as what showed before."""
        self.article = article
        self.minutes = self.minutes if minutes is None else minutes
        self._wanted = settled(at, article.blocks) if at is not None else None
        self.finder = Finder()
        self._leave_modes()
        if self.pictures is not None:
            self.pictures.clear()
        self._start_setting()
        if not self._set_width:
            # Nowhere to stand: what stood here before is nothing of this article, nor a place in it.
            self.lines, self.links, self.lines_width = [], [], 0

    def place(self) -> Anchor:
        """The place at the top of the pane."""
        if self._wanted is not None or self.article is None:
            return self._wanted or Anchor()
        return anchor_at(self.lines, self.scroll_offset.y, self.article.blocks)

    def set_again(self, options: Options) -> None:
        """Set the article anew with other options, the reader's place kept."""
        if self._wanted is None:
            self._wanted = self.place()
        self.options = options
        self._start_setting()

    def toggle_pictures(self) -> None:
        """Show pictures, or their captions alone."""
        if self.pictures is not None:
            self.pictures.on = not self.pictures.on
            self.pictures.clear()
            self.set_again(self.options)

    # Setting.

    def on_resize(self, event: Resize) -> None:
        if not self.has_room:
            return
        if self.pictures is not None:
            self.pictures.measure()
        if self.article is not None and self.text_width != self._set_width:
            if self._wanted is None:
                self._wanted = self.place()
            self._start_setting()
        else:
            self.forget_strips()
            self._tell_position()
            if self.lines:
                self._stands.set()

    @property
    def stands(self) -> bool:
        """Whether the article stands on the screen, as far as it shows."""
        return self.has_room and self._stands.is_set()

    @property
    def is_whole(self) -> bool:
        """Whether the article stands on the screen to its end."""
        return self.stands and self._whole.is_set()

    async def to_stand(self) -> None:
        """Wait until the article stands on the screen."""
        if not self.has_room:
            self._stands.clear()
        await self._stands.wait()

    async def to_be_whole(self) -> None:
        """Wait until the article stands there to its end."""
        await self.to_stand()
        await self._whole.wait()

    def _start_setting(self) -> None:
        self._stands.clear()
        self._whole.clear()
        if self.article is None or not self.has_room:
            # Set when it comes to the front, for what is set so far is another article, or set in another way.
            self._set_width = 0
            return
        self._set_width = self.text_width
        self.run_worker(beside(self._set(self.article)), group="setting", exclusive=True)

    async def _set(self, article: Article) -> None:
        around = labels(article, self.minutes, keys=self.keys)
        setter = ArticleSetter(self.with_failures(article), self._set_width, self.options_for(self.page), around)
        marks = Marks(*self._sought)
        page = max(self.page, 20)
        await asyncio.to_thread(_advance, setter, page * 2, marks)
        self.forget_strips()
        self.lines, self.links, self.marks, self.lines_width = setter.lines, setter.links, marks, self._set_width
        self._show_lines(setter.done, first=True)
        while not setter.done:
            await asyncio.to_thread(_advance, setter, _CHUNK, marks)
            if marks.in_texts:
                # The paragraph at the end of the last piece has its marks only now.
                self.forget_strips()
                self.refresh()
            self._show_lines(setter.done, first=False)
        if (marks.in_headlines, marks.in_texts) != self._sought:
            await self._mark_again(Marks(*self._sought))
        if self.finder.query:
            # The matches were those of another width.
            finder = await asyncio.to_thread(Finder.search, self.lines, self.finder.query)
            finder.current = min(self.finder.current, len(finder.hits) - 1)
            self._use_finder(finder)

    def _show_lines(self, done: bool, *, first: bool) -> None:
        if done:
            self._whole.set()
        before = self.virtual_size.height
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self.lines)))
        if first:
            self._stands.set()
            self.scroll_to(y=0, animate=False, force=True)
        if self._wanted is not None:
            line = line_of(self.lines, self._wanted)
            # Scrolling stops at the end of what is set so far: wait until a page lies below the place.
            if line is not None and (done or line + self.page <= len(self.lines)):
                self._wanted = None
                self.scroll_to(y=line, animate=False, force=True)
            elif done:
                self._wanted = None
        if first or self.scroll_offset.y + self.page > before:
            self.refresh()
        self._tell_position()

    # Scrolling.

    @property
    def page(self) -> int:
        """The lines that show at once."""
        return max(1, self.scrollable_content_region.height)

    def scroll_lines(self, lines: int) -> None:
        """Scroll by `lines`, as far as there is text."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    def scroll_bottom(self) -> None:
        self.scroll_to(y=max(0, len(self.lines) - self.page), animate=False, force=True)

    def page_on(self) -> bool:
        """A page further, one line kept in sight. False when the end was already showing."""
        if self.scroll_offset.y + self.page >= len(self.lines) and self._whole.is_set():
            return False
        self.scroll_lines(max(1, self.page - 1))
        return True

    def go_to(self, anchor: Anchor) -> None:
        """Scroll to a place, as soon as it is set."""
        self._wanted = anchor
        self._show_lines(self._whole.is_set(), first=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._tell_position()

    def _tell_position(self) -> None:
        self.look_for_pictures()
        total = len(self.lines)
        if not total or (self._whole.is_set() and total <= self.page):
            self.post_message(self.Scrolled(None))
            return
        bottom = min(total, self.scroll_offset.y + self.page)
        self.post_message(self.Scrolled(round(100 * bottom / total)))

    def _show_line(self, line: int) -> None:
        """Scroll so that `line` shows, not at the edge; not at all when it shows already."""
        top = self.scroll_offset.y
        if not top <= line < top + self.page:
            self.scroll_to(y=max(0, line - self.page // 3), animate=False, force=True)

    # Searching.

    def mark(self, in_headlines: Sequence[Sought], in_texts: Sequence[Sought]) -> None:
        """Mark what a list was looked for in the article that is shown, and in those that are shown from now on."""
        if (sought := (tuple(in_headlines), tuple(in_texts))) != self._sought:
            self._sought = sought
            # While an article is being set, that sees to it at its end; without a place to stand, none is.
            if self._whole.is_set():
                self.run_worker(beside(self._mark_again(Marks(*sought))), group="marking", exclusive=True)

    async def _mark_again(self, marks: Marks) -> None:
        lines = self.lines
        await asyncio.to_thread(marks.look, lines, whole=True)
        if lines is self.lines:
            self.marks = marks
            self.forget_strips()
            self.refresh()

    @property
    def finding(self) -> bool:
        """Whether matches of a search are marked."""
        return bool(self.finder.query)

    def find(self, query: str) -> None:
        """Mark the matches of `query` and go to the first from here on; an empty one takes the marks away."""
        if not query.strip():
            self._use_finder(Finder())
            return
        self.run_worker(beside(self._find(query)), group="finding", exclusive=True)

    async def _find(self, query: str) -> None:
        await self._whole.wait()
        finder = await asyncio.to_thread(Finder.search, self.lines, query)
        finder.current = finder.first_from(self.scroll_offset.y)
        self._use_finder(finder)
        self._at_match()

    def find_next(self, *, forward: bool) -> None:
        """Go to the next match, round at the end."""
        total = len(self.finder.hits)
        if total:
            self.finder.current = (self.finder.current + (1 if forward else -1)) % total
            self._use_finder(self.finder)
            self._at_match()

    def _at_match(self) -> None:
        if self.finder.hits:
            self._show_line(self.finder.line(self.finder.current))
        self.post_message(self.Found(self.finder.current + 1, len(self.finder.hits)))

    def _use_finder(self, finder: Finder) -> None:
        self.finder = finder
        self.forget_strips()
        self.refresh()

    # Letters on links take the keys while they last; choosing paragraphs takes what keys do.

    def show_hints(self) -> bool:
        """Put letters on the links that show. False when there is none."""
        top = self.scroll_offset.y
        hints = Hints.of(self.lines[top : top + self.page])
        if not hints.links:
            return False
        self._use_modes(hints, None)
        return True

    def choose_text(self) -> bool:
        """Let the reader choose paragraphs, the first that shows to begin with. False when there is none."""
        top = self.scroll_offset.y
        shown = [line.block for line in self.lines[top : top + self.page] if line.block >= 0 and line.words]
        if not shown:
            return False
        self._use_modes(None, Choice(shown[0], shown[0]))
        return True

    def _use_modes(self, hints: Hints | None, choice: Choice | None) -> None:
        self.hints, self.choice = hints, choice
        self.forget_strips()
        self.refresh()

    def _leave_modes(self) -> None:
        if self.hints is not None or self.choice is not None:
            self._use_modes(None, None)

    def on_key(self, event: Key) -> None:
        if self.hints is not None:
            event.stop()
            event.prevent_default()
            self._hint_key(self.hints, pressed(event.key, event.character))

    def _hint_key(self, hints: Hints, letter: str) -> None:
        number = hints.type(letter) if letter else None
        if number == 0:
            self._use_modes(hints, None)
            return
        self._leave_modes()
        address = self.links[number - 1] if number is not None and number <= len(self.links) else None
        self.post_message(self.LinkChosen(address))

    def choose(self, action: str, times: int = 1) -> bool:
        """Do `action` to the paragraphs that are being chosen. False when it is not about them, or none are: it is
        done to the article then."""
        choice, article = self.choice, self.article
        if choice is None or article is None:
            return False
        if action in ("down", "up"):
            choice.move(times if action == "down" else -times, len(article.blocks) - 1)
            self._use_modes(None, choice)
            line = line_of(self.lines, Anchor(choice.end))
            if line is not None:
                self._show_line(line)
        elif action == "choose_text":
            choice.fixed = not choice.fixed
        else:
            self._leave_modes()
            if action in ("copy_link", "open"):
                self.post_message(self.TextChosen(choice.text(article)))
            elif action in ("cancel", "leave", "quit", "back"):
                self.post_message(self.TextChosen(None))
            else:
                return False
        return True

    @property
    def empty_note(self) -> str:
        return self.note or _("Choose an article with Enter.")


def _advance(setter: ArticleSetter, lines: int, marks: Marks) -> None:
    setter.advance(lines)
    marks.look(setter.lines, whole=setter.done)
