"""The application itself: what the command line and the screens hold, and nothing else."""

from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

if TYPE_CHECKING:
    from haowai_tui.library.library import Library
    from haowai_tui.library.searching import Search
    from haowai_tui.library.subscriptions import Added, Imported

__all__ = ["Added", "Imported", "Library", "Search"]

if not TYPE_CHECKING:
    __getattr__ = names_in(__name__, {"library": "Library", "searching": "Search", "subscriptions": "Added Imported"})
