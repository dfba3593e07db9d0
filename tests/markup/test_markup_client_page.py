from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import clientsite
from haowai_tui.markup import parse_saved_page
from haowai_tui.markup.client_page import parse_client_page
from haowai_tui.markup.story_list import find_stories, next_page
from haowai_tui.model import Heading, Image, Paragraph, spans_text

SITE = "http://news.test"


def saved(item: clientsite.Story) -> str:
    """The page as a browser saves it as text."""
    lines = [item.title, item.byline, "", item.time, item.comments, "", "核心提示", "", item.points, ""]
    for text in item.body:
        lines += [item.title if text == "@" else text, ""]
    lines += ["相关内容", ""]
    for title, snippet, when, _number in item.related:
        lines += [title, snippet, when, ""]
    lines += ["热门资讯", ""]
    lines += [f"{title[:14]}... {snippet}" for title, snippet, _number in item.hot]
    return "\n".join(lines)


def check(entry: object, item: clientsite.Story) -> None:
    from haowai_tui.model import Entry

    assert isinstance(entry, Entry)
    assert (entry.title, entry.byline, entry.comments) == (item.title, item.byline, 0)
    assert entry.published == datetime.strptime(item.time + "+0800", "%Y-%m-%d %H:%M:%S%z").astimezone(UTC)
    assert entry.key_points == (item.points,)
    headings = [spans_text(block.spans) for block in entry.blocks if isinstance(block, Heading)]
    assert headings == [heading for heading, _text in clientsite.SECTIONS]
    # Six sections: the lead has no heading.
    assert isinstance(entry.blocks[0], Paragraph)
    pictures = [block for block in entry.blocks if isinstance(block, Image)]
    assert [spans_text(picture.caption) for picture in pictures] == [item.title] * 4
    assert len(entry.related) == 6 and all(teaser.published and teaser.snippet for teaser in entry.related)
    assert entry.related[0].title == item.related[0][0]
    assert len(entry.hot) == 10 and all(teaser.snippet for teaser in entry.hot)
    assert entry.hot[0].snippet == item.hot[0][1]


@pytest.mark.parametrize("shape", clientsite.SHAPES)
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_an_article_page_gives_all_its_parts_in_any_markup(shape: str, charset: str) -> None:
    item = clientsite.story(7)
    entry = parse_client_page(clientsite.page(item, shape, charset).decode(charset), SITE + "/a/7.html")
    check(entry, item)
    assert entry is not None and entry.related[0].link == f"{SITE}/a/9.html"
    assert entry.blocks[1] == Image(
        f"{SITE}/p/7.jpg", item.title if shape not in ("soup", "flat") else "", entry.blocks[1].caption
    )  # type: ignore[union-attr]


def test_the_same_page_saved_as_text_gives_the_same_parts() -> None:
    item = clientsite.story(7)
    check(parse_saved_page(saved(item)), item)


@pytest.mark.parametrize("gone", ["核心提示", "相关内容", "热门资讯"])
@pytest.mark.parametrize("shape", clientsite.SHAPES)
def test_what_is_missing_is_left_empty_and_the_rest_is_read(shape: str, gone: str) -> None:
    item = clientsite.story(7)
    part = {"核心提示": "key_points", "相关内容": "related", "热门资讯": "hot"}[gone]
    if part != "key_points":
        setattr(item, part, [])
    html = clientsite.page(item, shape).decode().replace(gone, "")
    entry = parse_client_page(html, SITE)
    assert entry is not None and entry.title == item.title and entry.published is not None
    counts = {"key_points": 1, "related": 6, "hot": 10, part: 0}
    assert {name: len(getattr(entry, name)) for name in counts} == counts
    assert sum(isinstance(block, Heading) for block in entry.blocks) >= 5


def test_a_page_without_time_or_labels_is_not_one_of_the_clients() -> None:
    html = clientsite.page(clientsite.story(7), "divs").decode()
    assert parse_client_page(html.replace("2026-03-05", "").replace("2026-03-04", ""), SITE) is None
    assert parse_client_page("<h1>题</h1><p>2026-03-05 10:00:00</p><p>正文</p>", SITE) is None
    assert parse_client_page("", SITE) is None


@given(st.lists(st.sampled_from(["<li>", "<td>", "<p>", "</p>", "核心提示", "相关内容", "热门资讯", "2026-03-05 10:11:44", "题", "<a href=/x>", "<table>", "<br>", "\n", "0"]), max_size=40).map("".join))  # fmt: skip  # noqa: E501
@settings(max_examples=200, deadline=None)
def test_no_page_makes_reading_fail(html: str) -> None:
    parse_client_page(html, SITE)
    find_stories(html, SITE)
    next_page(html, SITE)


@pytest.mark.parametrize("shape", ["lists", "table", "divs"])
def test_a_column_gives_its_stories_and_not_the_menus(shape: str) -> None:
    html = clientsite.column(list(range(1, 21)), next_page="/col/1_2.html", shape=shape).decode()
    stories = find_stories(html, SITE + "/col/1.html")
    assert [story.link for story in stories] == [f"{SITE}/a/{number}.html" for number in range(1, 21)]
    assert [story.title for story in stories] == [clientsite.title(number) for number in range(1, 21)]
    assert stories[0].published == datetime(2026, 3, 5, 1, 11, tzinfo=UTC)
    assert bool(stories[0].snippet) == (shape == "divs")
    assert next_page(html, SITE + "/col/1.html") == SITE + "/col/1_2.html"


def test_a_front_page_of_ten_thousand_links_is_read_in_no_time_that_matters() -> None:
    rows = "".join(f'<li><a href="/a/{n}">这是第{n}条足够长的新闻标题</a></li>' for n in range(10_000))
    assert len(find_stories(f"<ul>{rows}</ul>", SITE)) == 200


def test_stories_of_other_sites_are_no_stories_of_this_one() -> None:
    rows = "".join(f'<li><a href="http://ads.example/{n}">这是第{n}条足够长的广告标题</a></li>' for n in range(9))
    own = "".join(f'<li><a href="http://local.news.test/{n}">这是第{n}条足够长的新闻标题</a></li>' for n in range(5))
    found = find_stories(f"<ul>{rows}</ul><ol>{own}</ol>", "http://www.news.test/")
    assert len(found) == 5 and all("news.test" in story.link for story in found)
