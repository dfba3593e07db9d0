"""What a reader adds to articles: tags, notes, what to read later; and what can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from haowai_tui.library.phrases import done_label
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, present
from haowai_tui.locale.numbers import counted, number
from haowai_tui.model import Article
from haowai_tui.model.undo import Done
from haowai_tui.tui import places, screens
from haowai_tui.tui.lengthy import undone_sentence
from haowai_tui.tui.screens.settling import Settling


class Noting(Settling):
    """The keys for tags, notes and the read-later list."""

    async def _noted(self) -> Article | None:
        subject = self._subject()
        if subject is None:
            self.say(_("Choose an article first."))
            return None
        return await self.ask_first(self.library.article, subject[0])

    # Tags.

    def action_tag(self) -> None:
        self.start(self._ask_tags(), group="note")

    async def _ask_tags(self) -> None:
        from haowai_tui.tui.screens.completing import TagScreen

        article = await self._noted()
        if article is not None:
            known = await self.ask_first(self.library.tags)
            self.app.push_screen(TagScreen(article.tags, known), partial(self._tags_given, article))

    def _tags_given(self, article: Article, tags: tuple[str, ...] | None) -> None:
        if tags is None:
            return
        add = [tag for tag in tags if tag not in article.tags]
        remove = [tag for tag in article.tags if tag not in tags]
        if add or remove:
            self.change(article.id, partial(self._change_tags, add=add, remove=remove))

    async def _change_tags(self, article_id: int, *, add: Sequence[str], remove: Sequence[str]) -> None:
        if not await self.ask(self.library.change_tags, (article_id,), add=add, remove=remove):
            self.say(_("There is nothing to change about its tags."))
            return
        await self.after_change()
        now = await self.ask(self.library.tags_of, article_id)
        text = _("Tags: {tags}. {undo} undoes.") if now else _("No tags now. {undo} undoes.")
        self.say(text.format(tags=" ".join(now), undo=self.key("undo")))

    def action_tags(self) -> None:
        self.start(self._choose_tag(), group="note")

    async def _choose_tag(self) -> None:
        known = await self.ask_first(self.library.tags)
        if not known:
            self.say(_("No article has a tag yet. {key} gives one.").format(key=self.key("tag")))
            return
        lines = [(name, number(count)) for name, count in known]
        names = [name for name, _count in known]
        self.app.push_screen(screens.ChooseScreen(_("Articles with the tag"), lines), partial(self._tag_chosen, names))

    def _tag_chosen(self, names: list[str], index: int | None) -> None:
        if index is not None:
            self.start_going(self._show_tag(names[index]), group="place")

    async def _show_tag(self, name: str) -> None:
        if not self.place.startswith("search:"):
            self.place_before_search = self.place
        await self.show_place(places.search_key(f'tag:"{name}"'))
        self.focus_pane("headlines")
        self.preview_soon()

    # Notes.

    def action_note(self) -> None:
        self.start(self._ask_note(), group="note")

    async def _ask_note(self) -> None:
        from haowai_tui.tui.screens.note import NoteScreen

        article = await self._noted()
        if article is not None:
            title = _("Note: {title}").format(title=article.title or article.link)
            self.app.push_screen(NoteScreen(title, article.note), partial(self._note_given, article))

    def _note_given(self, article: Article, text: str | None) -> None:
        if text is not None and text != article.note:
            self.start(self._keep_note(article.id, text), group="note", exclusive=False)
            self.last_change = partial(self._note_too, text=text)

    async def _note_too(self, article_id: int, *, text: str) -> None:
        """The note of another article: a note of its own stays, above it."""
        own = (await self.ask(self.library.article, article_id)).note
        if not text and not own:
            self.say(_("It has no note."))
        elif not text or not own:
            await self._keep_note(article_id, text)
        elif text not in own:
            await self._keep_note(article_id, f"{own}\n\n{text}")
        else:
            self.say(_("Its note says that already."))

    async def _keep_note(self, article_id: int, text: str) -> None:
        await self.ask(self.library.set_note, article_id, text)
        await self.after_change()
        said = _("The note is kept. {undo} undoes.") if text else _("The note is gone. {undo} undoes.")
        self.say(said.format(undo=self.key("undo")))

    # Read later.

    def action_later(self) -> None:
        # Looked up now: the cursor may have gone on when the library answers. And none replaces the one before it.
        subject = self._subject()
        if subject is None:
            self.say(_("Choose an article first."))
        else:
            self.start(self._toggle_later(subject[0]), group="note", exclusive=False)

    async def _toggle_later(self, article_id: int) -> None:
        wanted = article_id not in await self.ask(self.library.later)
        self.last_change = partial(self._queue, wanted=wanted)
        await self._queue(article_id, wanted=wanted)

    async def _queue(self, article_id: int, *, wanted: bool) -> None:
        changed = await self.ask(self.library.add_later if wanted else self.library.drop_later, (article_id,))
        if not changed:
            self.say(_("It is in the read-later list already.") if wanted else _("It is not in the read-later list."))
            return
        if not wanted and self.place == places.LATER:
            await self._show_later(None)
        await self.after_change()
        text = _("To be read later. {undo} undoes.") if wanted else _("No longer to be read later. {undo} undoes.")
        self.say(text.format(undo=self.key("undo")))

    def action_earlier_in_queue(self) -> None:
        self.start(self._move_in_queue(-self.times), group="note", exclusive=False)

    def action_later_in_queue(self) -> None:
        self.start(self._move_in_queue(self.times), group="note", exclusive=False)

    async def _move_in_queue(self, rows: int) -> None:
        headline = self.headlines_pane.current
        if self.place != places.LATER or headline is None:
            self.say(_("The read-later list alone has an order of your own."))
            return
        if await self.ask(self.library.move_later, headline.id, rows):
            await self._show_later(headline.id)

    async def _show_later(self, article_id: int | None) -> None:
        await self.show_place(places.LATER, article_id=article_id, keep_cursor=article_id is None)

    # What can be taken back.

    def action_undo_list(self) -> None:
        self.start(self._choose_undo(), group="note")

    async def _choose_undo(self) -> None:
        done = await self.ask_first(self.library.undoable)
        if not done:
            self.say(_("Nothing to undo."))
            return
        now = present()
        lines = [(done_label(one), brief(one.at, now)) for one in done]
        title = _("Take back: this, and all that stands above it")
        self.app.push_screen(screens.ChooseScreen(title, lines), partial(self._undo_chosen, done))

    def _undo_chosen(self, done: list[Done], index: int | None) -> None:
        if index is not None:
            self.start(self._undo_to(done[index]), group="mark", exclusive=False)

    async def _undo_to(self, done: Done) -> None:
        count = await self.reader_app.undo_to(done, tell=self.tell_undoing)
        self.end_lengthy()
        await self.show_undone()
        if count is None:
            self.say(undone_sentence(None, self.key("undo")))
        else:
            self.say(counted("{count} action undone.", "{count} actions undone.", count))
