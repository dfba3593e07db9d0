"""Marks on articles: a letter that leads back to one, also after a restart."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.tui.screens.enclosed import Enclosed

if TYPE_CHECKING:
    from haowai_tui.library import Library

_KEY = "marks"
_BEFORE = "'"
"""The mark of where the reader was before going to a mark."""


def load_marks(library: Library) -> dict[str, int]:
    """The ids of the marked articles by letter. What cannot be read counts as no marks."""
    try:
        data = json.loads(library.get_value(_KEY) or "{}")
        return {str(letter): int(article_id) for letter, article_id in data.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


class Bookmarks(Enclosed):
    """Setting marks and going to them."""

    marks: Mapping[str, int] = MappingProxyType({})
    """The marked articles as they were when the screen was opened, or at the last change since."""

    def take_key(self, taker: Callable[[str], None], shown: str, *, dropped: Callable[[], None] | None = None) -> None:
        """Give the next key to `taker`; the part that reads keys overrides this."""
        raise LookupError(shown)

    def action_set_mark(self) -> None:
        subject = self._subject()
        if subject is None:
            self.say(_("No article is open."))
            return
        article_id = subject[0]
        self.say(_("A letter for this article:"), stay=True)
        self.take_key(lambda letter: self._mark_with(letter, article_id), self.key("set_mark"))

    def _mark_with(self, letter: str, article_id: int) -> None:
        if len(letter) == 1 and letter.isalnum():
            # At once: the next keys may go there.
            self.marks = {**self.marks, letter: article_id}
            self.start(self._set_mark(letter, article_id), group="marks", exclusive=False)
        else:
            self.say(_("A mark is a letter or a digit."))

    async def load_marks(self) -> None:
        """Read the marks that were put another time."""
        self.marks = await self.ask(load_marks, self.library)

    async def _set_mark(self, letter: str, article_id: int) -> None:
        self.marks = await self.ask(self._store_mark, letter, article_id)
        self.say(_("Marked {letter}; {key} goes back.").format(letter=letter, key=self.key("go_to_mark") + letter))

    def _store_mark(self, letter: str, article_id: int) -> dict[str, int]:
        marks = load_marks(self.library) | {letter: article_id}
        self.library.set_value(_KEY, json.dumps(marks))
        return marks

    def action_go_to_mark(self) -> None:
        if not self.marks:
            self.say(_("No article has a mark yet; {key} puts one.").format(key=self.key("set_mark")))
            return
        # At once: the letter may follow before the titles are there.
        self.take_key(self._go_to, self.key("go_to_mark"))
        self.start(self._tell_marks(), group="marks")

    async def _tell_marks(self) -> None:
        titles = await self.ask(self._titles, self.marks)
        if self.status.pending:
            self.say("   ".join(f"{letter} {title}" for letter, title in titles), stay=True)

    def _titles(self, marks: Mapping[str, int]) -> list[tuple[str, str]]:
        titles: list[tuple[str, str]] = []
        for letter, article_id in sorted(marks.items()):
            try:
                titles.append((letter, self.library.article(article_id).title))
            except HaowaiError:
                titles.append((letter, _("(gone)")))
        return titles

    def _go_to(self, letter: str) -> None:
        self.say("")
        article_id = self.marks.get(letter)
        if article_id is None:
            self.say(_("No article has the mark {letter}.").format(letter=letter))
        else:
            self.start_going(self._visit(letter, article_id), group="article")

    async def _visit(self, letter: str, article_id: int) -> None:
        here = self.open_article.id if self.open_article else None
        try:
            await self.open_beside(article_id)
        except HaowaiError:
            self.say(_("The article with the mark {letter} is no longer stored.").format(letter=letter))
            return
        index = await self.ask(self.library.position, self.headlines_pane.selection, article_id)
        if index is not None:
            self.headlines_pane.move_to(index, quiet=True)
        if here is not None and here != article_id:
            self.marks = await self.ask(self._store_mark, _BEFORE, here)
