"""The application itself: what the command line and the screens hold, and nothing else."""

from haowai_tui.library.library import Library
from haowai_tui.library.subscriptions import Added, Imported

__all__ = ["Added", "Imported", "Library"]
