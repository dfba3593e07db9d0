"""From the arguments to the exit code: language, dispatch, and what becomes of errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from haowai_tui.cli import codes, output
from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.locale import set_language


def run(argv: Sequence[str]) -> int:
    """Run one command line. Every way in which it is expected to end is a sentence and an exit code."""
    output.prepare_streams()
    # The help is written while the tree is built, so the language must be known before.
    set_language(_asked_language(argv))
    try:
        code = _dispatch(argv)
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
        output.close_quietly()
        output.note(_("haowai: the output could not be written: {reason}.").format(reason=error.strerror or error))
        return codes.STORE
    except HaowaiError as error:
        output.note(f"haowai: {error}")
        return codes.code_of(error)
    return code


def _dispatch(argv: Sequence[str]) -> int:
    from haowai_tui.cli.parser import build

    try:
        args = build().parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else codes.OK
    module, _colon, name = args.run.partition(":")
    command: Callable[..., int] = getattr(import_module(f"haowai_tui.cli.{module}"), name)
    return command(args)


def _asked_language(argv: Sequence[str]) -> str:
    for index, argument in enumerate(argv):
        if argument == "--":
            break
        if argument == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return ""
