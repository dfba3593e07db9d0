"""Writing articles into files from the reader: what, as what, where to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from haowai_tui.library.export import Exported, file_name
from haowai_tui.library.files import typed_path
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.model import Article, Selection
from haowai_tui.text import safe_name
from haowai_tui.tui import screens
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.screens.covering import Covering

_FOLDER = "export-folder"


def kinds() -> Sequence[tuple[str, str]]:
    """The formats, and what each is called."""
    return (
        ("epub", _("EPUB, for a reading device")),
        ("html", _("HTML, for a browser")),
        ("md", _("Markdown")),
        ("txt", _("Plain text")),
        ("json", _("JSON")),
    )


class ExportingScreen(Covering):
    """The key that writes the open article, or all of the list, into a file."""

    def action_export(self) -> None:
        self.start(self._ask_what(), group="export")

    async def _ask_what(self) -> None:
        article_id = self._article_here()
        article = await self.ask_first(self.library.article, article_id) if article_id is not None else None
        number = self.headlines_pane.count
        lines: list[tuple[str, str]] = []
        if article is not None:
            lines += [(name, article.title or _("(no headline)")) for _kind, name in kinds()]
        if number:
            whole = counted("the list: {count} article", "the list: {count} articles", number)
            lines += [(name, whole) for _kind, name in kinds()]
        if not lines:
            self.say(_("There are no articles to export there."))
            return
        place = (self.headlines_pane.selection, self.place_title(self.place))
        self.app.push_screen(screens.ChooseScreen(_("Export"), lines), partial(self._kind_chosen, article, place))

    def _kind_chosen(self, article: Article | None, place: tuple[Selection, str], index: int | None) -> None:
        if index is None:
            return
        kind = kinds()[index % len(kinds())][0]
        chosen, title = place
        if article is not None and index < len(kinds()):
            chosen, title, name = Selection(ids=(article.id,), muted=None), "", file_name(article, kind)
        else:
            name = f"{safe_name(title, 'haowai')}.{kind}"
        self.start(self._ask_where(chosen, kind, title, name), group="export")

    async def _ask_where(self, chosen: Selection, kind: str, title: str, name: str) -> None:
        folder = await self.ask_first(self.library.get_value, _FOLDER) or "~"
        prompt = screens.PromptScreen(
            _("Write to"), hint=_("A file, or a folder for a file for each article."), value=f"{folder}/{name}"
        )
        self.app.push_screen(prompt, partial(self._where_given, chosen, kind, title))

    def _where_given(self, chosen: Selection, kind: str, title: str, where: str | None) -> None:
        if where:
            self.start_going(self._check_where(chosen, kind, title, typed_path(where)), group="export")

    async def _check_where(self, chosen: Selection, kind: str, title: str, path: Path) -> None:
        if await self.ask_first(path.is_file):
            question = _("{path} is there already. Replace it?").format(path=path)
            self.app.push_screen(screens.ConfirmScreen(question), partial(self._replace, chosen, kind, title, path))
        else:
            await self._export(chosen, kind, title, path)

    def _replace(self, chosen: Selection, kind: str, title: str, path: Path, answer: bool | None) -> None:
        if answer:
            self.start_going(self._export(chosen, kind, title, path), group="export")

    async def _export(self, chosen: Selection, kind: str, title: str, path: Path) -> None:
        if self.refresh_work is not None:
            self.say(_("A refresh is under way. {key} stops it.").format(key=self.key("cancel")))
            return
        work = self.refresh_work = Background(partial(self._write, chosen, kind, title, path))
        try:
            done = await work.run()
        except Cancelled:
            self.say(_("Stopped; nothing was written."))
            return
        finally:
            self.refresh_work = None
            self.end_progress()
        await self.aside(self.ask(self.library.set_value, _FOLDER, str(done.files[0].parent)))
        many = counted(
            "{count} article written to {path}.", "{count} articles written to {path}.", done.articles, path=path
        )
        self.say(many)

    async def _write(self, chosen: Selection, kind: str, title: str, path: Path) -> Exported:
        """In a thread of its own, which ends when this is cancelled: it asks at each article."""
        stopped = threading.Event()

        def told(done: int, total: int) -> None:
            if stopped.is_set():
                raise Cancelled
            if total > 1 and (done % 20 == 0 or done == total):
                self.app.call_from_thread(self.tell_progress, f"{done}/{total}")

        try:
            return await asyncio.to_thread(self.library.export, chosen, kind, path, title=title, told=told)
        finally:
            stopped.set()
