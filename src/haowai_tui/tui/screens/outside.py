"""The way out of the terminal: links by number, the browser, the clipboard."""

from __future__ import annotations

import os

from haowai_tui.locale import gettext as _
from haowai_tui.text import clean_url
from haowai_tui.tui import screens
from haowai_tui.tui.browser import open_in_browser
from haowai_tui.tui.screens.feeding import Feeding


class Outside(Feeding):
    """What leaves the program: addresses to the browser or, over SSH, to the clipboard of the reader's machine."""

    def open_numbered(self, number: int) -> None:
        links = self.article_pane.links
        if 0 < number <= len(links):
            self.open_address(links[number - 1])
        elif links:
            self.say(_("The article has links 1 to {count}.").format(count=len(links)))
        else:
            self.say(_("The article has no links."))

    def action_browser(self) -> None:
        if self.count and self.pane == "article":
            self.open_numbered(self.count)
            return
        link = self._link_here()
        if link:
            self.open_address(link)
        else:
            self.say(_("This article has no address."))

    def action_browser_read(self) -> None:
        """Open the article outside, and count it as read."""
        subject = self._subject()
        self.action_browser()
        if subject is not None and self._link_here():
            self.start(self.mark(subject[0], read=True), group="mark", exclusive=False)

    def action_links(self) -> None:
        """All links of the article, to choose one."""
        if self.open_article is not None and self.is_article_here and self.article_pane.is_whole:
            self._choose_link()
        else:
            self.start_going(self._choose_link_when_whole(), group="article")

    async def _choose_link_when_whole(self) -> None:
        if await self.article_here() is None:
            return
        if not self.article_pane.has_room:
            self.focus_pane("article")
        await self.article_pane.to_be_whole()
        self._choose_link()

    def _choose_link(self) -> None:
        links = self.article_pane.links
        if not links:
            self.say(_("The article has no links."))
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                self.open_address(links[index])

        self.app.push_screen(screens.LinksScreen(links, self.article_pane.lines), chosen)

    def action_copy_link(self) -> None:
        link = self._link_here()
        if link:
            self.copy_address(link, _("Copied: {address}"))
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
            self.copy_address(address, _("Copied, to be opened on your machine: {address}"))
        else:
            self.start(self._open_browser(address), group="browser")

    async def _open_browser(self, address: str) -> None:
        opened = await self.ask(open_in_browser, address)
        if opened:
            self.say(_("Opened {address}").format(address=address))
        else:
            self.copy_address(address, _("No browser here; copied instead: {address}"))

    def copy_address(self, address: str, said: str) -> None:
        """Put an address into the clipboard of the terminal that the reader sits at, and say so with `said`; where it
        has none the address stands there to be written down."""
        if has_clipboard():
            self.app.copy_to_clipboard(address)
            self.say(said.format(address=address))
        else:
            text = _("This terminal has no clipboard that programs can reach. To write down: {address}")
            self.say(text.format(address=address), stay=True)


def has_clipboard() -> bool:
    """Whether the terminal may take what is copied (OSC 52)."""
    return os.environ.get("TERM", "") not in ("linux", "dumb", "vt100", "vt220")
