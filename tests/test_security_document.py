"""`docs/security.md` promises what the code keeps: its limits are the code's, and every test that it names is there."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
LIMITS = re.findall(r"^\| .+? \| ([\d ]+) \| `([\w.]+):([\w.]+)` \|$", TEXT, re.M)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


@pytest.mark.parametrize(("number", "module", "name"), LIMITS)
def test_a_limit_is_the_one_in_the_code(number: str, module: str, name: str) -> None:
    found = import_module(f"haowai_tui.{module}")
    owner, _dot, field = name.rpartition(".")
    value = getattr(getattr(found, owner)(), field) if owner else getattr(found, name)
    if isinstance(value, timedelta):
        value = value.total_seconds()
    assert value == int(number.replace(" ", ""))


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_a_test_that_is_named_is_there(file: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / file).read_text("utf-8")


def test_the_tables_were_found() -> None:
    assert len(LIMITS) == len(re.findall(r"^\| .*`[\w.]+:[\w.]+` \|$", TEXT, re.M)) >= 25
    assert len(TESTS) >= 25


def test_no_shell_is_ever_started() -> None:
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        assert "shell=True" not in text and "os.system(" not in text and "os.popen(" not in text, path
