"""What a reader does inside an article: look for words, follow links by letters, jump between headings, copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number
from haowai_tui.model import Anchor, Article, Heading, spans_text
from haowai_tui.tui import screens
from haowai_tui.tui.screens.outside import Outside, has_clipboard
from haowai_tui.tui.widgets.article import ArticlePane

_MOST_COPIED = 70_000
"""Bytes: more than this many terminals drop whole."""


class Within(Outside):
    """The keys that work in the article pane alone."""

    # Words.

    def on_article_pane_found(self, event: ArticlePane.Found) -> None:
        if event.total:
            text = _("Match {number} of {total}. {next}: next, {previous}: previous, {done}: done.")
            keys = {"next": "next_unread", "previous": "previous_unread", "done": "cancel"}
            shown = {name: self.key(action) for name, action in keys.items()}
            self.say_meanwhile(text.format(number=number(event.number), total=number(event.total), **shown))
        else:
            text = _("The article does not have that. {key} searches all articles.")
            self.say_meanwhile(text.format(key=self.key("search_all")))

    def _among_matches(self) -> bool:
        return self.pane == "article" and self.article_pane.finding

    def action_next_unread(self) -> None:
        if self._among_matches():
            self.article_pane.find_next(forward=True)
        else:
            super().action_next_unread()

    def action_previous_unread(self) -> None:
        if not self._find_back():
            super().action_previous_unread()

    def action_next_unread_feed(self) -> None:
        if not self._find_back():
            super().action_next_unread_feed()

    def _find_back(self) -> bool:
        if not self._among_matches():
            return False
        self.article_pane.find_next(forward=False)
        return True

    def stop_finding(self) -> bool:
        """Take the marks of a search in the article away. False when there are none."""
        if not self.article_pane.finding:
            return False
        self.article_pane.find("")
        self.meanwhile_is_over()
        return True

    def _in_text(self, act: Callable[[], None]) -> None:
        """Do `act` in the text that keys are about: at once where it stands on the screen, so that what is typed next
        finds it done; else as soon as it does."""
        if self.open_article is not None and self.is_article_here and self.article_pane.stands:
            self.focus_pane("article")
            act()
        else:
            self.start_going(self._once_it_stands(act), group="article")

    async def _once_it_stands(self, act: Callable[[], None]) -> None:
        if await self.article_here() is not None:
            self.focus_pane("article")
            await self.article_pane.to_stand()
            act()

    # Links.

    def action_hints(self) -> None:
        self._in_text(self._put_hints)

    def _put_hints(self) -> None:
        if self.article_pane.show_hints():
            self.say_meanwhile(_("Type the letters of a link."))
        else:
            self.say(_("No link shows here."))

    def on_article_pane_link_chosen(self, event: ArticlePane.LinkChosen) -> None:
        self.meanwhile_is_over()
        if event.address is not None:
            self.open_address(event.address)

    # Headings.

    def action_outline(self) -> None:
        if self.open_article is not None and self.is_article_here:
            self._choose_heading(self.open_article)
        else:
            self.start(self._choose_heading_here(), group="article")

    async def _choose_heading_here(self) -> None:
        if (article := await self.reader_app.first(self.article_here())) is not None:
            self._choose_heading(article)

    def _choose_heading(self, article: Article) -> None:
        headings = [(place, block) for place, block in enumerate(article.blocks) if isinstance(block, Heading)]
        if not headings:
            self.say(_("This article has no headings."))
            return
        top = min(block.level for _place, block in headings)
        lines = [("  " * (block.level - top) + spans_text(block.spans), "") for _place, block in headings]
        here = self.article_pane.place().block
        current = max((number for number, (place, _block) in enumerate(headings) if place <= here), default=0)

        def chosen(number: int | None) -> None:
            if number is not None:
                self._in_text(partial(self.article_pane.go_to, Anchor(headings[number][0])))

        self.app.push_screen(screens.ChooseScreen(_("Headings"), lines, cursor=current), chosen)

    # Copying.

    def action_choose_text(self) -> None:
        self._in_text(self._begin_choice)

    def _begin_choice(self) -> None:
        if self.article_pane.choose_text():
            text = _("{down} and {up} move, {extend} extends, {copy} copies, {leave} leaves.")
            keys = {"down": "down", "up": "up", "extend": "choose_text", "copy": "copy_link", "leave": "cancel"}
            self.say_meanwhile(text.format(**{name: self.key(action) for name, action in keys.items()}))
        else:
            self.say(_("No paragraph shows here."))

    def on_article_pane_text_chosen(self, event: ArticlePane.TextChosen) -> None:
        self.meanwhile_is_over()
        if event.text:
            self.copy(event.text)

    def on_text_selected(self) -> None:
        """The reader marked text with the mouse: say what takes it."""
        if self.get_selected_text():
            self.say(_("{key} copies what is marked.").format(key=self.key("copy_link")))

    def action_copy_link(self) -> None:
        """What was marked with the mouse, or else the article's address."""
        marked = self.get_selected_text()
        if marked:
            self.copy(marked)
            self.clear_selection()
        else:
            super().action_copy_link()

    def copy(self, text: str) -> None:
        """Put `text` into the clipboard of the terminal that the reader sits at (OSC 52)."""
        if not has_clipboard():
            self.say(_("This terminal has no clipboard that programs can reach."))
        elif len(text.encode()) > _MOST_COPIED:
            self.say(_("That is too much for a terminal's clipboard. Choose fewer paragraphs."))
        else:
            self.app.copy_to_clipboard(text)
            count = len(text)
            self.say(counted("Copied {count} character.", "Copied {count} characters.", count))
