from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.markup import html_to_blocks
from haowai_tui.markup.extract import extract_article
from haowai_tui.model import Paragraph, Span, blocks_text

BASE = "https://harbour.example/2026/tide"


def lines(html: str) -> list[tuple[str, str]]:
    """The text and the address of each paragraph that leads somewhere."""
    blocks = [block for block in html_to_blocks(html, BASE) if isinstance(block, Paragraph)]
    return [(block.spans[0].text, block.spans[0].link) for block in blocks if block.spans[0].link]


@pytest.mark.parametrize(
    ("html", "text", "link"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/a_B-9?rel=0" title="YouTube video player"></iframe>',
            "▸ youtube.com/watch?v=a_B-9",
            "https://www.youtube.com/watch?v=a_B-9",
        ),
        (
            '<iframe src="//player.bilibili.com/player.html?aid=7&bvid=BV1xx411&page=1"></iframe>',
            "▸ bilibili.com/video/BV1xx411",
            "https://www.bilibili.com/video/BV1xx411",
        ),
        (
            '<iframe data-src="https://v.qq.com/txp/iframe/player.html?vid=k0012" src="about:blank"></iframe>',
            "▸ v.qq.com/x/page/k0012.html",
            "https://v.qq.com/x/page/k0012.html",
        ),
        (
            '<iframe src="https://player.vimeo.com/video/42" title="The crane at work"></iframe>',
            "▸ The crane at work (vimeo.com)",
            "https://vimeo.com/42",
        ),
        (
            '<iframe src="https://maps.example/embed?q=渡口" title="渡口的位置"></iframe>',
            "▸ 渡口的位置 (maps.example)",
            "https://maps.example/embed?q=渡口",
        ),
        (
            '<video controls poster="p.jpg"><source src="/film/crane.mp4" type="video/mp4">No film.</video>',
            "▸ harbour.example/film/crane.mp4",
            "https://harbour.example/film/crane.mp4",
        ),
        ('<audio src="tide.mp3"></audio>', "▸ harbour.example/2026/tide.mp3", "https://harbour.example/2026/tide.mp3"),
        (
            '<object data="https://sound.example/o/9"><embed src="https://sound.example/o/9"></object>',
            "▸ sound.example/o/9",
            "https://sound.example/o/9",
        ),
    ],
)
def test_what_plays_is_a_line_that_leads_there(html: str, text: str, link: str) -> None:
    assert lines(f"<p>Before.</p>{html}<p>After.</p>") == [(text, link)]
    assert blocks_text(html_to_blocks(f"<p>Before.{html}After.</p>", BASE)).split("\n") == ["Before.", text, "After."]


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://ad.doubleclick.net/x"></iframe>',
        '<iframe src="https://www.facebook.com/plugins/like.php?href=x"></iframe>',
        '<iframe src="https://count.example/" width="1" height="1"></iframe>',
        '<iframe src="https://count.example/" style="display: none"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        "<iframe srcdoc='<p>x</p>'></iframe>",
        '<embed src="https://old.example/film.swf">',
        '<noscript><iframe src="https://www.googletagmanager.com/ns.html"></iframe></noscript>',
        "<video></video><audio></audio><object></object>",
    ],
)
def test_what_plays_nothing_leaves_nothing(html: str) -> None:
    assert lines(html) == []


def test_the_whole_text_of_a_page_keeps_the_film_and_no_other_frame() -> None:
    text = "".join(
        f"<p>第{number}段：渡口的吊车又开工了，工人们从早晨忙到傍晚，江面上一直有声音。</p>" for number in range(6)
    )
    film = '<iframe src="https://www.youtube.com/embed/crane"></iframe>'
    other = '<iframe src="https://shop.example/offers"></iframe>'
    entry = extract_article(f"<html><body><article><h1>吊车</h1>{text}{film}{other}</article></body></html>", BASE)
    assert entry is not None
    links = [span.link for block in entry.blocks if isinstance(block, Paragraph) for span in block.spans if span.link]
    assert links == ["https://www.youtube.com/watch?v=crane"]


@given(st.text(max_size=60), st.text(max_size=40), st.sampled_from(["iframe", "video", "audio", "embed", "object"]))
def test_whatever_a_player_says_of_itself_is_clean(source: str, title: str, tag: str) -> None:
    source, title = (text.replace('"', "").replace("<", "") for text in (source, title))
    for block in html_to_blocks(f'<{tag} src="{source}" data="{source}" title="{title}"></{tag}>', BASE):
        assert isinstance(block, Paragraph)
        (span,) = block.spans
        assert isinstance(span, Span) and span.link.startswith(("http://", "https://")) and span.text.isprintable()
