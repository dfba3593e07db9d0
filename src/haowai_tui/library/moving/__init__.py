"""Moving in from other readers: their lists of feeds, their queries, what was read and kept in them."""

from haowai_tui.library.moving.moving import Moved, Moving

__all__ = ["Moved", "Moving"]
