"""Putting the screen together from its widgets, with no more of them than is seen to change.

Textual's compositor draws every widget whole that touches anything new: containers that are covered by what is in them,
and all lines of a pane for the one under the cursor. Half of what a key cost was that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class QuickCompositor(Compositor):
    """A compositor that asks a widget for those lines alone that are drawn and have not been filled before it."""

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(row[:-1]) for row in cuts]
        wanted = {y: len(chops[y]) for y in crop.line_range if is_rendered_line(y)}
        # From the front to the back: what stands behind something is not seen.
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            if not shown or not crop.overlaps(shown):
                continue
            first, end = shown.column_span
            rows = {
                y: missing
                for y in shown.line_range
                if wanted.get(y)
                and (missing := [cut for cut, strip in chops[y].items() if strip is None and first <= cut < end])
            }
            if not rows:
                continue
            top, bottom = min(rows), max(rows)
            strips = widget.render_lines(Region(shown.x - region.x, top - region.y, shown.width, bottom - top + 1))
            for y, missing in rows.items():
                if y - top >= len(strips):
                    # While the layout changes a widget may know of fewer rows than it has been given.
                    break
                within = [cut for cut in cuts[y] if first <= cut <= end]
                pieces = dict(zip(within, strips[y - top].divide([cut - first for cut in within[1:]]), strict=False))
                for cut in missing:
                    chops[y][cut] = pieces.get(cut)
                    wanted[y] -= chops[y][cut] is not None
        return chops  # type: ignore[return-value]
