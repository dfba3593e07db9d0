"""What ships for running in the background is valid, and says the same as its documentation."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from haowai_tui.cli.parser import build

ROOT = Path(__file__).parent.parent
UNITS = ROOT / "contrib" / "systemd"
SERVER = (ROOT / "docs" / "server.md").read_text("utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        # The program is where the tests have it.
        text = unit.read_text("utf-8").replace("%h/.local/bin/haowai", f"{sys.executable} -m haowai_tui")
        (tmp_path / unit.name).write_text(text, "utf-8")
    names = [str(path) for path in sorted(tmp_path.iterdir())]
    run = subprocess.run(
        ["systemd-analyze", "verify", "--user", *names],
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, "")


def commands() -> list[str]:
    """The commands that the unit, the cron line and the documentation call."""
    unit = (UNITS / "haowai-refresh.service").read_text("utf-8")
    cron = (ROOT / "contrib" / "haowai.cron").read_text("utf-8")
    found = re.findall(r"^ExecStart=%h/\.local/bin/(haowai .*)$", unit, re.MULTILINE)
    found += re.findall(r'bin/(haowai)" (\w+) >', cron) and ["haowai refresh"]
    found += re.findall(r"^(?:nohup )?(haowai [a-z].*?)(?: >.*)?$", SERVER, re.MULTILINE)
    found += re.findall(r"`(haowai [a-z][^`]*)`", SERVER)
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_that_is_told_of_is_one(command: str) -> None:
    build().parse_args(shlex.split(command)[1:])


def test_the_cron_line_is_that_of_the_documentation() -> None:
    lines = (ROOT / "contrib" / "haowai.cron").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if not line.startswith("#")]
    assert line in SERVER.splitlines()
