from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.errors import SourceError
from haowai_tui.model import Enclosure, blocks_text
from haowai_tui.sources.sample import SampleSource, days_late, edition_feeds, edition_folder, read_feed
from haowai_tui.testing import check_source, entry_faults

ARTICLE = """+++
title = "码头的灯"
byline = "灯塔客户端"
source = "港口通讯"
published = "2026-11-20T09:00:00+08:00"
comments = 7
key_points = ["灯修好了", "夜航恢复"]
categories = ["港口"]
enclosures = [{ url = "https://port.example/a.mp3", type = "audio/mpeg", length = 12 }]

[[related]]
title = "夜航..."
snippet = "昨夜第一班。"
published = "2026-11-19T09:00:00+08:00"
link = "https://port.example/2"

[[hot]]
title = "鱼汛"
+++
<p>灯<b>亮</b>了。</p>
"""


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    (tmp_path / "edition.toml").write_text(
        '[[feed]]\nname = "port"\ntitle = "港口"\ncategory = ["本地"]\nlanguage = "zh"\n', "utf-8"
    )
    (tmp_path / "port").mkdir()
    (tmp_path / "port" / "lamp.html").write_text(ARTICLE, "utf-8")
    later = '+++\ntitle = "B"\npublished = 2026-11-21T09:00:00\n+++\n<p>b</p>'
    (tmp_path / "port" / "b.html").write_text(later, "utf-8")
    return tmp_path


def test_an_article_of_the_edition_has_everything_its_head_says(edition: Path) -> None:
    data = read_feed("sample:port", folder=edition)
    assert [entry.guid for entry in data.entries] == ["port/b", "port/lamp"]
    entry = data.entries[1]
    assert entry_faults(entry) == []
    assert (entry.title, entry.byline, entry.source_name) == ("码头的灯", "灯塔客户端", "港口通讯")
    assert entry.published == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert entry.comments == 7
    assert entry.key_points == ("灯修好了", "夜航恢复")
    assert entry.enclosures == (Enclosure(url="https://port.example/a.mp3", media_type="audio/mpeg", length=12),)
    assert entry.related[0].title == "夜航..."
    assert entry.hot[0].title == "鱼汛"
    assert blocks_text(entry.blocks) == "灯亮了。"


def test_a_time_without_an_offset_is_beijing_time(edition: Path) -> None:
    assert read_feed("sample:port", folder=edition).entries[0].published == datetime(2026, 11, 21, 1, tzinfo=UTC)


def test_an_unchanged_edition_is_not_modified(edition: Path) -> None:
    first = read_feed("sample:port", folder=edition)
    assert read_feed("sample:port", first.validators.etag, edition).not_modified


def test_a_feed_the_edition_does_not_have_is_a_sentence(edition: Path) -> None:
    with pytest.raises(SourceError, match="no feed “nowhere”"):
        read_feed("sample:nowhere", folder=edition)
    with pytest.raises(SourceError):
        read_feed("sample:../port", folder=edition)


def test_an_article_without_a_head_is_named(edition: Path) -> None:
    (edition / "port" / "bad.html").write_text("<p>no head</p>", "utf-8")
    with pytest.raises(SourceError, match="port/bad"):
        read_feed("sample:port", folder=edition)


def test_the_edition_says_when_its_newest_article_is_dated() -> None:
    dates = [entry.published for feed in edition_feeds() for entry in read_feed(feed.address).entries]
    newest = max(when for when in dates if when is not None)
    assert [days_late(newest + timedelta(hours=hours)) for hours in (-99, 0, 47, 48, 71, 72)] == [0, 0, 0, 1, 1, 2]


def test_a_feed_is_dated_when_it_is_first_read_and_stays_so(edition: Path) -> None:
    first = read_feed("sample:port", folder=edition, days=400)
    plain = read_feed("sample:port", folder=edition)
    assert [entry.guid for entry in first.entries] == [entry.guid for entry in plain.entries]
    later = timedelta(days=400)
    for was, entry in zip(plain.entries, first.entries, strict=True):
        assert was.published is not None and entry.published == was.published + later
    assert first.entries[1].related[0].published == datetime(2026, 11, 19, 1, tzinfo=UTC) + later
    assert read_feed("sample:port", first.validators.etag, edition, 700).not_modified
    (edition / "port" / "c.html").write_text(
        "+++\ntitle = 'C'\npublished = 2026-11-22T09:00:00\n+++\n<p>c</p>", "utf-8"
    )
    changed = read_feed("sample:port", first.validators.etag, edition, 700)
    assert changed.entries[0].published == datetime(2026, 11, 22, 1, tzinfo=UTC) + later
    assert changed.entries[1:] == first.entries
    # One that was stored before editions were dated is as it was.
    assert read_feed("sample:port", plain.validators.etag, edition, 700).entries[1:] == plain.entries


def test_every_feed_that_comes_with_haowai_keeps_the_contract() -> None:
    assert edition_folder().joinpath("edition.toml").is_file()
    feeds = edition_feeds()
    assert feeds
    for feed in feeds:
        data = check_source(SampleSource(), feed.address)
        assert data.title == feed.title
