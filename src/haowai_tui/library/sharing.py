"""Ways out for an article: as a link, by mail, to the reader's programs: the library's door to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config import CommandSettings, Paths, Settings
    from haowai_tui.model import Article, Selection


class Sharing(ABC):
    """The part of the library that hands articles on. Methods may be called from any thread and may wait for a
    program."""

    paths: Paths
    settings: Settings

    @abstractmethod
    def article(self, article_id: int) -> Article:
        """A whole article."""

    @abstractmethod
    def document(self, chosen: Selection, kind: str) -> Iterator[bytes]:
        """The articles of a selection as one document."""

    def markdown_link(self, article_id: int) -> str:
        """An article's headline and address as a link in Markdown."""
        from haowai_tui.export import link_of

        article = self.article(article_id)
        return link_of(article.title or article.link, article.link)

    def mail_address(self, article_id: int) -> str:
        """A `mailto:` address that begins a mail with the headline as its subject and the link in its text."""
        from urllib.parse import quote

        article = self.article(article_id)
        points = "\n".join(f"- {point}" for point in article.key_points)
        body = "\n\n".join(part for part in (article.title, points, _linked(article)) if part)
        return f"mailto:?subject={quote(article.title[:200], safe='')}&body={quote(body[:1500], safe='')}"

    def send_to(self, command: CommandSettings, article_id: int) -> str:
        """Give an article's text to a program of the settings; returns the first line of what it printed. The headline
        and the address are in its environment as HAOWAI_TITLE and HAOWAI_LINK. Raises `HaowaiError`."""
        from haowai_tui.library import programs
        from haowai_tui.model import Selection
        from haowai_tui.text import clean

        article = self.article(article_id)
        text = b"".join(self.document(Selection(ids=(article_id,), muted=None), "txt"))
        told = {"HAOWAI_TITLE": article.title, "HAOWAI_LINK": _linked(article)}
        return clean(programs.run_with(command.run, text, environ=told).strip().partition("\n")[0])[:200]

    def play(self, url: str) -> None:
        """Start the player of the settings on an enclosure. Raises `HaowaiError`."""
        from haowai_tui.library import programs
        from haowai_tui.text import clean_url

        address = clean_url(url)
        if not self.settings.share.player:
            raise UsageError(
                _('No player is set; put player = ["mpv"] under [share] in {path}.').format(path=self.paths.config)
            )
        if not address.startswith(("http://", "https://")):
            raise UsageError(_("That address is not one that is opened."))
        programs.start([*self.settings.share.player, address])


def _linked(article: Article) -> str:
    from haowai_tui.export import address_of

    return address_of(article.link)
