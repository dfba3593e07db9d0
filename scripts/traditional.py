"""Make the table that folds traditional characters into simplified ones: run it after an upgrade of OpenCC's data.

    pip install opencc-python-reimplemented
    python scripts/traditional.py

One character to one character: where OpenCC leaves a choice, the first that is another character is taken, for the
table is for finding text and not for writing it.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "src" / "haowai_tui" / "text" / "traditional.txt"
HEADER = """\
# Traditional characters and the simplified ones they are found by: on each line a simplified character, then all
# traditional and variant forms of it. Made by scripts/traditional.py from TSCharacters.txt of OpenCC (Open Chinese
# Convert, https://github.com/BYVoid/OpenCC), copyright its authors, Apache License 2.0: see traditional.LICENSE.
"""


CONTEXTUAL = {"著": "着", "妳": "你"}
"""What OpenCC decides by the words around it, or leaves alone; for finding, one form stands for both."""


def pairs(text: str) -> dict[str, str]:
    """Each traditional character with its simplified one, within the Basic Multilingual Plane."""
    found = dict(CONTEXTUAL)
    for line in text.splitlines():
        traditional, choices = line.split("\t")
        simplified = next((choice for choice in choices.split() if choice != traditional), "")
        if len(traditional) == len(simplified) == 1 and max(traditional, simplified) <= "\uffff":
            found[traditional] = simplified
    # A simplified character that is itself folded further is folded at once, so that folding twice changes nothing;
    # two that fold into each other would go round, and the one that comes first in Unicode is taken for both.
    for traditional in list(found):
        seen = [traditional]
        while (last := found.get(seen[-1])) is not None and last not in seen:
            seen.append(last)
        found[traditional] = seen[-1] if last is None else min(seen[seen.index(last) :])
    return {traditional: simplified for traditional, simplified in found.items() if traditional != simplified}


def main() -> None:
    """Write the table."""
    source = resources.files("opencc") / "dictionary" / "TSCharacters.txt"
    forms: dict[str, str] = {}
    for traditional, simplified in sorted(pairs(source.read_text("utf-8")).items()):
        forms[simplified] = forms.get(simplified, "") + traditional
    TABLE.write_text(HEADER + "".join(f"{key}{forms[key]}\n" for key in sorted(forms)), "utf-8")


if __name__ == "__main__":
    main()
