"""Putting the screen together from its widgets, with no more of them than is seen to change.

Textual's compositor draws every widget whole that touches anything new: containers that are covered by what is in them,
all lines of a pane for the one under the cursor, and the panes beside the one that scrolls. Half of what a key cost was
that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Span = tuple[int, int, int]
"""A row, and the columns in it from the first to before the last."""


class QuickCompositor(Compositor):
    """A compositor that asks a widget for those lines alone that are drawn and have not been filled before it."""

    def render_partial_update(self) -> ChopsUpdate | None:
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = [self._to_cut(*span) for span in self._regions_to_spans(regions)]
        return ChopsUpdate(self._render_spans(spans), spans, [cuts[1:] for cuts in self.cuts])

    def _to_cut(self, y: int, left: int, right: int) -> Span:
        """The span to the end of the piece that it ends in. Textual cuts the piece off, and of a wide character that
        this parts nothing is left on the screen."""
        cuts = self.cuts[y] if 0 <= y < len(self.cuts) else ()
        return y, left, next((cut for cut in cuts if cut >= right), right)

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        return self._render_spans([(y, crop.x, crop.right) for y in crop.line_range if is_rendered_line(y)])

    def _render_spans(self, spans: Iterable[Span]) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each row by where they begin; those that touch no span may be None."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(row[:-1]) for row in cuts]
        missing: dict[int, list[int]] = {}
        for y, left, right in spans:
            if 0 <= y < len(cuts):
                touched = [cut for cut, end in pairwise(cuts[y]) if cut < right and end > left]
                missing.setdefault(y, []).extend(touched)
        # From the front to the back: what stands behind something is not seen.
        for widget, (region, clip) in self.visible_widgets.items():
            if not missing:
                break
            shown = region.intersection(clip)
            first, end = shown.column_span
            rows = {
                y: here
                for y in shown.line_range
                if y in missing and (here := [cut for cut in missing[y] if first <= cut < end])
            }
            if not rows:
                continue
            top, bottom = min(rows), max(rows)
            strips = widget.render_lines(Region(shown.x - region.x, top - region.y, shown.width, bottom - top + 1))
            for y, here in rows.items():
                if y - top >= len(strips):
                    # While the layout changes a widget may know of fewer rows than it has been given.
                    break
                within = [cut for cut in cuts[y] if first <= cut <= end]
                strip = strips[y - top]
                if here == within[:1] and strip.cell_length == within[1] - first:
                    chops[y][first] = strip
                else:
                    pieces = dict(zip(within, strip.divide([cut - first for cut in within[1:]]), strict=False))
                    for cut in here:
                        chops[y][cut] = pieces.get(cut)
                missing[y] = [cut for cut in missing[y] if chops[y][cut] is None]
                if not missing[y]:
                    del missing[y]
        return chops  # type: ignore[return-value]
