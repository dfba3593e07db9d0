from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text import clean_url

AS_THEY_ARE = "!#$%&'()*+,-./:;=?@[]_~"


@given(st.text(alphabet=[chr(code) for code in range(33, 127)] + list("é渡ß"), max_size=30))
def test_a_character_of_an_address_is_escaped_when_it_has_no_place_there(text: str) -> None:
    found = urlsplit(clean_url("https://example.org/a" + text.replace("#", "").replace("?", "")))
    wanted = "".join(
        char if char.isalnum() or char in AS_THEY_ARE else f"%{ord(char):02X}"
        for char in "/a" + text.replace("#", "").replace("?", "")
    )
    assert found.path == wanted
