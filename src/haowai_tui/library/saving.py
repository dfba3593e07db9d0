"""Keeping articles in the reader's services."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from haowai_tui.errors import HaowaiError, NotFoundError, SaverError, StatusError, TooSlowError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.model import Article
    from haowai_tui.savers.contract import Kept

log = logging.getLogger("haowai")

_EXCERPT = 300
_SAVER_SECONDS = 10
"""Beside its two requests, so long a service may take."""
_REFUSED = (401, 403)


class Saving(ABC):
    """The part of the library that gives articles to services."""

    settings: Settings

    @abstractmethod
    def article(self, article_id: int) -> Article:
        """A whole article."""

    def services(self) -> list[str]:
        """The names of the services in the settings, in their order."""
        return [str(table["name"]) for table in self.settings.share.savers]

    async def save_to(self, name: str, article_id: int) -> None:
        """Give an article to the service called `name`. Raises `SettingsError`, `SaverError`, `NetError`, and
        `NotFoundError` when there is no such service or article."""
        import asyncio

        from haowai_tui.net import Client, Limits
        from haowai_tui.savers import registry

        table = self._service(name)
        saver = registry.plugins.load(str(table["kind"]))
        article = await asyncio.to_thread(self.article, article_id)
        kept = kept_of(article)
        if not kept.link:
            raise HaowaiError(_("This article has no address; a service could not find it."))
        settings = await asyncio.to_thread(registry.settings_of, saver, table, _printed_by)
        net = self.settings.net
        async with Client(Limits(timeout=net.timeout), proxy_from_environment=net.proxy_from_environment) as client:
            try:
                async with asyncio.timeout(2 * net.timeout + _SAVER_SECONDS):
                    await saver.save(kept, settings, client)
            except StatusError as error:
                if error.status not in _REFUSED:
                    raise
                text = _("{name} refused the name, the password or the token ({status}); check the settings.")
                raise StatusError(text.format(name=name, status=error.status), error.status) from error
            except HaowaiError:
                raise
            except TimeoutError as error:
                raise TooSlowError(_("{name} did not answer in time; try again later.").format(name=name)) from error
            except (Exception, SystemExit) as error:
                # A service may be another package's.
                log.exception("the service %s failed", table["kind"])
                text = _("The service {name} has a fault ({kind}); see the log.")
                raise SaverError(text.format(name=name, kind=type(error).__name__)) from error

    def _service(self, name: str) -> Mapping[str, object]:
        for table in self.settings.share.savers:
            if table["name"] == name:
                return table
        known = ", ".join(self.services())
        if known:
            raise NotFoundError(_("There is no service {name}; there are: {known}.").format(name=name, known=known))
        raise NotFoundError(_("No service is set up; how to is in: haowai help sharing"))


def faults(tables: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """A sentence for each service of the settings in which something is wrong. No program is run for its secrets."""
    from haowai_tui.savers import registry

    for table in tables:
        try:
            registry.settings_of(registry.plugins.load(str(table["kind"])), table, lambda _words: "-")
        except HaowaiError as error:
            yield str(error)


def kept_of(article: Article) -> Kept:
    """What services are given of an article."""
    from haowai_tui.export import address_of
    from haowai_tui.model import block_text
    from haowai_tui.savers.contract import Kept

    text = " ".join(article.key_points) or next(filter(None, map(block_text, article.blocks)), "")
    return Kept(
        link=address_of(article.link),
        title=article.title,
        excerpt=text[:_EXCERPT],
        note=article.note,
        tags=article.tags,
        author=article.byline,
        feed=article.feed_title,
        published=article.published,
    )


def _printed_by(words: Sequence[str]) -> str:
    from haowai_tui.library import programs

    return programs.run_with(words, b"")
