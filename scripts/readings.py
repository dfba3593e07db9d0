"""Make the table of the readings of Chinese characters: run it after an upgrade of pypinyin's data.

    pip install pypinyin
    python scripts/readings.py

Without tones; simplified characters of everyday use only, for text is folded before it is looked up. After each
syllable stand the characters whose commonest reading it is, and then those that have it as another reading.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

from haowai_tui.text.fold import fold

TABLE = Path(__file__).resolve().parent.parent / "src" / "haowai_tui" / "text" / "readings.txt"
MOST = 3
"""Readings of one character; the others are of old books."""
HEADER = """\
# Syllables of Mandarin without tones, each with the characters that are read so, and after a comma those that are read
# so too. Made by scripts/readings.py from the data of pypinyin (https://github.com/mozillazg/python-pinyin), copyright
# its authors, MIT License.
"""


def is_everyday(char: str) -> bool:
    """Whether GB 2312 has the character and it folds to itself."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return fold(char) == char


def plain(reading: str) -> str:
    """A reading without its tone; ü is v."""
    toned = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in toned if "a" <= char <= "z")


def main() -> None:
    """Write the table."""
    first: defaultdict[str, str] = defaultdict(str)
    other: defaultdict[str, str] = defaultdict(str)
    for code, readings in sorted(pinyin_dict.items()):
        if 0x4E00 <= code <= 0x9FFF and is_everyday(chr(code)):
            main, *rest = dict.fromkeys(plain(reading) for reading in readings.split(","))
            first[main] += chr(code)
            for reading in rest[: MOST - 1]:
                other[reading] += chr(code)
    rows = [f"{key} {first[key]}{',' + other[key] if other[key] else ''}\n" for key in sorted({*first, *other}) if key]
    TABLE.write_text(HEADER + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
