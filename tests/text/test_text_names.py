"""Names for files: safe on every system, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text import safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harbour reopens", "Harbour-reopens"),
        ("../../etc/passwd", "etc-passwd"),
        ("/abs", "abs"),
        ("a\x00b", "a-b"),
        ("CON", "x-CON"),
        ("nul.txt", "x-nul.txt"),
        ("com1", "x-com1"),
        (".hidden", "hidden"),
        ("--flag", "flag"),
        ("Café ＡＢＣ", "Cafe-ABC"),
        ("渡口", "dukou"),
        ("渡口 Ferry", "dukou-Ferry"),
        ("☺", "article"),
        ("☺.mp3", "article.mp3"),
        ("", "article"),
        ("$(id); rm -rf ~", "id-rm-rf"),
        ("x" * 200 + ".mp3", "x" * 76 + ".mp3"),
        ("a..b", "a.b"),
    ],
)
def test_a_text_becomes_a_name(text, name):
    assert safe_name(text) == name


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_becomes_a_name_that_stays_in_its_folder(text):
    name = safe_name(text)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}", name)
    assert ".." not in name
