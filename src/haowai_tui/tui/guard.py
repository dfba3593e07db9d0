"""The second guard: nothing that is drawn can carry a control character to the terminal.

`text.clean` at the border is the first. This one wraps `Strip.render`, the one place through which Textual's widgets
write text, and drops whatever got by. It leans on a private-ish name, which is why Textual is pinned exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

_original_render: Callable[[Strip, Console], str] | None = None


def _guarded_render(self: Strip, console: Console) -> str:
    assert _original_render is not None
    segments = self._segments
    if any(not segment.control and _FORBIDDEN.search(segment.text) for segment in segments):
        cleaned = [
            segment if segment.control else Segment(_FORBIDDEN.sub("", segment.text), segment.style)
            for segment in segments
        ]
        return _original_render(Strip(cleaned), console)
    return _original_render(self, console)


def install() -> None:
    """Put the guard in place for every strip drawn from now on. Calling it again does nothing."""
    global _original_render
    if _original_render is None:
        _original_render = Strip.render
        Strip.render = _guarded_render  # type: ignore[method-assign]
