"""What the parts of the reader's screen share: the library, the panes, and a way to ask without waiting."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from haowai_tui.errors import HaowaiError, StoreDamagedError, StoreError
from haowai_tui.library.events import FeedFailed
from haowai_tui.library.searching import Order
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import number
from haowai_tui.model import Article, Feed
from haowai_tui.tui.background import Background, beside
from haowai_tui.tui.keys import PANES, Keymap
from haowai_tui.tui.places import ALL
from haowai_tui.tui.seldom import Seldom
from haowai_tui.tui.thin.compositor import QuickCompositor
from haowai_tui.tui.widgets.article import ArticlePane
from haowai_tui.tui.widgets.feeds import FeedsPane
from haowai_tui.tui.widgets.headlines import HeadlinesPane
from haowai_tui.tui.widgets.status import StatusLine
from haowai_tui.tui.widgets.teasers import TeasersPane

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.tui.app import HaowaiApp

_NOTICED_AFTER = 0.25
"""Seconds that something may take without a word."""

_PUT_OFF = 0.1
"""Seconds for which a picture waits for the article."""

P = ParamSpec("P")
T = TypeVar("T")


if TYPE_CHECKING:
    _Part = Screen[None]
else:
    # The parts are plain classes, which `ReaderScreen` makes a screen of: Textual takes a millisecond for each of its
    # own, and they are dozens.
    _Part = object


class ReaderBase(_Part):
    """The state of the reader's screen and the helpers that its parts call.

    `place` is the key of the row whose articles the headlines list shows (see `places`); `open_article` the article
    in the middle; `trail` the articles to go back to; `count` the number typed before the key of the action that is
    being done; `last_change` does to another article what was done to the last one.
    """

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.place = ""
        self.feeds_now: list[Feed] = []
        self.folded: set[tuple[str, ...]] = set()
        self.open_article: Article | None = None
        self.trail: list[int] = []
        self.count: int | None = None
        self.last_change: Callable[[int], Coroutine[Any, Any, None]] | None = None
        self.preview_timer: Timer | None = None
        self.digits_timer: Timer | None = None
        self.search_timer: Timer | None = None
        self.place_before_search = ALL
        self.searching_within = False
        self.folds_stories = False
        self.by_score = False
        self.search_order: Order = "newest"
        self.watched_version = 0
        self.refresh_work: Background[Any] | None = None
        self.download_work: Background[Any] | None = None
        self.sending_work: Background[Any] | None = None
        self.refresh_total = 0
        self.sync_said: list[str] = []
        self.sync_failed = 0
        self.failed_feeds: list[FeedFailed] = []
        self._said_meanwhile = ""
        self.refresh_done = 0
        self.feeds_fetched: set[int] = set()
        self.progress_said = ""
        self.progress = Seldom(self, self._draw_progress)

        self._compositor = QuickCompositor()
        self._laid_out_for = Size(0, 0)
        self._put_off_since = 0.0
        self._put_off_timer: Timer | None = None

    def _compositor_refresh(self) -> None:
        # Textual draws what it has laid out in a batch too: three blank screens at a start.
        if not self.app._batch_count and not self._puts_off():
            super()._compositor_refresh()

    def _puts_off(self) -> bool:
        """Whether what is to be drawn waits for the article, which is being set for another width: all would be drawn
        twice, first as it does not stay, and over a thin line that is a second. Not for long: setting may take time."""
        article = self.query_one_optional("#article", ArticlePane)
        if article is None or not self.reader_app.is_live or not article.is_set_otherwise:
            self._put_off_since = 0.0
            if self._put_off_timer is not None:
                self._put_off_timer.stop()
                self._put_off_timer = None
            return False
        if not self._put_off_since:
            self._put_off_since = time.monotonic()
            self._put_off_timer = self.set_timer(_PUT_OFF, self.refresh)
        return time.monotonic() - self._put_off_since < _PUT_OFF

    def _screen_resized(self, size: Size) -> None:
        # Textual tells a screen that it has laid out that it has the size for which it was laid out.
        if size == self._laid_out_for:
            return
        self._laid_out_for = size
        # The classes that go by the size first: Textual would lay all out and draw it, and then once more for them.
        breakpoints = [*(self.HORIZONTAL_BREAKPOINTS or ()), *(self.app.VERTICAL_BREAKPOINTS or ())]
        wanted = {
            *self._get_breakpoint_classes(size.width, self.HORIZONTAL_BREAKPOINTS or []),
            *self._get_breakpoint_classes(size.height, self.app.VERTICAL_BREAKPOINTS or []),
        }
        self.update_classes({name: name in wanted for _size, name in breakpoints}, animate=False)
        super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        super()._refresh_layout(size, scroll)
        if not scroll:
            # Whatever asked for it before has been laid out with the rest.
            self._layout_required = False

    @property
    def feeds_pane(self) -> FeedsPane:
        return self.query_one("#feeds", FeedsPane)

    @property
    def headlines_pane(self) -> HeadlinesPane:
        return self.query_one("#headlines", HeadlinesPane)

    @property
    def article_pane(self) -> ArticlePane:
        return self.query_one("#article", ArticlePane)

    @property
    def side_pane(self) -> TeasersPane:
        return self.query_one("#side", TeasersPane)

    @property
    def status(self) -> StatusLine:
        return self.query_one(StatusLine)

    @property
    def reader_app(self) -> HaowaiApp:
        return cast("HaowaiApp", self.app)

    @property
    def keymap(self) -> Keymap:
        """What keys do now."""
        return self.reader_app.keymap

    def key(self, action: str) -> str:
        """The key of `action`, as sentences show it."""
        return self.keymap.label(action, self.pane)

    @property
    def pane(self) -> str:
        """The id of the pane that has the focus: feeds, headlines, article or side."""
        focused = self.focused
        return focused.id or "" if focused is not None and focused.id in self.pane_order else "headlines"

    pane_order = PANES

    @property
    def pane_titles(self) -> dict[str, str]:
        """What each pane is called."""
        return {
            "feeds": _("Feeds"),
            "headlines": _("Headlines"),
            "article": _("Article"),
            "side": _("Related and hot"),
        }

    @property
    def times(self) -> int:
        """How many times the action that is being done is wanted."""
        return max(1, self.count or 1)

    @property
    def over_ssh(self) -> bool:
        """Whether the reader sits at another machine than this one."""
        return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))

    def tell_progress(self, said: str) -> None:
        """Say how far what is under way is."""
        self.progress_said = said
        self.progress.soon()

    def end_progress(self) -> None:
        """What was under way has ended: nothing of it is to be seen any more, whatever else goes on."""
        self.feeds_fetched, self.progress_said = set(), ""
        self.progress.now()

    def tell_undoing(self, done: tuple[int, int]) -> None:
        """Say how many steps of how many have been undone."""
        self.say(_("Undoing ... {key} stops.").format(key=self.key("cancel")), stay=True)
        self.tell_progress("/".join(map(number, done)))

    def end_lengthy(self) -> None:
        """What was done part by part has ended; where nothing else goes on, no progress is to be seen."""
        if self.refresh_work is None and self.sending_work is None:
            self.end_progress()

    def _draw_progress(self) -> None:
        """Say how far what is under way is, and mark the feeds that are being fetched."""
        at_work = self.refresh_work is not None or self.sending_work is not None
        at_work = at_work or self.reader_app.lengthy.under_way
        self.feeds_pane.mark_fetching(self.feeds_fetched if at_work else set())
        self.status.progress = self.progress_said if at_work else ""

    async def aside(self, work: Awaitable[T]) -> T | None:
        """Wait for what is stored on the side of something else, such as the place in an article that is left. Where
        the disk takes nothing that is said, and is no reason to stop: None."""
        try:
            return await work
        except StoreDamagedError:
            raise
        except StoreError as error:
            self.say(str(error))
            return None

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the library in a thread and await its answer: the event loop never waits for the disk."""
        return await self.reader_app.ask(function, *args, **kwargs)

    def start(self, work: Coroutine[Any, Any, None], *, group: str, exclusive: bool = True) -> None:
        """Run `work` beside the screen; a newer one in the same group replaces it. Its errors become a sentence."""
        self.run_worker(beside(work, self._guarded), group=group, exclusive=exclusive)

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except StoreDamagedError as error:
            self.reader_app.end_with(error)
        except HaowaiError as error:
            self.say(str(error))

    @property
    def search_is_open(self) -> bool:
        """Whether keys go to the search box."""
        return False

    def say(self, message: str, *, stay: bool = False) -> None:
        """Show one sentence in the status line."""
        self.status.say(message, stay=stay)

    @contextmanager
    def said_late(self, message: str) -> Iterator[None]:
        """Say what is being done, if it takes long enough to be noticed."""
        late = self.set_timer(_NOTICED_AFTER, partial(self.say, message, stay=True))
        try:
            yield
        finally:
            late.stop()

    def say_meanwhile(self, message: str) -> None:
        """Show a sentence about what lies over the article, for as long as that does: until `meanwhile_is_over`."""
        self._said_meanwhile = message
        self.say(message, stay=True)

    def meanwhile_is_over(self) -> None:
        """What lay over the article is gone, and what was said about it with it; what was said since stays."""
        if self._said_meanwhile and self.status.message == self._said_meanwhile:
            self.say("")
        self._said_meanwhile = ""
