"""What is imported or compiled when it is first asked for: a command pays for what it uses."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, cast


def names_in(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` (PEP 562) of `package`. `homes` names the modules in it, each with its names in one text."""
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        # It is asked for once; from then on it is there as if it had been imported at the top.
        setattr(sys.modules[package], name, value)
        return value

    return find


class _Pattern:
    """A regular expression that is compiled when it is first asked for anything."""

    def __init__(self, text: str, flags: int) -> None:
        self._made_of = text, flags

    def __getattr__(self, name: str) -> Any:
        # From now on the name is found without coming here.
        value = getattr(re.compile(*self._made_of), name)
        setattr(self, name, value)
        return value


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, put off until it is used: one with many ranges takes milliseconds, and a start has dozens."""
    return cast("re.Pattern[str]", _Pattern(text, flags))
