"""The program `haowai`: what `python -m haowai_tui` and the console script run."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code (see `haowai_tui.cli.codes`)."""
    from haowai_tui.cli.program import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
