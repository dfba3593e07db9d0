"""Pictures of a page: those to be seen, those that stand for a word, and those that only count who reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.markup.tree import attributes, pictures
from haowai_tui.model import Image, Span
from haowai_tui.text import clean, clean_url, truncate

_SOURCES = ("data-original", "data-src", "data-lazy-src", "data-actualsrc", "src")
_SETS = ("data-srcset", "srcset")
_SMALLEST = 3
"""Pixels of a picture that nobody is to see."""
_SIGN = 32
"""Pixels up to which a picture stands for a word."""
_SURELY_SHOWN = 64
_SIGNS = pattern(r"(?:^|[\s_-])(?:icon|emoji|emoticon|smiley|smilies|emote|avatar|favicon|logo)(?:\s|$)")
_ICON = pattern(r"favicon|\.ico(?:$|\?)|img\.shields\.io/|badgen\.net/|badge\.fury\.io/|/badges?/|[/-]badge\.svg")
_FORMULA = pattern(r"latex\.(?:php|cgi)|latex\.codecogs\.|/latex\b|/equation\?tex=|[?&]cht=tx|/math/render/")
_FORMULA_CLASS = pattern(r"(?:^|\s)(?:latex|tex|math|ql-img-inline-formula|mwe-math-fallback-image-\w+|ee_img)(?:\s|$)")
_NO_FORMULA = frozenset(("", "[公式]", "公式", "[formula]"))
_STYLED = pattern(r"(?:^|[;\s])(?:max-)?(width|height)\s*:\s*([\d.]+)(px|em|ex|rem|;|$)")
_FILE = pattern(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:$|\?)|/(?:File|Datei|Fichier|文件|檔案):", 2)
_LONGEST = 60


def read_image(node: Any, base: str, link: str = "") -> Image | str | None:
    """A picture, or the text that it stands for, which may be none, or None where there is nothing. `link` is where a
    click on it leads."""
    picture = next(iter(pictures(node)), None) if node.tag == "picture" else node
    if picture is None:
        return None
    said = attributes(picture)
    url = next((url for name in _SOURCES if name in said and (url := clean_url(said[name], base))), "")
    if not url:
        sources = (said, *(attributes(one) for one in node.css("source")))
        sets = (one[name].split(" ")[0].rstrip(",") for one in sources for name in _SETS if name in one)
        url = next((url for one in sets if (url := clean_url(one, base))), "")
    width, height = _pixels(said.get("width", "")), _pixels(said.get("height", ""))
    # What a comic says at last, or what an editor knows the picture by.
    alt = clean(said["alt"]) if "alt" in said else clean(said["title"]) if "title" in said else ""
    wide, high = _styled(said["style"]) if "style" in said else (None, None)
    sides = [side for side in (width or wide, height or high) if side is not None]
    if (sides and min(sides) <= _SMALLEST) or not (url or alt) or said.get("width") == said.get("height") == "0":
        return None
    if _FORMULA.search(url) or ("class" in said and _FORMULA_CLASS.search(said["class"])) or "eeimg" in said:
        return _formula(alt, url)
    if _is_sign(said.get("class", ""), url, sides):
        return alt
    return led_on(Image(url, alt, (), width or 0, height or 0), link)


def _is_sign(name: str, url: str, sides: list[float]) -> bool:
    if sides and max(sides) > _SURELY_SHOWN:
        return False
    return bool(sides and max(sides) <= _SIGN) or bool(name and _SIGNS.search(name)) or bool(_ICON.search(url))


def _pixels(value: str) -> int | None:
    digits = value.strip().removesuffix("px").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 and int(digits) else None


def _styled(style: str) -> tuple[float | None, float | None]:
    """Width and height that a style asks for, in pixels, as far as they are told in numbers."""
    found: dict[str, float] = {}
    for side, number, unit in _STYLED.findall(style):
        size = float(number) if number.count(".") < 2 and number != "." else 0.0
        found.setdefault(side, size * {"em": 16, "rem": 16, "ex": 8}.get(unit, 1))
    return found.get("width"), found.get("height")


def _formula(alt: str, url: str) -> str:
    if alt not in _NO_FORMULA:
        return alt
    given = parse_qs(urlsplit(url).query)
    return clean(next((given[name][0] for name in ("tex", "latex", "chl") if name in given), alt))


def led_on(image: Image, link: str) -> Image:
    """The picture with a way to where it leads, unless that is itself in another size."""
    if not link or link == image.url or _FILE.search(link):
        return image
    place = link.partition("://")[2].removeprefix("www.").rstrip("/") or link
    return replace(image, caption=(Span(image.alt or truncate(place, _LONGEST, "…"), link=link),))
