"""What a search says of what it found."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.library.query import parse, sought_in_headlines, sought_in_texts
from haowai_tui.library.query.grammar import Known
from haowai_tui.library.query.selecting import selection_of
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.text.found import Sought


def test_what_must_not_occur_is_not_marked_nor_headlines_words_in_texts() -> None:
    asked = selection_of(parse("渡口 -山 (ferry OR title:wind) -(a OR -b)", Known()))
    assert sought_in_headlines(asked) == (Sought("渡口"), Sought("ferry"), Sought("wind"))
    assert sought_in_texts(asked) == (Sought("渡口"), Sought("ferry"))


def test_a_snippet_is_the_piece_that_has_most_of_what_was_looked_for(library: Library) -> None:
    feed = library._store.add_feed("folder:/s", source="folder", title="s")
    text = "渡口在北边。" + "大雾弥漫。" * 30 + "今天渡口和老桥都开放了。" + "人很多。" * 30
    entries = (
        Entry(guid="1", title="晨报", blocks=(Paragraph((Span(text),)),)),
        Entry(guid="2", title="渡口与老桥", blocks=(Paragraph((Span("没有说起。" * 40),)),)),
        Entry(guid="3", title="渡口老桥", byline="老桥通讯社", blocks=()),
    )
    library._store.store_feed(feed.id, FeedData(entries=entries), now=datetime.now(UTC))
    found = library.search("渡口 老桥")
    rows = library.headlines(found.selection)
    shown = {row.title: shown for row in rows for shown in library.snippets([row.id], found.in_texts, 60).values()}
    assert [shown["晨报"].text[a:b] for a, b in shown["晨报"].spans] == ["渡口", "老桥"]
    assert shown["渡口与老桥"].text.startswith("没有说起") and shown["渡口与老桥"].spans == ()
    assert shown["渡口老桥"].text == "老桥通讯社"
    assert library.snippets([10**6], found.in_texts, 60) == {}


_TABLES = """
from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.model import Selection
from haowai_tui.text import fold, pinyin

def loaded():
    return fold._simplified.cache_info().currsize, pinyin._readings.cache_info().currsize

with Library.open(paths(), Settings()) as library:
    rows = library.headlines(Selection())
    library.article(rows[0].id), library.feeds(), library.counts(), library.smart_feeds()
    print(*loaded())
    library.headlines(library.search("渡口").selection)
    print(*loaded())
    library.headlines(library.search("hyqs").selection)
    print(*loaded())
"""


def test_tables_of_characters_are_read_when_they_are_first_needed(tmp_path: Path) -> None:
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as opened:
        opened.install_sample()
    env = {**os.environ, "HAOWAI_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", _TABLES], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["0 0", "1 0", "1 1", ""]
