"""Run haowai; what Textual writes goes into the file that HAOWAI_TEE names too, a line of JSON for each write."""

from __future__ import annotations

import json
import os
import sys

from haowai_tui.__main__ import main
from haowai_tui.tui import prepare_environment

prepare_environment()

from haowai_tui.tui.thin.driver import ThinDriver  # noqa: E402

_write = ThinDriver.write


def _tee(self: ThinDriver, data: str) -> None:
    file.write(json.dumps(data) + "\n")
    file.flush()
    _write(self, data)


if __name__ == "__main__":
    with open(os.environ["HAOWAI_TEE"], "w", encoding="utf-8") as file:  # noqa: PTH123
        ThinDriver.write = _tee  # type: ignore[method-assign]
        sys.exit(main([]))
