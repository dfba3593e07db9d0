"""What an article becomes on its way out."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from haowai_tui.config import Settings, ShareSettings, paths
from haowai_tui.errors import HaowaiError, UsageError
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def stored(library: Library, **entry: object) -> int:
    """The id of an article of a feed."""
    feed = library._store.add_feed("https://example.org/feed", source="feed")
    return library._store.store_entry(feed.id, Entry(**entry), now=datetime.now(UTC))  # type: ignore[arg-type]


def test_a_markdown_link_holds_whatever_the_headline_holds(library: Library) -> None:
    number = stored(library, title="A [b](c) *d*", link="https://example.org/(x) y>")
    assert library.markdown_link(number) == "[A \\[b\\](c) \\*d\\*](<https://example.org/(x)%20y%3E>)"


def test_a_mail_is_begun_with_headline_and_link(library: Library) -> None:
    number = stored(library, title="渡轮 & a=b\nBcc: x@example.org", link="https://example.org/a?x=1&y=2")
    address = library.mail_address(number)
    assert address.isascii()
    assert "\n" not in address
    fields = parse_qs(urlsplit(address).query)
    assert set(fields) == {"subject", "body"}
    assert "https://example.org/a?x=1&y=2" in fields["body"][0]


def test_the_player_gets_the_address_as_one_word(tmp_path: Path) -> None:
    mark = tmp_path / "played"
    script = f"import sys; open({str(mark)!r}, 'w').write(repr(sys.argv[1:]))"
    settings = Settings(share=ShareSettings(player=(sys.executable, "-c", script)))
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path / "home")}), settings) as library:
        library.play("https://example.org/a.mp3?$(id);x")
        deadline = time.monotonic() + 20
        while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert mark.read_text() == "['https://example.org/a.mp3?$(id);x']"
        for address in ("file:///etc/passwd", "--flag", "javascript:x"):
            with pytest.raises(UsageError):
                library.play(address)


def test_without_a_player_a_sentence_says_what_to_set(library: Library) -> None:
    with pytest.raises(HaowaiError, match="player"):
        library.play("https://example.org/a.mp3")
