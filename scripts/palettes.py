"""Make src/haowai_tui/tui/palettes_256.py: the palettes in colours that terminals of 256 have.

    python scripts/palettes.py

The nearest colours are taken, moved on where rows would look alike or text would no longer read.
A dark ground is often nearest to one that is much lighter, since the cube of 256 colours has nothing between 0 and 95
of 255; so grounds are chosen first, and inks until they have their contrast on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from msgspec.structs import fields, replace
from rich.color import Color, ColorSystem

from haowai_tui.tui.palettes import GROUNDS, PALETTES, Palette

OUT = Path(__file__).resolve().parent.parent / "src" / "haowai_tui" / "tui" / "palettes_256.py"

Rgb = tuple[int, int, int]
READABLE = 4.5
"""WCAG 2's AA for text."""
_STEPS = 20


def luminance(colour: Rgb) -> float:
    """WCAG 2's relative luminance, 0 to 1."""

    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(part, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG 2's contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def rgb(colour: str) -> Rgb:
    """#rrggbb as numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=1)
def _sent_and_shown() -> list[tuple[Rgb, Rgb]]:
    """For each of the 240 fixed colours what has to be sent for it, and what the terminal shows."""
    steps = (0, 95, 135, 175, 215, 255)
    cube = [(red, green, blue) for red in steps for green in steps for blue in steps]
    sent = [*cube, *((round(10.2 * grey),) * 3 for grey in range(1, 25))]
    # Rich sends what has hardly any colour as one of its greys, whatever was meant.
    return list({shown_as(colour): colour for colour in sent}.items())


def shown_as(colour: Rgb) -> Rgb:
    """What a terminal of 256 colours shows for `colour`, as Rich sends it."""
    red, green, blue = Color.from_rgb(*colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return red, green, blue


@lru_cache(maxsize=1024)
def nearest(colour: Rgb) -> tuple[Rgb, Rgb]:
    """The nearest that a terminal of 256 colours can show, and what to send for it."""
    return min(_sent_and_shown(), key=lambda pair: _distance(pair[0], colour))


def _distance(one: Rgb, other: Rgb) -> float:
    # The eye sees differences of red and blue as the colours are red or not ("redmean").
    mean = (one[0] + other[0]) / 2
    red, green, blue = (first - second for first, second in zip(one, other, strict=True))
    return (2 + mean / 256) * red * red + 4 * green * green + (2 + (255 - mean) / 256) * blue * blue


def _towards(colour: Rgb, goal: Rgb, share: float) -> Rgb:
    red, green, blue = (round(value + (end - value) * share) for value, end in zip(colour, goal, strict=True))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def fitted(palette: Palette) -> Palette:
    """`palette` in colours that terminals of 256 have."""
    background, sent = nearest(rgb(palette.background))
    text, _sent = nearest(rgb(palette.text))
    shown = {"background": background}
    found = {"background": _hex(sent)}

    def take(name: str, *others: str) -> None:
        wanted = rgb(getattr(palette, name))
        seen = [background, *(shown[other] for other in others)]
        pair = _ground(wanted, seen, text) if others else nearest(wanted)
        shown[name], found[name] = pair[0], _hex(pair[1])

    take("match_background")
    take("row", "background")
    take("row_focus", "row")
    for name in ("panel", "code_background", "match_quiet"):
        take(name, "row_focus")
    for name, under in GROUNDS.items():
        found[name] = _hex(_ink(rgb(getattr(palette, name)), [shown[ground] for ground in under]))
    found["line"] = _hex(nearest(rgb(palette.line))[1])
    return replace(palette, **found)  # type: ignore[arg-type]


def _ways(wanted: Rgb, goal: Rgb) -> Iterator[tuple[Rgb, Rgb]]:
    """What can be shown on the way from one colour to another."""
    return (nearest(_towards(wanted, goal, step / _STEPS)) for step in range(_STEPS + 1))


def _away(grounds: Iterable[Rgb]) -> Rgb:
    """Where inks go to read better: to white from what is dark."""
    return (255, 255, 255) if max(map(luminance, grounds)) < 0.18 else (0, 0, 0)


def _ground(wanted: Rgb, others: list[Rgb], text: Rgb) -> tuple[Rgb, Rgb]:
    """A ground that is to be seen beside others, the background first, and that text reads on."""
    ways = (*_ways(wanted, _away(others[:1])), *_ways(wanted, others[0]))
    fits = (pair for pair in ways if pair[0] not in others and contrast(pair[0], text) >= READABLE)
    return next(fits, nearest(others[0]))


def _ink(wanted: Rgb, grounds: list[Rgb]) -> Rgb:
    goal = _away(grounds)
    fits = (sent for shown, sent in _ways(wanted, goal) if min(contrast(shown, on) for on in grounds) >= READABLE)
    return next(fits, goal)


def source() -> str:
    """The module's text."""
    lines = [
        '"""The palettes in colours that terminals of 256 have. Made by scripts/palettes.py."""',
        "",
        "from haowai_tui.tui.palettes import Palette",
        "",
        "PALETTES_256 = {",
    ]
    for name, palette in PALETTES.items():
        made = fitted(palette)
        lines += [f'    "{name}": Palette(', f"        dark={made.dark},"]
        lines += [f'        {field.name}="{getattr(made, field.name)}",' for field in fields(made)[1:]]
        lines.append("    ),")
    return "\n".join([*lines, "}", ""])


if __name__ == "__main__":
    OUT.write_text(source(), "utf-8")
