"""Choosing the colours: the cursor's theme shows at once on all that is on the screen; Esc goes back to what was."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.config import THEMES
from haowai_tui.locale import gettext as _
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.palettes import PALETTES, Palette
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, Said
from haowai_tui.tui.theme import TERMINAL
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

if TYPE_CHECKING:
    from haowai_tui.tui.app import HaowaiApp

_SWATCH = 8


def title(name: str) -> str:
    """What a theme is called, in the interface's language. Palettes that have a name in the world keep it."""
    return {
        "auto": _("As the terminal: light or dark"),
        "light": _("Light"),
        "dark": _("Dark"),
        "contrast-light": _("High contrast, light"),
        "contrast-dark": _("High contrast, dark"),
        "newspaper": _("Newspaper"),
        "newspaper-night": _("Newspaper at night"),
        TERMINAL: _("The terminal's own colours"),
    }.get(name) or name.replace("-", " ").title()


class ThemeList(SiftedList[str]):
    """A row for each theme, with a sample of it where there are the colours for it."""

    def __init__(self, *, id: str, samples: bool) -> None:
        super().__init__(THEMES, id=id)
        self._samples = samples

    def text_of(self, entry: str) -> str:
        return f"{title(entry)} {entry}"

    def draw_entry(self, entry: str, line: int, width: int, base: Style) -> list[Piece]:
        name = entry
        pieces: list[Piece] = [(" ", base)]
        if self._samples:
            palette = PALETTES.get(name)
            pieces += _sample(palette) if palette else [(" " * _SWATCH, base)]
        used = sum(cell_width(text) for text, _style in pieces)
        return [*pieces, ("  " + truncate(title(name), max(1, width - used - 3)), base)]


def _sample(palette: Palette) -> list[Piece]:
    ground = Color.parse(palette.background)

    def ink(colour: str, *, bold: bool = False) -> Style:
        return Style(color=Color.parse(colour), bgcolor=ground, bold=bold)

    return [
        (" * ", ink(palette.accent, bold=True)),
        ("A", ink(palette.headline, bold=True)),
        ("a", ink(palette.text)),
        ("a", ink(palette.quiet)),
        ("_ ", ink(palette.link)),
    ]


class ThemeScreen(ListScreen[None]):
    """Shows each theme as the cursor comes to it; Enter writes it into the settings."""

    where = "themes"

    def __init__(self, app: HaowaiApp) -> None:
        super().__init__()
        self._reader = app
        self._before = app.theme

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog themes"):
            yield Static(Content(_("Colours")), classes="dialog-title")
            yield from self.list_of(ThemeList(id="themes", samples=not self._reader.few_colours))
            yield Said(id="said")
            yield Foot()

    def on_mount(self) -> None:
        if self._reader.few_colours:
            self.explain(
                _("This terminal has few colours: here all look alike. What you keep shows where there are more.")
            )
        self.rows.go_to(THEMES.index(self._reader.library.settings.ui.theme))

    def on_row_list_moved(self) -> None:
        self._show_theme()

    def row_clicked(self) -> None:
        self._show_theme()

    def _show_theme(self) -> None:
        name = self.rows.current
        self._reader.theme = self._reader.ground.theme(name) if name is not None else self._before

    def close(self) -> None:
        self._reader.theme = self._before
        self.dismiss(None)

    def action_choose(self) -> None:
        name = self.rows.current
        if name is not None:
            self.start_first(self._keep(name))

    async def _keep(self, name: str) -> None:
        reader = self._reader
        await reader.ask(partial(reader.library.change_setting, "ui.theme", None if name == "auto" else name))
        reader.ground.follow()
        reader.theme = reader.ground.theme()
        self.dismiss(None)
