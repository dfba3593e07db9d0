"""What is said of stories and related articles, in the interface's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from haowai_tui.insight.hot import sparkline
from haowai_tui.locale import gettext as _
from haowai_tui.locale import ngettext
from haowai_tui.model import Related, Story


def story_label(story: Story, *, now: datetime | None = None) -> str:
    """How a story stands: "5 sources · 12 articles · 3 hours"."""
    parts = [
        ngettext("{count} source", "{count} sources", story.sources).format(count=story.sources),
        ngettext("{count} article", "{count} articles", story.articles).format(count=story.articles),
        span(max(timedelta(), (now or datetime.now(UTC)) - story.first)),
    ]
    return " · ".join(parts)


def story_bars(story: Story) -> str:
    """A story's coverage over time as small bars, one cell each."""
    return sparkline(story.hours)


def span(length: timedelta) -> str:
    """A length of time in the unit that suits it."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    if minutes < 48 * 60:
        return ngettext("{count} hour", "{count} hours", minutes // 60).format(count=minutes // 60)
    return ngettext("{count} day", "{count} days", minutes // 1440).format(count=minutes // 1440)


def why(row: Related) -> str:
    """Why a row stands among the related articles: who put it there, what it shares, and who else has its text."""
    kinds = {"own": _("from the source"), "event": _("same event"), "subject": _("same subject")}
    parts = [kinds[row.kind], " ".join(row.shared)]
    if row.more:
        parts.append(ngettext("{count} more source", "{count} more sources", row.more).format(count=row.more))
    return " · ".join(part for part in parts if part)
