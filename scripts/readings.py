"""Make the table of the readings of Chinese characters: run it after an upgrade of pypinyin's data.

    pip install pypinyin
    python scripts/readings.py

One reading to a character, its commonest, without its tone; simplified characters of everyday use only, for text is
folded before it is looked up.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

from haowai_tui.text.fold import fold

TABLE = Path(__file__).resolve().parent.parent / "src" / "haowai_tui" / "insight" / "readings.txt"
HEADER = """\
# Syllables of Mandarin without tones, each with the characters that are read so. Made by scripts/readings.py from
# the data of pypinyin (https://github.com/mozillazg/python-pinyin), copyright its authors, MIT License.
"""


def is_everyday(char: str) -> bool:
    """Whether GB 2312 has the character and it folds to itself."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return fold(char) == char


def main() -> None:
    """Write the table."""
    syllables: dict[str, str] = {}
    for code, readings in sorted(pinyin_dict.items()):
        if 0x4E00 <= code <= 0x9FFF and is_everyday(chr(code)):
            toned = unicodedata.normalize("NFD", readings.split(",")[0]).replace("u\u0308", "v")
            syllable = "".join(char for char in toned if "a" <= char <= "z")
            syllables[syllable] = syllables.get(syllable, "") + chr(code)
    TABLE.write_text(HEADER + "".join(f"{key} {syllables[key]}\n" for key in sorted(syllables)), "utf-8")


if __name__ == "__main__":
    main()
