"""The pictures of the article that is open: fetched and decoded when they come into sight, drawn as strips.

The pane asks `strips` for what it draws, tells `want` what shows, and is told by `arrived` when there is more to draw.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from textual.strip import Strip

from haowai_tui.errors import HaowaiError, StatusError
from haowai_tui.locale import gettext as _
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.pictures import blocks, sixel
from haowai_tui.tui.pictures.cells import cell_pixels
from haowai_tui.tui.pictures.decode import Colour, Form, Room, decode
from haowai_tui.tui.pictures.kitty import KittyPictures
from haowai_tui.tui.pictures.protocol import Found, Protocol

AT_ONCE = 2
"""Pictures that are fetched and decoded at once."""

KEPT = 32
"""Pictures that are kept drawn; the ones that came into sight longest ago are dropped first."""

_SHARE = 0.6
_FEWEST_ROWS = 4

_FORMS: dict[Protocol, Form] = {Protocol.KITTY: "png", Protocol.SIXEL: "sixel"}


class Place(Struct, frozen=True):
    """A picture and the cells kept for it."""

    url: str
    columns: int
    rows: int


class _Drawn(Struct):
    strips: list[Strip]
    number: int = 0
    """Kitty's number for it, or 0."""


class Pictures:
    """What is drawn of the open article's pictures. Belongs to the app's event loop.

    `stored` gives the file of a picture that is kept offline, or None, and may read the disk; `fetch` fetches one and
    runs in an event loop of its own; `write` takes escapes to the terminal; `arrived` is called with an address when
    its picture is there or has failed. `on` says whether pictures are wanted: what `i` toggles.
    """

    def __init__(
        self,
        found: Found,
        background: Colour,
        *,
        stored: Callable[[str], Path | None],
        fetch: Callable[[str], Coroutine[Any, Any, Path]],
        write: Callable[[str], None],
        arrived: Callable[[str], None],
    ) -> None:
        self.found = found
        self.on = found.on
        self._background = background
        self._stored = stored
        self._fetch = fetch
        self._arrived = arrived
        self._kitty = KittyPictures(write, tmux=found.tmux)
        self._cell = self._cell_pixels()
        self._drawn: dict[Place, _Drawn] = {}
        self._failures: dict[str, str] = {}
        self._running: dict[Place, asyncio.Task[None]] = {}
        self._waiting: list[Place] = []

    def most_rows(self, page: int) -> int:
        """The rows that one picture may take of a pane of `page` lines; 0 when none is to be drawn."""
        if not self.on or self.found.protocol is Protocol.CAPTIONS:
            return 0
        return max(_FEWEST_ROWS, int(page * _SHARE))

    def strips(self, place: Place) -> list[Strip] | None:
        """The lines of a picture, exactly as many and as wide as its place; None while it is not there."""
        drawn = self._drawn.get(place)
        return None if drawn is None else drawn.strips

    def failed(self, url: str) -> str:
        """Why a picture is not shown; empty when it has not failed."""
        return self._failures.get(url, "")

    def want(self, places: Iterable[Place]) -> None:
        """These pictures are in sight now, the topmost first. Others that were not begun are let go."""
        if not self.most_rows(1):
            return
        self._waiting = []
        for place in dict.fromkeys(places):
            if place in self._drawn:
                # To the end: it is the last to be dropped.
                self._drawn[place] = self._drawn.pop(place)
            elif place not in self._running and place.url not in self._failures:
                self._waiting.append(place)
        self._begin()

    def clear(self) -> None:
        """Another article: what is being fetched is let go, and what failed may be tried again."""
        self._waiting = []
        self._failures.clear()
        let_go, self._running = self._running, {}
        for task in let_go.values():
            task.cancel()

    def use_background(self, background: Colour) -> None:
        """The theme has changed: everything is drawn again on `background` when it is next in sight."""
        if background != self._background:
            self._background = background
            self.redraw()

    def redraw(self) -> None:
        """Forget what is drawn; the terminal was used by another program, or has other colours or cells."""
        self.clear()
        for place in list(self._drawn):
            self._drop(place)

    def measure(self) -> None:
        """The terminal's size has changed: draw anew when its cells have another size, as after zooming."""
        cell = self._cell_pixels()
        if cell != self._cell:
            self._cell = cell
            self.redraw()

    def _cell_pixels(self) -> tuple[int, int]:
        return blocks.CELL if self.found.protocol is Protocol.BLOCKS else cell_pixels()

    def close(self) -> None:
        """The app ends: stop what runs and take the pictures out of the terminal's memory."""
        self.clear()
        for place in list(self._drawn):
            self._drop(place)

    def _begin(self) -> None:
        while self._waiting and len(self._running) < AT_ONCE:
            place = self._waiting.pop(0)
            task = asyncio.create_task(self._bring(place), name=f"picture {place.url}")
            self._running[place] = task
            task.add_done_callback(partial(self._ended, place))

    def _ended(self, place: Place, task: asyncio.Task[None]) -> None:
        if self._running.get(place) is task:
            del self._running[place]
        self._begin()

    async def _bring(self, place: Place) -> None:
        try:
            path = await asyncio.to_thread(self._stored, place.url)
            if path is None:
                path = await Background(lambda: self._fetch(place.url)).run()
            drawn = await self._draw(path, place)
        except Cancelled:
            return
        except StatusError as error:
            # What the client says of it is about feeds.
            text = _("picture not there ({status})") if error.status in (404, 410) else _("picture refused ({status})")
            self._failures[place.url] = text.format(status=error.status)
        except HaowaiError as error:
            self._failures[place.url] = str(error)
        else:
            self._drawn[place] = drawn
            while len(self._drawn) > KEPT:
                self._drop(next(iter(self._drawn)))
        self._arrived(place.url)

    async def _draw(self, path: Path, place: Place) -> _Drawn:
        background = self._background
        room = Room(place.columns, place.rows, self._cell)
        picture = await decode(path, room, background, _FORMS.get(self.found.protocol, "rgb"))
        match self.found.protocol:
            case Protocol.KITTY:
                number, strips = self._kitty.show(picture, room, background)
                return _Drawn(strips, number)
            case Protocol.SIXEL:
                return _Drawn(sixel.sixel_strips(picture, room, background))
        strips = await asyncio.to_thread(blocks.block_strips, picture, place.columns, place.rows, background)
        return _Drawn(strips)

    def _drop(self, place: Place) -> None:
        drawn = self._drawn.pop(place)
        self._kitty.forget(drawn.number)
        if self.found.protocol is Protocol.SIXEL:
            sixel.forget(drawn.strips)
