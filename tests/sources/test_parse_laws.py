from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.errors import ParseError
from haowai_tui.sources.looks import looks_like_html, looks_like_json
from haowai_tui.sources.parse import parse, settle_identities
from haowai_tui.sources.parse_xml import prepare
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


@given(st.text(alphabet=st.sampled_from("&#x0123456789abcdfD;<![CDATA]> \x00\ud800甲")))
@settings(max_examples=200, deadline=None)
def test_prepared_xml_can_always_be_written_as_utf_8(text: str) -> None:
    prepare(text).encode("utf-8")


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
