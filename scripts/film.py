"""Make docs/haowai.svg and docs/haowai.zh_CN.svg, a short film of the real app in a pseudo-terminal.

    python scripts/film.py [--theme dark]

A line that stands in several frames is stored once, so the film stays small; it needs no script to play.
"""

from __future__ import annotations

import argparse
import html
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pyte.screens import Char
from wcwidth import wcwidth

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from terminal import Terminal  # noqa: E402

FILMS = {"en": ROOT / "docs" / "haowai.svg", "zh_CN": ROOT / "docs" / "haowai.zh_CN.svg"}
COLUMNS, ROWS = 100, 28
CELL, LINE = 8.4, 19
FONT = "ui-monospace, 'Noto Sans Mono CJK SC', 'Sarasa Mono SC', Menlo, Consolas, monospace"

SCENES: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 2.5),
    (("j",), 0.6), (("j",), 0.6), (("j",), 1.2),
    (("enter",), 2.0),
    (("space",), 1.8),
    (("s",), 1.2),
    (("n",), 1.8),
    (("/",), 0.6), (("t",), 0.3), (("h",), 0.3), (("e",), 0.8), (("enter",), 1.8), (("escape",), 0.6),
    (("L",), 1.0), (("j", "j", "j", "j", "j"), 1.4), (("G", "k", "k"), 1.4),
    (("escape",), 0.8),
    (("?",), 2.0), (("escape",), 1.5),
)  # fmt: skip
"""Keys, and how long what follows them is looked at, in seconds."""
_STILL = 2.0
"""Seconds without a change that make a frame: long, so that a busy machine gives the same film."""


@dataclass
class Film:
    """Frames as places of lines in `lines`; `ends` are the seconds at which they end."""

    ground: str = ""
    inks: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    frames: list[list[int]] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def add(self, rows: list[list[Char]], seconds: float) -> None:
        """A frame that stands for so long."""
        self.ground = self.ground or rows[ROWS // 2][COLUMNS - 1].bg
        drawn = [self._line(row) for row in rows]
        self.frames.append([self.lines.setdefault(text, len(self.lines)) for text in drawn])
        self.ends.append((self.ends[-1] if self.ends else 0.0) + seconds)

    def _line(self, row: list[Char]) -> str:
        """A row as SVG: grounds first, then runs of text of one look, each as wide as its cells."""
        boxes, texts = [], []
        column = 0
        while column < len(row):
            end = column + 1
            while end < len(row) and _look(row[end]) == _look(row[column]):
                end += 1
            ink, ground, bold = _look(row[column])
            if ground != colour(self.ground):
                x, width = column * CELL, (end - column) * CELL + 0.3
                boxes.append(f'<rect class="{self._ink(ground)}" x="{x:.1f}" width="{width:.1f}" height="{LINE}"/>')
            texts += self._texts(row[column:end], column, self._ink(ink) + " b" * bold)
            column = end
        return "".join(boxes + texts)

    def _texts(self, cells: list[Char], column: int, look: str) -> list[str]:
        text = "".join(cell.data for cell in cells)
        shown = text.strip()
        if not shown:
            return []
        x = (column + len(text) - len(text.lstrip())) * CELL
        room = sum(max(0, wcwidth(char)) for char in shown) * CELL
        words = html.escape(shown, quote=False)
        return [f'<text class="{look}" x="{x:.1f}" y="{LINE - 5}" textLength="{room:.1f}">{words}</text>']

    def _ink(self, ink: str) -> str:
        return f"c{self.inks.setdefault(ink, len(self.inks))}"

    def svg(self) -> str:
        """All of it as one animated SVG."""
        width, height, whole = COLUMNS * CELL, ROWS * LINE, self.ends[-1]
        rules, groups = [], []
        for number, places in enumerate(self.frames):
            start = self.ends[number - 1] / whole * 100 if number else 0.0
            end = self.ends[number] / whole * 100
            before = (
                f"0%{{visibility:hidden}}{start:.3f}%{{visibility:visible}}" if number else "0%{visibility:visible}"
            )
            after = f"{end:.3f}%,100%{{visibility:hidden}}" if number + 1 < len(self.frames) else ""
            rules.append(f"@keyframes f{number}{{{before}{after}}}#f{number}{{animation-name:f{number}}}")
            uses = "".join(f'<use href="#l{place}" y="{row * LINE}"/>' for row, place in enumerate(places))
            groups.append(f'<g id="f{number}" class="f">{uses}</g>')
        defs = "".join(f'<g id="l{place}">{text}</g>' for text, place in self.lines.items())
        style = (
            f"text{{font:14px {FONT};white-space:pre}}.b{{font-weight:700}}"
            + "".join(f".c{number}{{fill:{ink}}}" for ink, number in self.inks.items())
            + f".f{{visibility:hidden;animation:{whole:.2f}s step-end infinite}}"
            + "".join(rules)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}">'
            f"<style>{style}</style>"
            f'<rect width="100%" height="100%" rx="6" fill="{colour(self.ground)}"/>'
            f"<defs>{defs}</defs>{''.join(groups)}</svg>\n"
        )


def colour(name: str) -> str:
    """pyte's six hexadecimal digits as SVG has them."""
    return f"#{name}" if len(name) == 6 else "#808080"


def _look(cell: Char) -> tuple[str, str, bool]:
    ink, ground = colour(cell.fg), colour(cell.bg)
    return (ground, ink, cell.bold) if cell.reverse else (ink, ground, cell.bold)


def shoot(language: str, theme: str) -> Film:
    """The app played through the scenes."""
    film = Film()
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "config.toml").write_text(f'[ui]\ntheme = "{theme}"\n', "utf-8")
        env = {
            "HAOWAI_HOME": home,
            "HAOWAI_LANG": language,
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT / "src"),
            "TZ": "Asia/Shanghai",
        }
        command = [sys.executable, "-m", "haowai_tui"]
        with Terminal(command, columns=COLUMNS, rows=ROWS, env=env) as terminal:
            terminal.wait_for("▪")
            for keys, seconds in SCENES:
                terminal.send(*keys)
                terminal.wait_still(_STILL)
                film.add(terminal.cells(), seconds)
    return film


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", default="dark")
    theme = parser.parse_args().theme
    for language, path in FILMS.items():
        film = shoot(language, theme)
        text = film.svg()
        path.write_text(text, "utf-8")
        print(f"{path}: {len(film.frames)} frames, {film.ends[-1]:.0f} s, {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
