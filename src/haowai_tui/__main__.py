"""The program `haowai`: what `python -m haowai_tui` and the console script run."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code (see `haowai_tui.cli.codes`)."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words == ["--version"] and _tells_version():
        return 0
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
