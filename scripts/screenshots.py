"""Make the pictures in screenshots/ from the real app on the sample edition: SVG, and PNG with a CJK font.

    python scripts/screenshots.py [--font FILE ...]

The font is a monospaced one with Chinese; without --font it is looked for with fontconfig (Noto Sans Mono CJK SC).
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import re
import subprocess
import tempfile
from pathlib import Path

from haowai_tui.config import Settings, UiSettings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.text import cell_width
from haowai_tui.tui import prepare_environment

OUT = Path(__file__).resolve().parent.parent / "screenshots"
SIZES = ((80, 24), (120, 40), (200, 60))
CELL = 12.2
"""Rich's SVG export gives a cell this width."""


def shot(size: tuple[int, int], language: str, theme: str, keys: tuple[str, ...]) -> str:
    """The app's screen as SVG after `keys` have been pressed."""
    prepare_environment()
    # The pictures are in all colours, whatever terminal they are made in.
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    from haowai_tui.tui.app import HaowaiApp

    set_language(language)

    async def run(folder: str) -> str:
        with Library.open(paths({"HAOWAI_HOME": folder}), Settings(ui=UiSettings(theme=theme))) as library:
            app = HaowaiApp(library)
            async with app.run_test(size=size) as pilot:
                for key in ("", *keys):
                    if key:
                        await pilot.press(key)
                    await pilot.pause(0.15)
                    await app.workers.wait_for_complete()
                    await pilot.pause(0.15)
                return app.export_screenshot(title="haowai")

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(folder))


def fitted(svg: str) -> str:
    """`svg` with texts as long as their cells, not their characters, and with fonts of this machine only."""

    def length(match: re.Match[str]) -> str:
        text = html.unescape(match["text"]).replace("\xa0", " ")
        return f'{match["head"]}textLength="{cell_width(text) * CELL:.1f}"{match["tail"]}>{match["text"]}</text>'

    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC")
    pattern = r'(?P<head><text [^>]*?)textLength="[\d.]+"(?P<tail>[^>]*)>(?P<text>[^<]*)</text>'
    return re.sub(pattern, length, svg)


def png(svg: str, *fonts: str) -> bytes:
    """`svg` drawn with the fonts in the files `fonts`."""
    import resvg_py

    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, font_files=list(fonts), skip_system_fonts=True, font_family="Noto Sans Mono CJK SC"
    )
    return bytes(drawn)


def find_fonts() -> list[str]:
    """A monospaced font with Chinese, bold and regular, by fontconfig: what is unread is bold."""
    names = [f"Noto Sans Mono CJK SC:style={style}" for style in ("Bold", "Regular")]
    commands = [["fc-match", "-f", "%{file}", name] for name in names]
    return [subprocess.run(command, capture_output=True, text=True, check=True).stdout for command in commands]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", action="append", help="a font's file; may be given for bold and regular")
    fonts = parser.parse_args().font or find_fonts()
    OUT.mkdir(exist_ok=True)
    for language, short in (("en", "en"), ("zh_CN", "zh")):
        for size in SIZES:
            save(f"haowai-{size[0]}x{size[1]}-{short}", shot(size, language, "dark", ()), fonts)
        save(f"haowai-120x40-{short}-light", shot((120, 40), language, "light", ("j", "j")), fonts)
        save(f"haowai-80x24-{short}-article", shot((80, 24), language, "dark", ("enter",)), fonts)
        save(f"haowai-120x40-{short}-help", shot((120, 40), language, "dark", ("question_mark",)), fonts)


def save(name: str, svg: str, fonts: list[str]) -> None:
    svg = fitted(svg)
    (OUT / f"{name}.svg").write_text(svg, "utf-8")
    (OUT / f"{name}.png").write_bytes(png(svg, *fonts))
    print(name)


if __name__ == "__main__":
    main()
