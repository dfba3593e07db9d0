"""Running the reader's own programs: lists of words, never a shell, and nothing from outside among the options."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.reasons import reason_of
from haowai_tui.text import clean

_SECONDS = 60.0
"""How long a program may take over what it was given."""


def run_with(argv: Sequence[str], data: bytes, *, environ: Mapping[str, str] | None = None) -> str:
    """Run a program with `data` to read, and wait for it. Returns what it printed. `environ` is added to the
    environment. Raises `HaowaiError`."""
    try:
        done = subprocess.run(
            found(argv), input=data, capture_output=True, timeout=_SECONDS, env={**os.environ, **_safe(environ or {})}
        )
    except subprocess.TimeoutExpired as error:
        text = _("{program} was stopped: it took longer than {seconds} seconds.")
        raise HaowaiError(text.format(program=argv[0], seconds=round(_SECONDS))) from error
    except OSError as error:
        raise _not_started(argv[0], error) from error
    if done.returncode:
        said = clean(done.stderr.decode("utf-8", "replace"))[:200] or _("it said nothing")
        text = _("{program} ended with the code {code}: {said}")
        raise HaowaiError(text.format(program=argv[0], code=done.returncode, said=said))
    return done.stdout.decode("utf-8", "replace")


def start(argv: Sequence[str]) -> None:
    """Start a program beside this one and do not wait for it. Raises `HaowaiError`."""
    try:
        subprocess.Popen(
            found(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise _not_started(argv[0], error) from error


def found(argv: Sequence[str]) -> list[str]:
    """The words with the program's full path first, `~` being the home. Raises `HaowaiError` when there is none."""
    path = shutil.which(argv[0].replace("~", os.environ.get("HOME", "~"), 1) if argv[0].startswith("~/") else argv[0])
    if path is None:
        raise HaowaiError(_("There is no program {program} here; check the settings.").format(program=argv[0]))
    return [path, *(word.replace("\x00", "") for word in argv[1:])]


def _safe(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value.replace("\x00", "") for name, value in environ.items()}


def _not_started(program: str, error: OSError) -> HaowaiError:
    text = _("{program} could not be started: {reason}.")
    return HaowaiError(text.format(program=program, reason=reason_of(error)))
