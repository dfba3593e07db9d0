"""Accounts on sync servers: how they are, syncing them, adding and removing one."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial

from haowai_tui.errors import NetError, SyncError, UsageError
from haowai_tui.library.events import SyncDone, SyncFailed
from haowai_tui.library.phrases import account_label, sync_sentence
from haowai_tui.locale import gettext as _
from haowai_tui.model.sync import SyncAccount
from haowai_tui.tui import screens
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.screens.feeding import Refreshed
from haowai_tui.tui.screens.passing_on import PassingOn


@dataclass(slots=True)
class _Draft:
    """An account that is being described, question by question."""

    kind: str
    title: str
    address: str
    options: tuple[str, ...]
    fixed: bool = False
    """Whether there is one address for all, which is not asked for."""
    login: str = ""
    secret: dict[str, str] = field(default_factory=dict, repr=False)


class Accounting(PassingOn):
    """The key for accounts."""

    _refused: _Draft | None = None
    """What was described last and could not be added: asked for again, it is there to be mended."""

    def action_accounts(self) -> None:
        self.start(self._show_accounts(), group="accounts")

    async def _show_accounts(self) -> None:
        accounts = await self.ask_first(self.library.accounts)
        lines = [(account.name, account_label(account)) for account in accounts]
        lines.append((_("Add an account"), _("FreshRSS, Miniflux, Nextcloud News, Tiny Tiny RSS and others")))
        self.app.push_screen(screens.ChooseScreen(_("Accounts"), lines), partial(self._account_chosen, accounts))

    def _account_chosen(self, accounts: list[SyncAccount], index: int | None) -> None:
        if index is None:
            return
        if index == len(accounts):
            self._ask_kind()
            return
        account = accounts[index]
        lines = [
            (_("Sync now"), account_label(account)),
            (_("Try the login"), f"{account.login} · {account.address}"),
            (_("Remove the account and its feeds"), _("on the server everything stays")),
            (_("Remove the account, keep its feeds"), _("they are fetched from here on")),
        ]
        self.app.push_screen(screens.ChooseScreen(account.name, lines), partial(self._deed_chosen, account))

    def _deed_chosen(self, account: SyncAccount, index: int | None) -> None:
        if index == 0:
            self._sync([account.name])
        elif index == 1:
            self.say(_("Trying {account} ...").format(account=account.name), stay=True)
            self.start(self._try(account.name), group="account")
        elif index is not None:
            question = _("Remove the account {account}?").format(account=account.name)
            if account.pending:
                question = _("{count} actions are not sent yet and would be lost. Remove {account} all the same?")
                question = question.format(count=account.pending, account=account.name)
            removal = partial(self._removal_answered, account.name, index == 3)
            self.app.push_screen(screens.ConfirmScreen(question), removal)

    async def _try(self, name: str) -> None:
        who = await Background(partial(self.library.test_account, name)).run()
        self.say(_("{account} works; the server knows you as {who}.").format(account=name, who=who))

    def _removal_answered(self, name: str, keep: bool, answer: bool | None) -> None:
        if answer:
            self.start(self._remove_account(name, keep), group="account")

    async def _remove_account(self, name: str, keep: bool) -> None:
        await self.ask(partial(self.library.forget_account, name, keep_feeds=keep, force=True))
        await self.after_change()
        self.go_on_removing()
        self.say(_("The account {account} is removed.").format(account=name))

    # Syncing.

    def _sync(self, names: list[str]) -> None:
        if self.refresh_work is not None:
            self.say(_("A refresh is under way. {key} stops it.").format(key=self.key("cancel")))
        else:
            self.start(self._run_sync(names), group="refresh")

    async def _run_sync(self, names: list[str]) -> None:
        self.sync_said = []
        self.refresh_work = Background(partial(self._consume_sync, names))
        try:
            await self.refresh_work.run()
            self.say(" ".join(self.sync_said), stay=True)
        except Cancelled:
            self.say(_("Sync stopped; what had arrived is kept, and the next one goes on from there."))
        finally:
            self.refresh_work = None
            self.end_progress()
            await self.after_change()

    async def _consume_sync(self, names: list[str]) -> None:
        async with aclosing(self.library.sync(names)) as stream:
            async for event in stream:
                if isinstance(event, SyncDone | SyncFailed):
                    self.sync_said.append(sync_sentence(event))
                else:
                    self.post_message(Refreshed(event))

    # Adding.

    def _ask_kind(self) -> None:
        kinds = self.library.account_kinds()
        lines = [(title, address) for title, address, _options in kinds.values()]
        self.app.push_screen(screens.ChooseScreen(_("What kind of server?"), lines), self._server_chosen)

    def _server_chosen(self, index: int | None) -> None:
        if index is None:
            return
        name, (title, address, options) = list(self.library.account_kinds().items())[index]
        if self._refused is not None and self._refused.kind == name:
            self._describe(self._refused)
        else:
            self._describe(_Draft(name, title, address, options, fixed=bool(address)))

    def _describe(self, draft: _Draft, problem: str = "") -> None:
        """Ask for what makes an account, with what is known already and what was wrong with it."""
        if draft.fixed:
            self._ask_login(draft, problem)
            return
        hint = _("As you open it in a browser: https://rss.example.org")
        title = _("The address of {kind}").format(kind=draft.title)
        prompt = screens.PromptScreen(title, hint=hint, value=draft.address, problem=problem)
        self.app.push_screen(prompt, partial(self._address_said, draft))

    def _address_said(self, draft: _Draft, address: str | None) -> None:
        if address:
            draft.address = address
            self._ask_login(draft)

    def _ask_login(self, draft: _Draft, problem: str = "") -> None:
        prompt = screens.PromptScreen(_("Your name there"), hint=draft.address, value=draft.login, problem=problem)
        self.app.push_screen(prompt, partial(self._login_said, draft))

    def _login_said(self, draft: _Draft, login: str | None) -> None:
        if login:
            draft.login = login
            self._ask_secret(draft, ["password", *draft.options])

    def _ask_secret(self, draft: _Draft, wanted: list[str]) -> None:
        if not wanted:
            self.start(self._add_account(draft), group="account")
            return
        title = _("Password") if wanted[0] == "password" else wanted[0]
        hint = _("FreshRSS and Miniflux have one of its own for programs: see haowai help accounts.")
        prompt = screens.PromptScreen(title, hint=hint, value=draft.secret.get(wanted[0], ""), secret=True)
        self.app.push_screen(prompt, partial(self._secret_said, draft, wanted))

    def _secret_said(self, draft: _Draft, wanted: list[str], text: str | None) -> None:
        if text is not None:
            draft.secret[wanted[0]] = text
            self._ask_secret(draft, wanted[1:])

    async def _add_account(self, draft: _Draft) -> None:
        self.say(_("Trying {account} ...").format(account=draft.title), stay=True)
        # A second account of a kind is called by the reader's name there too.
        taken = {account.name for account in await self.ask(self.library.accounts)}
        name = draft.kind if draft.kind not in taken else f"{draft.kind} {draft.login}"
        adding = partial(self.library.add_account, draft.kind, draft.address, draft.login, draft.secret, name=name)
        keys = self.keys_taken
        try:
            account, _who = await Background(adding).run()
        except (NetError, SyncError, UsageError) as error:
            self._refused = draft
            if keys != self.keys_taken or self.app.screen is not self:
                # The reader has gone on: what they type now is meant for something else.
                raise
            self.say("")
            self._describe(draft, str(error))
            return
        self._refused = None
        self._sync([account.name])
