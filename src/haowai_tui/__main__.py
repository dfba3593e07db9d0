"""The program `haowai`: what `python -m haowai_tui` and the console script run."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

_GARBAGE_AFTER = 100_000
"""After so many new objects a command looks for garbage among them. After 700, as is usual, that is a tenth of the time
of a short one, whose objects all stay."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code (see `haowai_tui.cli.codes`)."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words == ["--version"] and _tells_version():
        return 0
    if words:
        gc.set_threshold(_GARBAGE_AFTER)
    from haowai_tui.cli.program import run

    return run(words)


def _tells_version() -> bool:
    """Print the version with nothing imported for it. False where it cannot be printed: that is for the program."""
    from haowai_tui import __version__

    try:
        print(f"haowai {__version__}", flush=True)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
