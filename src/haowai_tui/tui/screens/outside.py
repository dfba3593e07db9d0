"""The way out of the terminal: links by number, the browser, the clipboard."""

from __future__ import annotations

from textual.events import Key

from haowai_tui.locale import gettext as _
from haowai_tui.text import clean_url
from haowai_tui.tui.browser import open_in_browser
from haowai_tui.tui.screens.feeding import Feeding

_DIGITS_WAIT = 0.7
"""Seconds in which a second digit still belongs to the first."""


class Outside(Feeding):
    """What leaves the program: addresses to the browser or, over SSH, to the clipboard of the reader's machine."""

    typed_digits = ""

    def on_key(self, event: Key) -> None:
        """Digits name a numbered link of the open article."""
        if not event.key.isdigit() or self.open_article is None or self.search_is_open:
            return
        event.stop()
        if not self.typed_digits and event.key == "0":
            return
        self.typed_digits += event.key
        if self.digits_timer is not None:
            self.digits_timer.stop()
        count = len(self.article_pane.links)
        if int(self.typed_digits) * 10 > count:
            self._open_numbered()
            return
        self.say(_("Link {number} ...").format(number=self.typed_digits), stay=True)
        self.digits_timer = self.set_timer(_DIGITS_WAIT, self._open_numbered)

    def _open_numbered(self) -> None:
        if not self.typed_digits:
            return
        number, self.typed_digits = int(self.typed_digits), ""
        links = self.article_pane.links
        if number <= len(links):
            self.open_address(links[number - 1])
        elif links:
            self.say(_("The article has links 1 to {count}.").format(count=len(links)))
        else:
            self.say(_("The article has no links."))

    def action_browser(self) -> None:
        link = self._link_here()
        if link:
            self.open_address(link)
        else:
            self.say(_("This article has no address."))

    def action_copy_link(self) -> None:
        link = self._link_here()
        if link:
            self.app.copy_to_clipboard(link)
            self.say(_("Copied: {address}").format(address=link))
        else:
            self.say(_("This article has no address."))

    def _link_here(self) -> str:
        if self.pane == "side":
            teaser = self.side_pane.current
            return teaser.link if teaser else ""
        if self.pane == "article" and self.open_article is not None:
            return self.open_article.link
        headline = self.headlines_pane.current
        return headline.link if headline else ""

    def open_address(self, address: str) -> None:
        """Open `address` in the browser; over SSH there is none here, so it goes to the reader's clipboard."""
        address = clean_url(address)
        if not address:
            self.say(_("That address is not one that is opened."))
        elif self.over_ssh:
            self.app.copy_to_clipboard(address)
            self.say(_("Copied, to be opened on your machine: {address}").format(address=address))
        else:
            self.start(self._open_browser(address), group="browser")

    async def _open_browser(self, address: str) -> None:
        opened = await self.ask(open_in_browser, address)
        if opened:
            self.say(_("Opened {address}").format(address=address))
        else:
            self.app.copy_to_clipboard(address)
            self.say(_("No browser here; copied instead: {address}").format(address=address))
