"""Where the reader was, remembered from one time to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from haowai_tui.locale import language

if TYPE_CHECKING:
    from haowai_tui.library import Library

_KEY = "session"


class Place(Struct, frozen=True, kw_only=True):
    """The row of the feeds pane, the open article, the pane with the focus, the folded categories, and the row that a
    search was begun from."""

    key: str
    article_id: int | None = None
    pane: str = "headlines"
    folded: tuple[tuple[str, ...], ...] = ()
    before: str = ""


def load_session(library: Library) -> Place | None:
    """The place that was saved last, or None. What cannot be read counts as not saved."""
    text = library.get_value(_KEY)
    if not text:
        return None
    try:
        data = json.loads(text)
        article_id = data.get("article_id")
        return Place(
            key=str(data["key"]),
            article_id=article_id if isinstance(article_id, int) else None,
            pane=str(data.get("pane", "headlines")),
            folded=tuple(tuple(str(part) for part in path) for path in data.get("folded", ())),
            before=str(data.get("before", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def save_session(library: Library, place: Place) -> None:
    """Save `place` for the next time, and the language for those who are not asked for one."""
    from haowai_tui.library.library import SPOKEN

    if library.get_value(SPOKEN) != language():
        library.set_value(SPOKEN, language())
    library.set_value(_KEY, json.dumps(to_builtins(place), ensure_ascii=False))
