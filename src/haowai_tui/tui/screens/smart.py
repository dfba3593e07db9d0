"""Smart feeds of the reader's own: queries kept, asked otherwise, renamed and removed in the feeds pane."""

from __future__ import annotations

from functools import partial

from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.tui import places, screens
from haowai_tui.tui.screens.noting import Noting


class Smart(Noting):
    """The keys for smart feeds."""

    def _smart_here(self) -> str:
        """The name of the smart feed under the cursor of the feeds pane, or empty."""
        key = self.feeds_pane.current_key if self.pane == "feeds" else ""
        return key.removeprefix("smart:") if key.startswith("smart:") else ""

    def action_save_search(self) -> None:
        """Let the smart feed that is shown, or under the cursor, ask something else; elsewhere begin a new one."""
        name = self._smart_here() or (self.place.removeprefix("smart:") if self.place.startswith("smart:") else "")
        self.start(self._change_query(name), group="smart")

    async def _change_query(self, name: str) -> None:
        saved = {feed.name: feed.query for feed in await self.ask_first(self.library.smart_feeds)}
        self._ask_query(name if name in saved else "", saved.get(name, ""))

    def _ask_query(self, name: str, query: str, problem: str = "") -> None:
        title = _("What {name} finds").format(name=name) if name else _("A smart feed: what it finds")
        hint = _("Words and conditions, such as: harbour is:unread after:7d feed:gazette tag:work")
        prompt = screens.PromptScreen(title, hint=hint, value=query, problem=problem)
        self.app.push_screen(prompt, partial(self._query_given, name))

    def _query_given(self, name: str, query: str | None) -> None:
        if query:
            self.start(self._check_query(name, query), group="smart")

    async def _check_query(self, name: str, query: str) -> None:
        try:
            await self.ask_first(self.library.parse_query, query)
        except UsageError as error:
            self._ask_query(name, query, str(error))
            return
        if name:
            await self._keep_query(query, name)
        else:
            self._ask_name(query)

    def _ask_name(self, query: str) -> None:
        prompt = screens.PromptScreen(
            _("The smart feed's name"), hint=_("It finds: {query}").format(query=query), value=query
        )
        self.app.push_screen(prompt, partial(self._name_given, query))

    def _name_given(self, query: str, name: str | None) -> None:
        if name:
            self.start_going(self._keep_query(query, name), group="smart")

    async def _keep_query(self, query: str, name: str) -> None:
        new = await self.ask(self.library.save_query, name, query)
        key = places.smart_key(name)
        await self.show_feeds(key=key)
        await self.show_place(key)
        self.focus_pane("headlines")
        self.preview_soon()
        kept, changed = _("The smart feed {name} is kept. {undo} undoes."), _("{name} is changed. {undo} undoes.")
        self.say((kept if new else changed).format(name=name, undo=self.key("undo")))

    # Where the keys for feeds stand on a smart feed.

    def action_rename_feed(self) -> None:
        name = self._smart_here()
        if not name:
            super().action_rename_feed()
            return
        self.app.push_screen(
            screens.PromptScreen(_("Rename the smart feed"), value=name), partial(self._smart_renamed, name)
        )

    def _smart_renamed(self, name: str, new: str | None) -> None:
        if new and new != name:
            self.start(self._rename_smart(name, new), group="smart")

    async def _rename_smart(self, name: str, new: str) -> None:
        await self.ask(self.library.rename_query, name, new)
        await self.show_feeds(key=places.smart_key(new))
        if self.place == places.smart_key(name):
            await self.show_place(places.smart_key(new))

    def action_remove_feed(self) -> None:
        name = self._smart_here()
        if name:
            self.start(self._remove_smart(name), group="smart")
        else:
            super().action_remove_feed()

    async def _remove_smart(self, name: str) -> None:
        await self.ask(self.library.remove_query, name)
        gone = self.place == places.smart_key(name)
        await self.show_feeds()
        if gone:
            await self.show_place(places.ALL)
        self.say(_("Removed {title}. {undo} brings it back.").format(title=name, undo=self.key("undo")))
