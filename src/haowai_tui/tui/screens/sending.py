"""The menu of ways out for an article: only what works here stands in it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from msgspec import Struct

from haowai_tui.config import CommandSettings
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import size
from haowai_tui.model import Article, Enclosure
from haowai_tui.text import shown_url
from haowai_tui.tui import screens
from haowai_tui.tui.background import Background
from haowai_tui.tui.browser import browser_command, open_mail
from haowai_tui.tui.screens.downloading import DownloadingScreen


class Way(Struct, frozen=True):
    """A line of the menu: what it is called, what is said beside it, and what it does."""

    name: str
    hint: str
    go: Callable[[], Coroutine[Any, Any, None]]


class Sending(DownloadingScreen):
    """The key that sends the article on."""

    def action_send(self) -> None:
        self.start(self._ask_way(), group="send")

    async def _ask_way(self) -> None:
        article_id = self._article_here()
        if article_id is None:
            self.say(_("No article is open."))
            return
        article = await self.ask_first(self.library.article, article_id)
        ways = await self.ask_first(self.ways, article)
        lines = [(way.name, way.hint) for way in ways]
        self.app.push_screen(screens.ChooseScreen(_("Send to"), lines), partial(self._way_chosen, ways))

    def _way_chosen(self, ways: list[Way], index: int | None) -> None:
        if index is not None:
            self.start(ways[index].go(), group="send")

    def ways(self, article: Article) -> list[Way]:
        """What can be done with `article` here."""
        from haowai_tui.export import address_of

        address = address_of(article.link)
        ways: list[Way] = []
        if address:
            ways.append(Way(_("Copy as a Markdown link"), address, partial(self._copy_markdown, article.id)))
            ways.append(Way(_("QR code, and a link to click"), address, partial(self._show_code, address)))
            ways += [
                Way(name, _("Keep it there"), partial(self._save, name, article.id)) for name in self.library.services()
            ]
        if not self.over_ssh and browser_command() is not None:
            ways.append(Way(_("Mail"), "", partial(self._mail, article.id)))
        share = self.library.settings.share
        ways += [Way(one.name, " ".join(one.run), partial(self._pipe, one, article.id)) for one in share.commands]
        for enclosure in article.enclosures:
            if share.player and not self.over_ssh:
                ways.append(Way(_("Play"), shown_url(enclosure.url), partial(self._play, enclosure.url)))
            ways.append(Way(_("Download"), _described(enclosure), partial(self.download, enclosure)))
        ways.append(Way(_("A file ..."), "EPUB, HTML, Markdown, TXT, JSON", self._ask_what))
        return ways

    async def _copy_markdown(self, article_id: int) -> None:
        link = await self.ask(self.library.markdown_link, article_id)
        self.copy_address(link, _("Copied: {address}"))

    async def _show_code(self, address: str) -> None:
        if self.over_ssh:
            self.app.copy_to_clipboard(address)
        try:
            rows = await self.ask(screens.qr_rows, address)
        except ValueError:
            rows = []
        if not rows or len(rows) + 6 > self.size.height or len(rows[0]) + 4 > self.size.width:
            self.say(_("The code of this address is larger than the window."))
            return
        self.app.push_screen(screens.QrScreen(rows, address))

    async def _mail(self, article_id: int) -> None:
        address = await self.ask(self.library.mail_address, article_id)
        opened = await self.ask(open_mail, address)
        self.say(_("A mail was begun.") if opened else _("No program here takes mail."))

    async def _pipe(self, command: CommandSettings, article_id: int) -> None:
        self.say(_("{name} ...").format(name=command.name), stay=True)
        printed = await self.ask(self.library.send_to, command, article_id)
        self.say(_("{name}: done. {printed}").format(name=command.name, printed=printed).strip())

    async def _save(self, name: str, article_id: int) -> None:
        self.say(_("{name} ...").format(name=name), stay=True)
        await Background(partial(self.library.save_to, name, article_id)).run()
        self.say(_("Kept in {name}.").format(name=name))

    async def _play(self, url: str) -> None:
        await self.ask(self.library.play, url)
        self.say(_("Playing {address}").format(address=shown_url(url)))


def _described(enclosure: Enclosure) -> str:
    length = size(enclosure.length) if enclosure.length else ""
    return "  ".join(part for part in (length, shown_url(enclosure.url)) if part)
