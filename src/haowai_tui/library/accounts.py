"""Accounts on sync servers: the library's door to them."""

from __future__ import annotations

import logging
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from haowai_tui.errors import HaowaiError, StoreError, SyncBusyError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean

if TYPE_CHECKING:
    import asyncio
    from datetime import datetime

    from haowai_tui.config import Paths, Settings
    from haowai_tui.library.events import SyncEvent
    from haowai_tui.library.secrets import Secret
    from haowai_tui.library.subscriptions import Added
    from haowai_tui.library.syncing.work import Work
    from haowai_tui.model import Feed
    from haowai_tui.model.sync import SyncAccount, SyncState
    from haowai_tui.net import Client
    from haowai_tui.sources.workers import ParserPool
    from haowai_tui.store import Store
    from haowai_tui.sync.contract import Account

    Tell = Callable[[SyncEvent], None]

log = logging.getLogger("haowai")


_LEAST_SECONDS = 60.0
"""A page of a thousand articles takes a server longer than a feed does."""


_LOCK_TRIES, _LOCK_PAUSE = 50, 0.1
"""How often, and after how many seconds each, it is looked whether another sync has ended."""


class AccountsAsked(ABC):
    """The part of the library that keeps accounts and syncs them."""

    _store: Store
    paths: Paths
    settings: Settings

    @abstractmethod
    def feed(self, feed_id: int) -> Feed:
        """A feed by its id."""

    @abstractmethod
    def note_added(self, kind: str, feeds: Sequence[Feed]) -> None:
        """Let `undo` take back that feeds were subscribed to."""

    def accounts(self) -> list[SyncAccount]:
        """The accounts, in the order in which they were added."""
        return self._store.accounts()

    def account_kinds(self) -> dict[str, tuple[str, str, tuple[str, ...]]]:
        """The kinds of accounts by name: what they are called, the address of those that have only one, and what they
        are asked for beside a name and a password."""
        from haowai_tui.sync.kinds import KINDS

        return {name: (kind.title, kind.address, kind.options) for name, kind in KINDS.items()}

    def sync_state(self) -> SyncState:
        """How all accounts are doing."""
        return self._store.sync_state()

    async def add_account(
        self,
        kind: str,
        address: str,
        login: str,
        secret: Mapping[str, str],
        *,
        name: str = "",
        command: Sequence[str] = (),
        keyring: bool = True,
    ) -> tuple[SyncAccount, str]:
        """Add an account once its server has accepted the login, or give the one of that name another. `secret` has
        the `password`, or `command` is a program that prints it. Returns the account, and who the server says the
        reader is. Raises `UsageError`, `SyncError`, `NetError`."""
        import asyncio

        from haowai_tui.library.secrets import keep_secret, secret_of
        from haowai_tui.model.sync import SyncAccount
        from haowai_tui.sync.kinds import kind_of, server_address

        chosen = kind_of(kind)
        base = server_address(chosen, address)
        name = clean(name) or chosen.name
        kept: dict[str, object] = {"command": list(command)} if command else {}
        known: Secret = secret_of(self.paths, name, kept) if command else dict(secret)
        account = SyncAccount(id=0, name=name, kind=kind, address=base, login=clean(login))
        async with self._opened() as client:
            who = await self._session(client, account, known).check()
        if not command:
            kept = await asyncio.to_thread(keep_secret, self.paths, name, known, keyring=keyring)
        put = self._store.put_account
        added = await asyncio.to_thread(put, name, kind=kind, address=base, login=account.login, secret=kept)
        return added, who

    def add_to_account(self, account: str, address: str, *, title: str = "", category: Sequence[str] = ()) -> Added:
        """Subscribe to a feed in an account; its server hears of it at the next sync, and its articles come with that.
        Raises `AddressError`, `NotFoundError`."""
        from haowai_tui.library.subscriptions import Added, clean_category, normal_address
        from haowai_tui.net import split_credentials

        known = self._store.account(account)
        path = clean_category(category)
        path = path[1:] if path[:1] == (known.name,) else path
        kept = split_credentials(normal_address(address, "feed"))[0]
        self._store.removals.finish_leaving()
        before = {feed.id for feed in self._store.feeds()}
        feed = self._store.add_synced_feed(known.id, kept, own_title=clean(title), category=path)
        if feed.id not in before:
            self.note_added("add_feed", [feed])
        return Added(feed=self.feed(feed.id), existed=feed.id in before)

    async def test_account(self, name: str) -> str:
        """Log in to an account; returns who its server says the reader is. Raises `SyncError`, `NetError`."""
        import asyncio

        from haowai_tui.library.secrets import secret_of

        account = await asyncio.to_thread(self._store.account, name)
        secret = await asyncio.to_thread(secret_of, self.paths, account.name, account.secret)
        async with self._opened() as client:
            return await self._session(client, account, secret).check()

    def remove_account(self, name: str, *, keep_feeds: bool = False, force: bool = False) -> SyncAccount:
        """Forget an account here, with its feeds and articles unless they are to stay; on its server everything stays.
        Raises `UsageError` when actions still wait to be sent, unless forced."""
        account = self.forget_account(name, keep_feeds=keep_feeds, force=force)
        self._store.removals.finish_leaving()
        return account

    def forget_account(self, name: str, *, keep_feeds: bool = False, force: bool = False) -> SyncAccount:
        """As `remove_account`, but feeds that do not stay are only taken out of the lists, which takes no time; they go
        with `going_on_removing`."""
        from haowai_tui.library.secrets import forget_secret

        account = self._store.account(name)
        if account.pending and not force:
            text = _("{count} actions of {account} are not sent yet; sync first, or remove it with --force.")
            raise UsageError(text.format(count=account.pending, account=account.name))
        self._store.remove_account(account.id, keep_feeds=keep_feeds)
        forget_secret(self.paths, account.name, account.secret)
        return account

    def sync(self, names: Sequence[str] = ()) -> AsyncGenerator[SyncEvent, None]:
        """Sync all accounts, or those named, one after the other; events tell what happens. What goes wrong with one is
        an event too. Closing the generator stops it, and the next sync goes on from there. Raises `NotFoundError`,
        `StoreError`."""
        return self._sync(names)

    def last_unsent(self) -> datetime | None:
        """When the last action was taken that waits to be sent; None when `send_waiting` has nothing to do."""
        return self._store.last_sendable()

    def send_waiting(self) -> AsyncGenerator[SyncEvent, None]:
        """Send what waits in the outbox, without asking the servers what is new. What happens is told as by `sync`."""
        return self._sync((), waiting=True)

    async def _sync(self, names: Sequence[str], *, waiting: bool = False) -> AsyncGenerator[SyncEvent, None]:
        import asyncio

        from haowai_tui.library.events import SyncStarted

        stored = await asyncio.to_thread(self._store.accounts)
        chosen = [await asyncio.to_thread(self._store.account, name) for name in names] if names else stored
        if waiting:
            chosen = [account for account in chosen if account.pending]
        if not chosen:
            return
        from haowai_tui.library.syncing import course
        from haowai_tui.sources.workers import ParserPool

        async with self._opened() as client, ParserPool() as workers:
            for account in chosen:
                yield SyncStarted(account=account.name)

                async def work(tell: Tell, account: SyncAccount = account) -> None:
                    await self._sync_one(client, workers, account, tell, course.send_waiting if waiting else course.run)

                async with aclosing(_told(work)) as events:
                    async for event in events:
                        yield event

    async def _sync_one(
        self,
        client: Client,
        workers: ParserPool,
        account: SyncAccount,
        tell: Tell,
        course: Callable[[Work], Awaitable[None]],
    ) -> None:
        import asyncio

        from haowai_tui.library.events import SyncDone
        from haowai_tui.library.log import redacted
        from haowai_tui.library.secrets import secret_of
        from haowai_tui.library.syncing.work import Work

        try:
            async with _alone(self.paths.data / f"sync-{account.id}.lock", account.name):
                account = await asyncio.to_thread(self._store.account, account.name)
                secret = await asyncio.to_thread(secret_of, self.paths, account.name, account.secret)
                server = self._session(client, account, secret)
                work = Work(self._store, account, server, workers, self.settings, tell)
                await course(work)
        except HaowaiError as error:
            if isinstance(error, StoreError) and type(error) is not StoreError:
                raise
            said = error.syncing if isinstance(error, SyncBusyError) else str(error)
            await self._note_failure(account, redacted(clean(said)), tell)
        except Exception as error:
            # A server may answer with anything; what nobody thought of spoils its account and nothing else.
            log.exception("the sync of account %s failed", account.name)
            text = _("The sync with {account} has a fault ({kind}); see the log.")
            await self._note_failure(account, text.format(account=account.name, kind=type(error).__name__), tell)
        else:
            tell(
                SyncDone(
                    account=account.name,
                    new=work.new,
                    sent=work.sent,
                    changed=work.changed,
                    kept=work.kept,
                    removed=tuple(work.removed),
                    refused=tuple(work.refused),
                    doubted=tuple(work.doubted),
                )
            )

    async def _note_failure(self, account: SyncAccount, sentence: str, tell: Tell) -> None:
        import asyncio

        from haowai_tui.library.events import SyncFailed

        await asyncio.to_thread(self._store.note_sync_failure, account.id, sentence)
        pending = len(await asyncio.to_thread(self._store.pending, account.id))
        tell(SyncFailed(account=account.name, sentence=sentence, pending=pending))

    def _session(self, client: Client, account: SyncAccount, secret: Secret) -> Account:
        from haowai_tui.sync.contract import Login
        from haowai_tui.sync.kinds import kind_of, open_account

        options = {key: value for key, value in secret.items() if key != "password"}
        login = Login(name=account.login, password=secret.get("password", ""), options=options)
        return open_account(kind_of(account.kind), client, account.address, login)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Client]:
        from haowai_tui.net import Client, Limits

        net = self.settings.net
        limits = Limits(timeout=max(_LEAST_SECONDS, net.timeout))
        async with Client(limits, proxy_from_environment=net.proxy_from_environment) as client:
            yield client


async def _told(work: Callable[[Tell], Awaitable[None]]) -> AsyncGenerator[SyncEvent, None]:
    """What a piece of work tells while it runs. Closing stops the work."""
    import asyncio

    events: asyncio.Queue[SyncEvent | None] = asyncio.Queue()

    async def run() -> None:
        try:
            await work(events.put_nowait)
        finally:
            events.put_nowait(None)

    task = asyncio.create_task(run())
    try:
        while (event := await events.get()) is not None:
            yield event
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _alone(path: Path, account: str) -> AsyncIterator[None]:
    """Nobody else syncs an account meanwhile, in this process or another. Waits for one who is sending what waits;
    raises `SyncBusyError` when it takes longer."""
    import asyncio
    import fcntl

    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        for left in range(_LOCK_TRIES, -1, -1):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if not left:
                    text = _("Another haowai is syncing {account} right now.")
                    raise SyncBusyError(text.format(account=account)) from error
            await asyncio.sleep(_LOCK_PAUSE)
        yield
    finally:
        os.close(handle)
