"""How far our line breaks agree with Unicode's own test.

    python benchmarks/linebreak.py /usr/share/unicode/auxiliary/LineBreakTest.txt

Unicode publishes the file with each version (Debian: package unicode-data); it is not part of this project. For every
line of it that is answered otherwise, the sums say whether ICU itself does so or the Chinese rules of
`typeset.breaks`, and between which classes of characters.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import accumulate
from pathlib import Path

from icu4py.breakers import LineBreaker

from haowai_tui.typeset import break_places
from haowai_tui.typeset.breaks import NOT_FIRST, NOT_LAST


def cases(path: Path) -> list[tuple[str, list[int]]]:
    """Each line of the test: a text, and the places where it may break (its end among them)."""
    found: list[tuple[str, list[int]]] = []
    for line in path.read_text("utf-8").splitlines():
        fields = line.split("#", 1)[0].split()
        if not fields:
            continue
        text, places = "", []
        for field in fields:
            if field == "÷" and text:
                places.append(len(text))
            elif field not in "÷×":
                text += chr(int(field, 16))
        found.append((text, places))
    return found


def kind(text: str, place: int) -> str:
    """Which rule of ours, or what about ICU, concerns a place."""
    before, after = text[place - 1], text[place]
    if after in NOT_FIRST:
        return f"ours: {after!r} begins no line"
    if before in NOT_LAST:
        return f"ours: {before!r} ends no line"
    if "—" in (before, after):
        return "ours: a dash stays with a Latin word before it"
    if before.isdigit() or after.isdigit():
        return "ours: a number and its unit are one"
    return f"ours: {before!r} | {after!r}"


def main() -> None:
    """Print the figures."""
    path = Path(sys.argv[1])
    total = icu_agrees = ours_agrees = 0
    causes: Counter[str] = Counter()
    for text, expected in cases(path):
        total += 1
        icu = list(accumulate(map(len, LineBreaker(text, "en"))))
        ours = break_places(text)
        icu_agrees += icu == expected
        ours_agrees += ours == expected
        if ours == expected:
            continue
        for place in sorted(set(ours) ^ set(expected)):
            in_icu = (place in icu) == (place in expected)
            low = f"U+{ord(text[place - 1]):04X}"
            high = f"U+{ord(text[place]):04X}" if place < len(text) else "end"
            causes[kind(text, place) if in_icu else f"ICU: {low} | {high}"] += 1
    print(path.read_text("utf-8").splitlines()[0])
    print(f"lines {total}; ICU agrees on {icu_agrees} ({icu_agrees / total:.2%}), "
          f"with our rules {ours_agrees} ({ours_agrees / total:.2%})")  # fmt: skip
    for cause, count in causes.most_common(60):
        print(f"{count:6} {cause}")


if __name__ == "__main__":
    main()
