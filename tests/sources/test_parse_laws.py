from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.errors import ParseError
from haowai_tui.model import Entry
from haowai_tui.sources.looks import looks_like_html, looks_like_json
from haowai_tui.sources.parse import parse, settle_identities
from haowai_tui.sources.parse_xml import prepare
from haowai_tui.sources.parser_child import Settled, entries_of
from haowai_tui.testing import entry_faults

CASES = Path(__file__).parents[1] / "data" / "feeds"
FEEDS = [path.read_bytes() for path in sorted(CASES.glob("*.xml")) if "bomb" not in path.name]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ITEM_KEYS = ["id", "url", "title", "content_html", "content_text", "summary", "image", "date_published"]
ITEM_KEYS += ["date_modified", "authors", "author", "tags", "attachments", "language"]
items = st.dictionaries(st.sampled_from(ITEM_KEYS), json_values)


def check(body: bytes, content_type: str = "") -> None:
    try:
        data = parse(body, address="https://feeds.example/", content_type=content_type)
    except ParseError as error:
        assert str(error)
        return
    for entry in data.entries:
        assert [fault for fault in entry_faults(entry) if "neither guid nor link" not in fault] == []


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_a_feed_or_a_sentence(body: bytes) -> None:
    check(body)


@given(st.sampled_from(FEEDS), st.data())
@settings(max_examples=150, deadline=None)
def test_a_feed_with_bytes_changed_is_a_feed_or_a_sentence(feed: bytes, data: st.DataObject) -> None:
    body = bytearray(feed)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(0, len(body) - 1)))
        body[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    check(bytes(body))


@given(st.lists(items, max_size=3), json_values)
@settings(max_examples=150, deadline=None)
def test_json_of_any_shape_is_a_feed_or_a_sentence(listed: list[dict[str, object]], value: object) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": listed, "title": value, "authors": value}
    check(json.dumps(feed).encode(), "application/feed+json")


@given(
    st.lists(
        st.sampled_from(["<![CDATA[", "]]>", "&", "&#", "&#x1f;", "&#65", ";", "x", "<p>", "\x00", "\ufffe", "甲"])
    )
)
@settings(max_examples=300, deadline=None)
def test_xml_is_repaired_alike_in_pieces_of_any_size(parts: list[str]) -> None:
    data = "".join(parts).encode()
    whole = b"".join(prepare(data))
    assert b"".join(prepare(data, 0)) == b"".join(prepare(data, 3)) == whole
    assert not {"\x00", "\x1f", "\ufffe"} & set(whole.decode())


def test_a_feed_of_many_pieces_is_read_as_a_whole() -> None:
    text = "<![CDATA[<p>港口 & 渡轮</p><p>AT&T > R&D</p>]]>"
    items = "".join(
        f"<item><title>{n} &amp; A&B</title><description>{text * 40}</description></item>" for n in range(400)
    )
    entries = parse(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()).entries
    assert [entry.title for entry in entries] == [f"{n} & A&B" for n in range(400)]
    assert {len(entry.blocks) for entry in entries} == {80}


@given(st.lists(st.tuples(*[st.sampled_from(["", "a", "b"])] * 3), max_size=9))
@settings(max_examples=200, deadline=None)
def test_entries_that_are_packed_at_once_are_told_apart_as_others_are(parts: list[tuple[str, str, str]]) -> None:
    entries = [
        Entry(guid=guid, link=link and f"https://a.example/{link}", title=f"t{title}") for guid, link, title in parts
    ]
    frames = list(Settled(iter(entries), None).frames())
    packed = [one.entry() for frame in frames for one in entries_of(frame)]
    assert tuple(packed) == settle_identities(entries)


def test_deep_nesting_is_a_sentence_or_a_feed() -> None:
    check(b"[" * 200_000, "application/json")
    check(b"<rss version='2.0'><channel>" + b"<a>" * 3_000)


def test_a_page_is_told_from_a_feed_that_is_served_as_a_page() -> None:
    assert looks_like_html(b"\n<!-- x --><!DOCTYPE html><html>")
    assert looks_like_html("<!doctype html>".encode("utf-16"))
    assert looks_like_html(b"<p>hello", "text/html; charset=utf-8")
    assert not looks_like_html(b"<?xml version='1.0'?><rss>", "text/html")
    assert not looks_like_html(b"<rdf:RDF xmlns:rdf='x'>", "text/html")
    assert not looks_like_html(b"<feed>", "application/xml")
    assert looks_like_html(b"<!---->" * 200 + b"<html>")
    assert looks_like_json(b"\xef\xbb\xbf {")
    assert not looks_like_json(b"<rss>", "application/json")


def test_settled_identities_stay_settled() -> None:
    for body in FEEDS:
        try:
            entries = parse(body).entries
        except ParseError:
            continue
        assert settle_identities(entries) == entries


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><title>Broken</titl",
        b"<rss version='2.0'><channel><title>Broken</title><item><tit",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Broken</title>",
    ],
)
def test_a_feed_that_breaks_off_before_its_first_entry_is_damaged_and_not_empty(body: bytes) -> None:
    with pytest.raises(ParseError, match="damaged"):
        parse(body)


def test_a_feed_that_breaks_off_later_gives_what_it_has_and_one_without_entries_is_no_damage() -> None:
    begun = b"<rss version='2.0'><channel><title>T</title><item><title>One</title></item><item><title>Tw"
    assert [entry.title for entry in parse(begun).entries][:1] == ["One"]
    assert parse(b"<rss version='2.0'><channel><title>T</title></channel></rss>").entries == ()
