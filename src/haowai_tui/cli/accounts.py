"""Accounts on sync servers, and syncing with them."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import AsyncGenerator
from getpass import getpass
from typing import TYPE_CHECKING, Any

from haowai_tui import loops
from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library, typed
from haowai_tui.errors import UsageError
from haowai_tui.library.events import SyncDone, SyncEvent, SyncFailed
from haowai_tui.library.phrases import account_label
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.model.sync import SyncAccount


def account(args: argparse.Namespace) -> int:
    """List accounts, add one, try one, or remove one."""
    words = [typed(word) for word in args.words]
    with library(args) as opened:
        if args.what == "list":
            return _list(opened, json=args.json)
        if args.what == "add":
            return _add(opened, words, args)
        if len(words) != 1:
            raise UsageError(_("Name one account; haowai account list shows them."))
        if args.what == "test":
            who = loops.run(opened.test_account(words[0]))
            output.line(_("{account} works; the server knows you as {who}.").format(account=words[0], who=who))
            return codes.OK
        removed = opened.remove_account(words[0], keep_feeds=args.keep_feeds, force=args.force)
        if args.keep_feeds:
            text = _("{account} is removed; its feeds stay and are fetched from here on.")
        else:
            text = _("{account} is removed with its feeds; on the server everything stays.")
        output.line(text.format(account=removed.name))
    return codes.OK


def _list(opened: Library, *, json: bool) -> int:
    accounts = opened.accounts()
    if json:
        output.print_json([account_json(one) for one in accounts])
        return codes.OK
    kinds = opened.account_kinds()
    output.table(
        [
            (
                one.name,
                kinds[one.kind][0] if one.kind in kinds else one.kind,
                one.login,
                one.address,
                account_label(one),
            )
            for one in accounts
        ],
        flexible=4,
        styles=[("red",) if one.error else () for one in accounts],
    )
    if not accounts:
        output.note(_("There are no accounts yet. Add one with: haowai account add KIND ADDRESS"))
        output.note(_("Kinds: {kinds}").format(kinds=", ".join(kinds)))
    return codes.OK


def account_json(one: SyncAccount) -> dict[str, Any]:
    """An account, without anything secret."""
    return {
        "name": one.name,
        "kind": one.kind,
        "address": one.address,
        "user": one.login,
        "last_sync": one.last_sync.isoformat() if one.last_sync else None,
        "pending": one.pending,
        "error": one.error,
    }


def _add(opened: Library, words: list[str], args: argparse.Namespace) -> int:
    kinds = opened.account_kinds()
    if not words or len(words) > 2 or words[0] not in kinds:
        text = _("Say what kind of account and where: haowai account add KIND ADDRESS. Kinds: {kinds}")
        raise UsageError(text.format(kinds=", ".join(kinds)))
    kind, address = words[0], words[1] if len(words) == 2 else ""
    login = typed(args.user) or _asked(_("User name: "))
    try:
        command = shlex.split(typed(args.password_command))
    except ValueError as error:
        raise UsageError(_("The command for the password cannot be understood: a quote is not closed.")) from error
    secret = {"password": "" if command else _password(_("Password for {user}: ").format(user=login))}
    for option in kinds[kind][2]:
        secret[option] = _password(f"{option}: ")
    adding = opened.add_account(
        kind, address, login, secret, name=typed(args.name), command=command, keyring=not args.no_keyring
    )
    added, who = loops.run(adding)
    text = _("{account} is added; the server knows you as {who}. Fetch everything with: haowai sync")
    output.line(text.format(account=added.name, who=who))
    where = {
        "keyring": _("The password lies in the system's keyring."),
        "file": _("The password lies in a file that only you can read; there is no keyring here."),
    }
    if said := where.get(str(added.secret.get("in", ""))):
        output.note(said)
    return codes.OK


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(_("Name the user with --user."))
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _password(question: str) -> str:
    """A secret, typed unseen on a terminal, else a line of standard input. Never an argument: those are for all to
    see."""
    if sys.stdin.isatty():
        return getpass(question)
    return sys.stdin.readline().rstrip("\r\n")


# Syncing.


def sync(args: argparse.Namespace) -> int:
    """Sync all accounts, or those named."""
    from haowai_tui.cli.refresh import LineReport, TerminalReport

    with library(args) as opened:
        if not opened.accounts() and not args.json:
            output.note(_("There are no accounts yet. Add one with: haowai account add KIND ADDRESS"))
            return codes.OK
        events = opened.sync([typed(name) for name in args.accounts])
        report = JsonReport() if args.json else TerminalReport() if output.is_terminal() else LineReport()
        done, failed = loops.run(_follow(events, report))
    if not failed:
        return codes.OK
    return codes.SOME_FAILED if done else codes.NETWORK


async def _follow(events: AsyncGenerator[SyncEvent, None], report: Any) -> tuple[int, int]:
    done = failed = 0
    try:
        async for event in events:
            report.tell(event)
            done += isinstance(event, SyncDone)
            failed += isinstance(event, SyncFailed)
    finally:
        # Interrupted: what has come stays, and the next sync goes on from there.
        await events.aclose()
        report.close()
    if isinstance(report, JsonReport):
        report.print()
    return done, failed


class JsonReport:
    """Everything in one document at the end."""

    def __init__(self) -> None:
        self.accounts: list[dict[str, Any]] = []

    def tell(self, event: object) -> None:
        """Collect the event."""
        if isinstance(event, SyncDone):
            self.accounts.append(done_json(event))
        elif isinstance(event, SyncFailed):
            self.accounts.append(failed_json(event))

    def close(self) -> None:
        """Interrupted, there is no document: half of one would be none."""

    def print(self) -> None:
        """Print the document."""
        output.print_json({"accounts": self.accounts})


def done_json(event: SyncDone) -> dict[str, Any]:
    """How a sync went."""
    return {
        "account": event.account,
        "status": "ok",
        "new": event.new,
        "sent": event.sent,
        "changed": event.changed,
        "kept": event.kept,
        "removed_feeds": list(event.removed),
        "refused": list(event.refused),
        "doubted": list(event.doubted),
        "error": "",
    }


def failed_json(event: SyncFailed) -> dict[str, Any]:
    """Why a sync did not go through."""
    return {"account": event.account, "status": "failed", "pending": event.pending, "error": event.sentence}
