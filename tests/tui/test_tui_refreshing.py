"""What the reader says of a refresh when it is over."""

from __future__ import annotations

from haowai_tui.library.events import FeedFailed, RefreshFinished
from haowai_tui.locale import set_language
from haowai_tui.tui.screens.feeding import refresh_summary

GONE = FeedFailed(feed_id=1, title="Gazette", sentence="There is nothing at this address (404).")
LATE = FeedFailed(feed_id=2, title="晚报", sentence="The server took too long.")


def said(*failed: FeedFailed, done: int = 3, skipped: int = 0, new: int = 0, offline: bool = False) -> str:
    set_language("en")
    event = RefreshFinished(done=done, failed=len(failed), skipped=skipped, new=new, offline=offline)
    return refresh_summary(event, failed, health="I", feed="r")


def test_one_failure_is_told_with_its_reason_and_of_several_the_key_that_shows_them() -> None:
    assert said(new=2) == "2 new articles."
    assert said(GONE, new=1) == "1 new article. Gazette: There is nothing at this address (404)."
    assert said(GONE, LATE) == "0 new articles; 2 feeds failed. I shows why."


def test_when_no_feed_is_due_it_is_said_and_how_to_ask_one() -> None:
    assert said(done=0, skipped=4) == "No feed is due yet: all were asked a short while ago. r asks one at once."
    assert said(done=1, skipped=3) == "0 new articles."
    assert said(GONE, done=0, skipped=3).startswith("0 new articles. Gazette")
    assert "No network" in said(GONE, done=0, offline=True)
