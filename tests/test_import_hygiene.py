from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def imported_by(code: str) -> set[str]:
    script = code + "\nimport sys\nprint(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("code", ["import haowai_tui.library", "import haowai_tui.tui", "import haowai_tui.typeset"])
def test_what_the_first_screen_does_not_need_is_not_imported(code: str) -> None:
    assert not imported_by(code) & {"textual", "httpx", "feedparser", "pygments", "selectolax", "resiliparse"}


def test_the_command_line_s_help_costs_nothing() -> None:
    code = "from haowai_tui.__main__ import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert not imported_by(code) & {"textual", "httpx", "sqlite3", "rich"}


def test_the_first_ink_waits_for_little() -> None:
    code = (
        "import haowai_tui.__main__, haowai_tui.cli.launch, haowai_tui.tui.thin.ink\n"
        "from haowai_tui.cli.program import set_language\n"
        "from haowai_tui.config.paths import paths\n"
        "set_language('zh_CN'), paths({})"
    )
    assert not imported_by(code) & {"msgspec", "gettext", "datetime", "argparse", "sqlite3", "textual"}


def test_a_list_imports_what_a_list_needs(tmp_path: Path) -> None:
    code = "from haowai_tui.__main__ import main\nmain(['list'])"
    script = code + "\nimport sys\nprint(*sys.modules)"
    env = {**os.environ, "HAOWAI_HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    imported = set(run.stdout.splitlines()[-1].split())
    heavy = {
        "asyncio",
        "httpx",
        "ssl",
        "logging.handlers",
        "importlib.metadata",
        "xml.etree",
        "email.utils",
        "rich",
        "wcwidth",
        # What others bring along without need: msgspec, argparse and dataclasses.
        "typing_extensions",
        "shutil",
        "dataclasses",
        "inspect",
    }
    rooms = {f"haowai_tui.{room}" for room in ("net", "sources", "markup", "insight", "typeset", "export", "sync")}
    assert not imported & (heavy | rooms)
    assert not imported & {
        "haowai_tui.library.refresh",
        "haowai_tui.library.query",
        "haowai_tui.library.events",
        "haowai_tui.model.query",
    }
    assert sum(name.startswith("haowai_tui.") for name in imported) < 100


def test_what_opens_over_the_reader_is_not_imported_for_its_start() -> None:
    code = (
        "from haowai_tui.tui import prepare_environment, screens\nprepare_environment()\n"
        "from haowai_tui.tui.lean import import_textual\nimport_textual()\nimport haowai_tui.tui.app"
    )
    script = code + "\nimport sys\nprint(*sys.modules)\n[getattr(screens, name) for name in screens.__all__]"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    imported = set(run.stdout.splitlines()[-1].split())
    over = {f"haowai_tui.tui.screens.{name}" for name in ("over", "lists", "dialogs", "help", "health", "themes", "qr")}
    assert not imported & (over | {"haowai_tui.tui.widgets.search", "textual.widgets._text_area", "wcwidth", "email"})
    # Textual's palette of commands and what that brings.
    assert not imported & {f"textual.{name}" for name in ("command", "types", "widgets._input", "widgets._option_list")}


def test_whoever_wants_textual_s_palette_has_the_real_one() -> None:
    code = (
        "from haowai_tui.tui.lean import import_textual\nimport_textual()\n"
        "from textual.app import App\nfrom textual.command import CommandPalette, Provider\n"
        "from textual.system_commands import SystemCommandsProvider\n"
        "assert issubclass(SystemCommandsProvider, Provider) and hasattr(CommandPalette, 'is_open')\n"
        "print(App.ENABLE_COMMAND_PALETTE)"
    )
    assert "True" in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
