"""What is said of stories and related articles, in the interface's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from haowai_tui.insight.hot import sparkline
from haowai_tui.library.events import SyncDone, SyncFailed
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, moment, present, span
from haowai_tui.locale.numbers import counted, number
from haowai_tui.model import Related, Story
from haowai_tui.model.daily import Digest
from haowai_tui.model.sync import SyncAccount, SyncState
from haowai_tui.model.undo import Done


def story_label(story: Story, *, now: datetime | None = None) -> str:
    """How a story stands: "5 sources · 12 articles · 3 hours". Of one that a single article tells there is nothing to
    count: "on its source's hot list", or nothing."""
    parts = [_("on its source's hot list")] if story.printed and story.articles == 1 else []
    if story.sources > 1:
        parts.append(counted("{count} source", "{count} sources", story.sources))
    if story.articles > 1:
        parts.append(counted("{count} article", "{count} articles", story.articles))
        parts.append(span(max(timedelta(), (now or datetime.now(UTC)) - story.first)))
    if story.habit:
        parts.append(_("feeds that you read"))
    return " · ".join(parts)


def story_bars(story: Story) -> str:
    """A story's coverage over time as small bars, one cell each; empty when a single article tells it."""
    return sparkline(story.hours) if story.articles > 1 else ""


def digest_label(digest: Digest) -> str:
    """What a digest is in one sentence: "9 stories, about 18 minutes; 240 more can wait."."""
    stories = counted("{count} story", "{count} stories", len(digest.rows))
    minutes = max(1, round(digest.minutes))
    about = counted("about {count} minute", "about {count} minutes", minutes)
    return _("{stories}, {about}; {left} more can wait.").format(stories=stories, about=about, left=number(digest.left))


def done_label(done: Done) -> str:
    """What the reader did: "marking 12 articles read", "removing Evening News"."""
    texts = {
        "read": counted("marking {count} article read", "marking {count} articles read", done.number),
        "unread": counted("marking {count} article unread", "marking {count} articles unread", done.number),
        "mark_list_read": counted("marking a list of {count} read", "marking a list of {count} read", done.number),
        "star": counted("starring {count} article", "starring {count} articles", done.number),
        "unstar": counted("unstarring {count} article", "unstarring {count} articles", done.number),
        "tag": _("tagging with {about}").format(about=done.about),
        "note": _("a note"),
        "later": _("putting off till later"),
        "not_later": _("taking out of the read-later list"),
        "move_later": _("moving in the read-later list"),
        "rename_query": _("renaming the smart feed {about}").format(about=done.about),
        "rename_feed": _("renaming {about}").format(about=done.about),
        "move_feed": _("moving {about}").format(about=done.about),
        "remove_feed": _("removing {about}").format(about=done.about),
        "add_feed": _("adding {about}").format(about=done.about),
        "import": counted("importing {count} feed", "importing {count} feeds", done.number),
        "save_query": _("saving the smart feed {about}").format(about=done.about),
        "remove_query": _("removing the smart feed {about}").format(about=done.about),
        "setting": _("setting {about}").format(about=done.about),
        "add_rule": _("adding the rule {about}").format(about=done.about),
        "change_rule": _("changing the rule {about}").format(about=done.about),
        "remove_rule": _("removing the rule {about}").format(about=done.about),
        "move_rule": _("moving the rule {about}").format(about=done.about),
        "rules": counted("rules on {count} article", "rules on {count} articles", done.number),
    }
    return texts.get(done.kind, done.kind)


def account_label(account: SyncAccount) -> str:
    """How an account is doing: "synced Tue 24 Nov 17:12 · 3 actions wait", or what went wrong."""
    if account.error:
        said = account.error
    elif account.last_sync is None:
        said = _("not synced yet")
    else:
        said = _("synced {time}").format(time=moment(account.last_sync))
    if account.pending:
        waiting = counted("{count} action waits", "{count} actions wait", account.pending)
        said = f"{said} · {waiting}"
    return said


def sync_label(state: SyncState, *, now: datetime | None = None) -> str:
    """How all accounts are doing, in a few cells: "sync 17:12 +3", where 3 actions wait. Empty without accounts."""
    if not state.accounts:
        return ""
    if state.error:
        label = _("sync failed")
    elif state.last_sync is None:
        label = _("not synced")
    else:
        label = _("sync {time}").format(time=brief(state.last_sync, now or present()))
    return f"{label} +{state.pending}" if state.pending else label


def sync_sentence(event: SyncDone | SyncFailed) -> str:
    """How a sync ended, as one plain line."""
    if isinstance(event, SyncFailed):
        line = _("{account}: failed: {sentence}").format(account=event.account, sentence=event.sentence)
        if event.pending:
            text = counted("{count} action waits to be sent.", "{count} actions wait to be sent.", event.pending)
            line = f"{line} {text}"
        return line
    new = counted("{count} new article", "{count} new articles", event.new)
    sent = counted("{count} action sent", "{count} actions sent", event.sent)
    changed = counted("{count} mark from elsewhere", "{count} marks from elsewhere", event.changed)
    parts = [new, sent, changed]
    if event.kept:
        text = counted("{count} later mark kept", "{count} later marks kept", event.kept)
        parts.append(text)
    line = f"{event.account}: {', '.join(parts)}"
    if event.removed:
        line = f"{line}. {_('Removed on the server: {titles}').format(titles=', '.join(event.removed))}"
    return " ".join([line, *event.refused, *event.doubted])


def why(row: Related) -> str:
    """Why a row stands among the related articles: who put it there, what it shares, and who else has its text."""
    kinds = {"own": _("from the source"), "event": _("same event"), "subject": _("same subject")}
    parts = [kinds[row.kind], " ".join(row.shared)]
    if row.more:
        parts.append(counted("{count} more source", "{count} more sources", row.more))
    return " · ".join(part for part in parts if part)
