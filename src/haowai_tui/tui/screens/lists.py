"""Screens over the reader that hold a list: a title, what is said, the list, and the foot with the keys. In each of
them the list is narrowed down in the same way, by the key for searching and what is typed then."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from haowai_tui.locale import gettext as _
from haowai_tui.tui.screens.over import OverScreen
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.sifted import SiftedList

T = TypeVar("T")

_FEW = 6
"""So many entries are seen at a glance: the foot does not offer to search them."""


class SiftField(Field):
    """Where what the list is narrowed down by is typed. It shows from when it is first wanted."""

    DEFAULT_CSS = "SiftField { display: none; } SiftField.wanted { display: block; }"


class ListScreen(OverScreen[T]):
    """Moves in its list by the keymap's keys; a click chooses.

    With `picks`, Enter at the end of what was typed chooses at once, and where it was `opened_to_type` Esc leaves."""

    picks: ClassVar[bool] = True
    opened_to_type = False

    @property
    def rows(self) -> SiftedList[Any]:
        """The list."""
        return self.query_one(SiftedList)

    @property
    def field(self) -> SiftField:
        """Where what narrows the list down is typed."""
        return self.query_one(SiftField)

    def list_of(self, rows: SiftedList[Any]) -> ComposeResult:
        """The list with the line above it that narrows it down."""
        yield SiftField(placeholder=_("Type to search"))
        yield rows

    def on_mount(self) -> None:
        self.set_focus(self.rows)
        if self.opened_to_type:
            self.action_search()

    # Moving.

    def action_down(self) -> None:
        self.rows.move_by(self.times)

    def action_up(self) -> None:
        self.rows.move_by(-self.times)

    def action_half_down(self) -> None:
        self.rows.move_by(max(1, self.rows.page // 2) * self.times)

    def action_half_up(self) -> None:
        self.rows.move_by(-max(1, self.rows.page // 2) * self.times)

    def action_page_down(self) -> None:
        self.rows.move_by(self.rows.page * self.times)

    def action_page_up(self) -> None:
        self.rows.move_by(-self.rows.page * self.times)

    def action_top(self) -> None:
        self.rows.move_to(self.times - 1)

    def action_bottom(self) -> None:
        self.rows.move_to((self.count or self.rows.count) - 1)

    # Narrowing down.

    def action_search(self) -> None:
        """Type what the list is to be narrowed down by."""
        self.field.add_class("wanted")
        self.set_focus(self.field)

    def action_close(self) -> None:
        """Leave without an answer; from what is being typed, back to the whole list. Esc first stops what is being
        done part by part."""
        if self._is_sifting and not self.opened_to_type:
            self.field.value = ""
            self.field.remove_class("wanted")
            self.set_focus(self.rows)
        elif not self.stops():
            self.close()

    @property
    def _is_sifting(self) -> bool:
        return self.focused is self.field

    def close(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input is self.field:
            self.rows.sift(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        # Enter does not come here as a key: the line has taken it.
        self._last = "enter", event.time
        # That it was typed may not have come here yet.
        self.rows.sift(event.value)
        if not self.picks:
            self.set_focus(self.rows)
        elif self.rows.current is not None:
            self.do("choose")

    def title_of(self, action: str) -> str:
        if action == "close" and self._is_sifting and not self.opened_to_type:
            return _("All of them")
        if action == "choose" and self._is_sifting and not self.picks:
            return _("To the list")
        return super().title_of(action)

    def hides(self, action: str) -> bool:
        if action == "search":
            return self._is_sifting or len(self.rows.entries) <= _FEW
        return super().hides(action)

    def on_sifted_list_filled(self) -> None:
        self._show_foot()

    # Choosing.

    def action_choose(self) -> None:
        """Take the row under the cursor; each screen says what that is."""
        raise LookupError(type(self).__name__)

    def on_row_list_chosen(self) -> None:
        # Of several quick clicks only the first is for this screen, if it opens another over it.
        if self.app.screen is self:
            self.row_clicked()

    def row_clicked(self) -> None:
        """A click has put the cursor on a row."""
        self.action_choose()

    def put(self, name: str, text: str) -> None:
        """Write `text` into the line called `name`."""
        # Content, not str: a str would be parsed as markup.
        self.query_one(f"#{name}", Static).update(Content(text))
