"""How entries are packed: what was packed once is read for ever."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.model.packed import pack, unpack

CHINESE = {"title": "渡口重新开放", "blocks": [["p", ["记者在现场看到，渡轮已经开始运行，居民表示欢迎。"]]]}
ENGLISH = {"title": "The ferry is back", "blocks": [["p", ["The council reopens the ferry, and people are glad."]]]}

KOREAN = {"title": "광화문 나루터가 다시 열렸다"}

# Bytes that stores hold: where these are no longer read, no store is.
PACKED = (
    "78bb638fc87dab86fb7ddbc9fdb7aeddb8700858b01e5542b11fac1054e75cb975fedae685fbb76cdd0b2c154f1eba06aa1b4175e495d3"
    "172e00cbc6cb873f826aa4dddb2eaf5db81868476c2d00888d37e2",
    "78bbb6498fadab86fb1d14eec0ec5854098acea4c4e46c251447805583d4004b88bce4cc1c852260e1909a570c4914207d9088849619a0"
    "549d9e9398a207b42bb61600e60522bc",
    "78bbb6498fadab86fbfdd596896f674e79bd6687c2eba619af17af78dbb2e1d5860685d7dd4bde74cf5178337dcbeb053b801ca55a00df"
    "461e0c",
)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner), max_leaves=8
)


@given(st.dictionaries(st.text(), values))
def test_what_is_packed_is_unpacked_as_it_was(data: dict[str, Any]) -> None:
    assert unpack(pack(data)) == data


def test_every_character_that_there_is_comes_back() -> None:
    for plane in range(17):
        characters = map(chr, range(plane << 16, (plane + 1) << 16))
        text = "".join(char for char in characters if not "\ud800" <= char <= "\udfff")
        for start in range(0, len(text), 997):
            piece = {"t": text[start : start + 997]}
            assert unpack(pack(piece)) == piece
    # Alone, so that each is written in the way that is shortest for it.
    for code in (*range(0x80, 0xD800, 7), *range(0xE000, 0x30000, 11)):
        assert unpack(pack({"t": chr(code) * 9})) == {"t": chr(code) * 9}


@pytest.mark.parametrize(("said", "packed"), zip((CHINESE, ENGLISH, KOREAN), PACKED, strict=True))
def test_what_stores_hold_is_read(said: dict[str, Any], packed: str) -> None:
    assert unpack(bytes.fromhex(packed)) == said
    assert unpack(zlib.compress(json.dumps(said, ensure_ascii=False).encode(), 6)) == said, "as before"


def test_an_entry_takes_less_room_than_deflated() -> None:
    def deflated(data: dict[str, Any]) -> int:
        return len(zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9))

    assert len(pack(CHINESE)) < deflated(CHINESE) * 0.65
    assert len(pack(ENGLISH)) < deflated(ENGLISH) * 0.75


def test_half_a_character_becomes_the_mark_for_none() -> None:
    assert unpack(pack({"title": "渡\ud83d口"})) == {"title": "渡?口"}


@pytest.mark.parametrize("said", [CHINESE, ENGLISH])
def test_a_damaged_one_is_an_empty_one(said: dict[str, Any]) -> None:
    whole = pack(said)
    for cut in range(len(whole)):
        assert unpack(whole[:cut]) == {}
    for place in range(len(whole)):
        damaged = bytes([*whole[:place], whole[place] ^ 0xFF, *whole[place + 1 :]])
        assert unpack(damaged) == {}
    assert unpack(zlib.compress(b"[]")) == {}
