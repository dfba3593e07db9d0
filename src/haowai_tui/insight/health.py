"""What the figures of a feed amount to."""

from __future__ import annotations

from datetime import datetime, timedelta

from haowai_tui.model import Feed
from haowai_tui.model.health import FeedFigures, FeedHealth, Finding

_DEAD_AFTER = timedelta(days=14)
_DEAD_FAILURES = 5
"""So many failures in a row at least: a reader who was offline for two weeks has no dead feeds."""
_SILENT_AFTER = timedelta(days=180)
_FLOOD_A_DAY = 30
_FLOOD_WEEKS = 2
_UNOPENED_AFTER = timedelta(days=30)
_UNOPENED_ARTICLES = 10


def health(feed: Feed, figures: FeedFigures, now: datetime) -> FeedHealth:
    """How a feed fares at `now`."""
    findings = tuple(
        finding
        for finding, found in (
            (Finding.DEAD, _is_dead(feed, figures, now)),
            (Finding.FAILING, bool(feed.error)),
            (Finding.UNOPENED, _is_unopened(feed, figures, now)),
            (Finding.FLOODING, sum(figures.weeks[-_FLOOD_WEEKS:]) >= _FLOOD_A_DAY * 7 * _FLOOD_WEEKS),
            (Finding.SILENT, figures.newest is not None and now - figures.newest > _SILENT_AFTER),
        )
        if found
    )
    if Finding.DEAD in findings:
        findings = tuple(finding for finding in findings if finding not in (Finding.FAILING, Finding.SILENT))
    first = next((place for place, count in enumerate(figures.weeks) if count), len(figures.weeks) - 1)
    return FeedHealth(
        feed=feed,
        figures=figures,
        per_week=sum(figures.weeks) / (len(figures.weeks) - first),
        read_share=(feed.total - feed.unread) / feed.total if feed.total else None,
        findings=findings,
        droppable=not figures.starred and bool({Finding.DEAD, Finding.UNOPENED} & set(findings)),
    )


def _is_dead(feed: Feed, figures: FeedFigures, now: datetime) -> bool:
    last = feed.last_success or figures.since
    return feed.failures >= _DEAD_FAILURES and (last is None or now - last > _DEAD_AFTER)


def _is_unopened(feed: Feed, figures: FeedFigures, now: datetime) -> bool:
    since = figures.since
    old = since is not None and now - since > _UNOPENED_AFTER
    return old and not figures.opened and feed.total >= _UNOPENED_ARTICLES
