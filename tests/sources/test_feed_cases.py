"""Every file in data/feeds is one case; what must come of it stands beside it in `NAME.expected.json`.

`said` is what the server said of it. An entry in `entries` names only the fields that the case is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.errors import ParseError
from haowai_tui.model import Block, Entry, FeedData, Image, Span, blocks_text
from haowai_tui.sources.parse import parse
from haowai_tui.testing import entry_faults

CASES = Path(__file__).parents[1] / "data" / "feeds"
ADDRESS = "https://feeds.example/all.xml"
NAMES = sorted(path.name for path in CASES.iterdir() if not path.name.endswith(".expected.json"))


def read(name: str) -> FeedData:
    said = expectation(name).get("said", {})
    return parse((CASES / name).read_bytes(), address=ADDRESS, **said)


def expectation(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{name}.expected.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_feed_is_read_as_its_publisher_meant_it(name: str) -> None:
    wanted = expectation(name)
    if wanted.get("error"):
        with pytest.raises(ParseError):
            read(name)
        return
    data = read(name)
    for key in ("title", "link", "language"):
        assert getattr(data, key) == wanted.get(key, getattr(data, key)), key
    if "entries" in wanted:
        assert len(data.entries) == len(wanted["entries"])
        for entry, fields in zip(data.entries, wanted["entries"], strict=True):
            check(entry, fields)
    if "entries_first" in wanted:
        check(data.entries[0], wanted["entries_first"])
    if "entries_count" in wanted:
        assert len(data.entries) == wanted["entries_count"]
    for entry in data.entries:
        assert [fault for fault in entry_faults(entry) if "neither guid nor link" not in fault] == []


def check(entry: Entry, fields: dict[str, Any]) -> None:
    text = blocks_text(tuple(block for block in entry.blocks if not isinstance(block, Image)))
    pictures = [block.url for block in walk(entry.blocks) if isinstance(block, Image)]
    found: dict[str, Any] = {
        "text": text,
        "links": [span.link for span in walk(entry.blocks) if isinstance(span, Span) and span.link],
        "first_picture": pictures[0] if pictures else "",
        "pictures": len(pictures),
        "enclosures": [[one.url, one.media_type, one.length] for one in entry.enclosures],
        "categories": list(entry.categories),
        "authors": list(entry.authors),
    }
    for key, wanted in fields.items():
        if key.endswith("_contains"):
            whole = text if key == "text_contains" else getattr(entry, key.removesuffix("_contains"))
            assert wanted in whole
            continue
        actual = found[key] if key in found else getattr(entry, key)
        if isinstance(actual, datetime):
            assert actual.tzinfo is UTC
            actual = actual.isoformat()
        assert actual == wanted, key


def walk(value: object) -> Iterator[Block | Span]:
    """Every block and span, outermost first."""
    if isinstance(value, tuple):
        for one in value:
            yield from walk(one)
    elif hasattr(value, "__struct_fields__"):
        yield value  # type: ignore[misc]
        for name in value.__struct_fields__:
            yield from walk(getattr(value, name))


def test_an_entity_bomb_stays_small() -> None:
    assert len(read("bomb-entities.xml").entries[0].title) < 2_000


def test_a_feed_cannot_read_files_of_this_machine() -> None:
    host = Path("/etc/hostname")
    title = read("external-entity.xml").entries[0].title
    assert not host.exists() or host.read_text("utf-8").strip() not in title
