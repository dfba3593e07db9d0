"""From the arguments to the exit code: language, dispatch, and what becomes of errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from haowai_tui.cli import codes, output
from haowai_tui.errors import HaowaiError, StoreDamagedError
from haowai_tui.locale import gettext as _
from haowai_tui.locale import set_language

if TYPE_CHECKING:
    import argparse


def run(argv: Sequence[str]) -> int:
    """Run one command line. Every way in which it is expected to end is a sentence and an exit code."""
    output.prepare_streams()
    if argv:
        _import_msgspec()
    # The help is written while the tree is built, so the language must be known before.
    set_language(_asked_language(argv) or _settled_language(argv))
    try:
        code = _dispatch_or_again(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # The next program in the pipe has read what it wanted.
        output.close_quietly()
        return codes.OK
    except KeyboardInterrupt:
        output.note(_("Stopped."))
        return codes.INTERRUPTED
    except OSError as error:
        # Writing is what is left to fail: the library turns its own troubles into sentences.
        from haowai_tui.locale.reasons import reason_of

        output.close_quietly()
        output.note(_("haowai: the output could not be written: {reason}.").format(reason=reason_of(error)))
        return codes.STORE
    except HaowaiError as error:
        output.note(f"haowai: {error}")
        return codes.code_of(error)
    except Exception as error:  # noqa: BLE001 - the last fence: whatever it is becomes a report
        return _unexpected(error, argv)
    return code


def _import_msgspec() -> None:
    """Import what every value is made with, without typing_extensions: msgspec takes that where it is there, does as
    well with `typing`, and a short command would spend a tenth of its time on it. The screens need it anyway."""
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


def _unexpected(error: Exception, argv: Sequence[str]) -> int:
    """A fault of haowai's own: a sentence, and a report for whoever can mend it."""
    from haowai_tui.cli.completion import commands
    from haowai_tui.cli.crash import write_report

    names = {command.name for command in commands()}
    command = next((word for word in argv if word in names), "")
    report = write_report(error, command)
    if report is None:
        output.note(_("haowai has a fault and had to stop ({kind}).").format(kind=type(error).__name__))
    else:
        text = _("haowai has a fault and had to stop; nothing you did is lost. What happened is in {path}.")
        output.note(text.format(path=report))
    return codes.FAULT


def _dispatch_or_again(argv: Sequence[str]) -> int:
    """Run the command; where the database turns out damaged before anything was printed, with a new one again."""
    try:
        return _dispatch(argv)
    except StoreDamagedError:
        if output.has_printed():
            raise
    return _dispatch(argv, damaged=True)


def _dispatch(argv: Sequence[str], *, damaged: bool = False) -> int:
    if not argv:
        return _launch(damaged)
    from haowai_tui.cli.parser import build_for, with_words_apart

    try:
        args = build_for(argv).parse_args(with_words_apart(argv))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else codes.OK
    args.damaged = damaged
    module, _colon, name = args.run.partition(":")
    command: Callable[..., int] = getattr(import_module(f"haowai_tui.cli.{module}"), name)
    return command(args)


def _launch(damaged: bool) -> int:
    """Open the reader as the tree of commands would, without growing the tree."""
    from haowai_tui.cli.launch import launch

    return launch(cast("argparse.Namespace", SimpleNamespace(command=None, lang="", damaged=damaged)))


def _asked_language(argv: Sequence[str]) -> str:
    for index, argument in enumerate(argv):
        if argument == "--":
            break
        if argument == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return ""


def _settled_language(argv: Sequence[str]) -> str:
    """The language that the settings file names, for the commands that open no library: it follows the file itself.
    What is wrong in the file is told by the command that needs it."""
    if not argv:
        return ""
    from haowai_tui.config import load, paths

    try:
        return load(paths().config).general.language
    except HaowaiError:
        return ""
