"""What the publisher of the open article changed in it: shown in its place, and put away with the same key."""

from __future__ import annotations

from haowai_tui.locale import gettext as _
from haowai_tui.model import Anchor, Article
from haowai_tui.tui.screens.surveying import Surveying
from haowai_tui.tui.widgets.article_labels import KEYS


class Editing(Surveying):
    """Shows edits."""

    _before_edit: Anchor | None = None
    """Where the reader was in the text, while the edit shows."""

    async def put_article(self, article_id: int) -> None:
        self.article_pane.keys = {name: self.key(name) for name in KEYS}
        await super().put_article(article_id)

    def action_changes(self) -> None:
        article, before = self.open_article, self._before_edit
        if article is not None and before is not None and self.is_article_here:
            self.article_pane.show(article, at=before)
            self._before_edit = None
            self.meanwhile_is_over()
        else:
            self.start_going(self._show_changes(), group="article")

    async def _show_changes(self) -> None:
        article = await self.article_here()
        if article is None:
            return
        edit = await self.ask(self.library.with_changes, article)
        if edit is None:
            self.say(_("Its publisher has not changed this article."))
            return
        if self.open_article is not article:
            return
        self._before_edit = self.article_pane.place()
        self.article_pane.show(edit)
        self.headlines_pane.patch((article.id,), changed=False)
        self.focus_pane("article")
        text = _("What was added is underlined, what was removed struck through. {key}: back to the text.")
        self.say_meanwhile(text.format(key=self.key("changes")))

    async def put_text(self, article: Article) -> None:
        # A new text, at the place in the old one: the edit that showed is none of it.
        await super().put_text(article)
        self._before_edit = None

    def reading_place(self) -> Anchor:
        return self._before_edit or super().reading_place()

    async def leave_article(self) -> None:
        await super().leave_article()
        self._before_edit = None
