"""Textual without what the reader has no use for."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_PALETTE = "textual.command"
_NAMES = "CommandListItem", "CommandPalette", "DiscoveryHit", "Hit", "Hits", "Provider", "SimpleProvider"
"""What `textual.app` and `textual.theme` take from it when they are imported."""


def import_textual() -> None:
    """Import Textual's app without its palette of commands.

    The reader has one of its own. Textual's brings buttons, trees of folders, select boxes and lines to type in: a
    tenth of the time in which a bare app is there. Whoever imports it later has the real one.
    """
    if "textual.app" in sys.modules:
        return
    stand_in: Any = ModuleType(_PALETTE)
    for name in _NAMES:
        # A class each: the themes are offered by a subclass of one.
        setattr(stand_in, name, type(name, (), {}))
    sys.modules[_PALETTE] = stand_in
    try:
        import textual.app  # noqa: F401
    finally:
        del sys.modules[_PALETTE]
