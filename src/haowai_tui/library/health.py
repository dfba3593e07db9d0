"""How the feeds fare: their figures, what they amount to, and how that is said."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.model import Feed
    from haowai_tui.model.health import FeedHealth
    from haowai_tui.store import Store

WEEKS = 12
"""Weeks that the volume of a feed is shown for."""

_SORTS: dict[str, Callable[[FeedHealth], Any]] = {
    "trouble": lambda row: (not row.droppable, _gravity(row)),
    "name": lambda row: row.feed.title.casefold(),
    "volume": lambda row: -row.per_week,
    "read": lambda row: 2.0 if row.read_share is None else row.read_share,
    "size": lambda row: -row.figures.bytes,
    "success": lambda row: row.feed.last_success or datetime.fromtimestamp(0, UTC),
}
SORTS = tuple(_SORTS)
"""What the feeds can be sorted by: trouble first, by name, the most articles first, the least read first, the largest
first, the longest without success first."""


def _gravity(row: FeedHealth) -> list[int]:
    from haowai_tui.model.health import Finding

    places = {finding: place for place, finding in enumerate(Finding)}
    return [places[finding] for finding in row.findings] or [len(places)]


class HealthAsked(ABC):
    """The part of the library that tells how feeds fare."""

    _store: Store

    @abstractmethod
    def feeds(self) -> list[Feed]:
        """All feeds in tree order."""

    def feeds_health(self, *, now: datetime | None = None) -> list[FeedHealth]:
        """How every feed fares, in tree order."""
        from haowai_tui.insight.health import health

        now = now or datetime.now(UTC)
        figures = self._store.figures(now=now, weeks=WEEKS)
        return [health(feed, figures[feed.id], now) for feed in self.feeds() if feed.id in figures]

    def note_opened(self, article_id: int) -> None:
        """The reader opened an article to read it."""
        self._store.note_opened(article_id)


def sorted_by(rows: Sequence[FeedHealth], sort: str) -> list[FeedHealth]:
    """`rows` by one of `SORTS`, equal ones in their order."""
    return sorted(rows, key=_SORTS[sort])


def volume_bars(row: FeedHealth) -> str:
    """The articles of each week as small bars, one cell each; as many blanks where there were none."""
    from haowai_tui.insight.hot import sparkline

    return sparkline(row.figures.weeks) or " " * len(row.figures.weeks)


def remarks(row: FeedHealth, *, now: datetime | None = None) -> str:
    """What is worth knowing of a feed, in a sentence or two; empty when all is well."""
    from haowai_tui.locale.dates import span
    from haowai_tui.model.health import Finding

    now = now or datetime.now(UTC)
    feed, figures = row.feed, row.figures
    said = {
        Finding.DEAD: lambda: (
            _("Not had for {span}: {error}").format(
                span=span(now - (feed.last_success or figures.since or now)), error=feed.error
            )
            if feed.last_success or figures.since
            else _("Never had: {error}").format(error=feed.error)
        ),
        Finding.FAILING: lambda: feed.error,
        Finding.UNOPENED: lambda: counted(
            "You have opened none of its {count} article.", "You have opened none of its {count} articles.", feed.total
        ),
        Finding.FLOODING: lambda: counted(
            "Floods: {count} article a day.", "Floods: {count} articles a day.", round(row.per_week / 7)
        ),
        Finding.SILENT: lambda: _("Nothing new for {span}.").format(span=span(now - (figures.newest or now))),
    }
    return " ".join(said[finding]() for finding in row.findings)
