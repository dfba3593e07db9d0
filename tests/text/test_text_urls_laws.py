from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text import clean, clean_url
from haowai_tui.text.urls import is_plain

AS_THEY_ARE = "!#$%&'()*+,-./:;=?@[]_~"


@given(st.text(alphabet=[chr(code) for code in range(33, 127)] + list("é渡ß"), max_size=30))
def test_a_character_of_an_address_is_escaped_when_it_has_no_place_there(text: str) -> None:
    found = urlsplit(clean_url("https://example.org/a" + text.replace("#", "").replace("?", "")))
    wanted = "".join(
        char if char.isalnum() or char in AS_THEY_ARE else f"%{ord(char):02X}"
        for char in "/a" + text.replace("#", "").replace("?", "")
    )
    assert found.path == wanted


PARTS = (
    *"http https HTTP : // / ? # ; @ % %20 a b.c - . .. [ ] 80 99999 中 ^ | { < & = example.org _ ~ +".split(),
    " ",
    "\n",
)
BASES = ("", "https://example.org/a/b?c", "https://example.org/a;b/c;d", "mailto:a@b", "junk")


@given(st.sampled_from(("http://", "https://")), st.lists(st.sampled_from(PARTS), max_size=8), st.sampled_from(BASES))
def test_an_address_that_counts_as_plain_is_as_it_would_become(scheme: str, parts: list[str], base: str) -> None:
    address = scheme + "".join(parts)
    if is_plain(address):
        found = urlsplit(address)
        assert found.hostname and "@" not in found.netloc
        assert clean(address) == urlunsplit(found) == urljoin(base, address) == address == clean_url(address, base)
    else:
        # What is changed or refused is not changed once more.
        cleaned = clean_url(address, base)
        assert clean_url(cleaned) == cleaned
