"""The last guard between what is stored and the terminal, and the ways the commands print.

Everything printed goes through `guard`, which drops control characters whatever the store holds. Only this module
writes escape sequences, and only its own.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from haowai_tui.lazy import pattern

if TYPE_CHECKING:
    from datetime import datetime

_UNSAFE = pattern(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # breaks, bidi, unseen
    "\ud800-\udfff\U000e0000-\U000e00ff"  # lone surrogates, tags
    "]+"
)
_WIDEST = 30
"""The cells that a column of a table may take at most, but for the flexible one."""
_SGR = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_MARK, _MARK_WITHOUT_COLOUR = "1;31", "4"
_NARROWED, _LEGIBLE = 20, 16
"""Columns wider than the one are made as narrow as that before any is left out, which happens where the flexible column
would get fewer cells than the other. Dates and numbers are narrower: cut, they would say something else."""
Spans = Sequence[tuple[int, int]]


class Marks(NamedTuple):
    """What to mark in the last field of a row of a table, and a line below the row with what to mark in it."""

    spans: Spans = ()
    below: str = ""
    below_spans: Spans = ()


_UNMARKED = Marks()


def guard(text: str) -> str:
    """`text` without anything a terminal could take for a command; tabs and newlines stay."""
    # What is unsafe cannot be printed, so most text is safe at a glance.
    return text if text.isprintable() else _UNSAFE.sub("", text)


def one_line(text: str) -> str:
    """`text` guarded and on one line, for a field of a row."""
    return " ".join(guard(text).split())


_printed = False


def printing() -> None:
    """Note that the answer of a command has begun to be written: it cannot be begun again."""
    global _printed
    _printed = True


def has_printed() -> bool:
    """Whether anything of an answer has been written."""
    return _printed


def prepare_streams() -> None:
    """Make the standard streams print what their encoding has instead of failing. A person reads the rest by its sound
    and in plain letters; a program gets escapes, which lose nothing."""
    global _printed
    _printed = False
    if sys.stdout is None:  # started with the stream closed
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - lives as long as the process
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace" if speaks_utf8(stream) or not is_terminal(stream) else _spelling()
            )


def _spelling() -> str:
    import codecs

    from haowai_tui.text.spelled import spell

    codecs.register_error("haowai-spelled", spell)
    return "haowai-spelled"


def speaks_utf8(stream: IO[str] | None = None) -> bool:
    """Whether what goes to `stream` (standard output) may hold every character."""
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "").replace("_", "") in ("utf8", "utf8sig")


def is_terminal(stream: IO[str] | None = None) -> bool:
    """Whether a person at a terminal is looking at `stream` (standard output)."""
    stream = sys.stdout if stream is None else stream
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def has_colour(stream: IO[str] | None = None) -> bool:
    """Whether to colour what goes to `stream`: a terminal that is not dumb, and NO_COLOR unset."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def columns() -> int:
    """The terminal's width in cells, or what COLUMNS says instead; 80 when there is none. It is `shutil`'s, without all
    that comes with that."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


def line(text: str = "", *styles: str) -> None:
    """Print one line, or several, to standard output."""
    printing()
    print(_styled(guard(text), styles, has_colour() if styles else False))


def note(text: str, *styles: str) -> None:
    """Say something to the person rather than to the next program: a line on standard error, which a terminal is given
    broken between words."""
    shown = guard(text)
    if is_terminal(sys.stderr):
        shown = _broken(shown, columns())
    print(_styled(shown, styles, has_colour(sys.stderr) if styles else False), file=sys.stderr)


def _broken(text: str, width: int) -> str:
    """`text` with its lines broken at spaces where they are wider than `width` cells. What has no spaces, as Chinese or
    an address, is left for the terminal to break."""
    from haowai_tui.text import cell_width

    lines: list[str] = []
    for paragraph in text.split("\n"):
        room = width
        for number, word in enumerate(paragraph.split(" ")):
            if number and cell_width(word) < room:
                lines[-1] += f" {word}"
                room -= cell_width(word) + 1
            else:
                lines.append(word)
                room = width - cell_width(word) % width
    return "\n".join(lines)


def _styled(text: str, styles: Sequence[str], colour: bool) -> str:
    if not styles or not colour:
        return text
    return f"\x1b[{';'.join(_SGR[style] for style in styles)}m{text}\x1b[0m"


def _marked(text: str, spans: Spans, styles: Sequence[str]) -> str:
    """`text` in `styles` with `spans` marked: in colour, and where the reader wants none underlined."""
    usual = [_SGR[style] for style in styles] if has_colour() else []
    mark = ([_MARK] if has_colour() else [_MARK_WITHOUT_COLOUR]) if _has_attributes() else []
    pieces: list[str] = []
    done = 0
    for start, end in (*spans, (len(text), len(text))):
        pieces += [_sgr(text[done:start], usual), _sgr(text[start:end], mark or usual)]
        done = end
    return "".join(pieces)


def _sgr(text: str, codes: Sequence[str]) -> str:
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if text and codes else text


def _has_attributes() -> bool:
    return is_terminal() and os.environ.get("TERM", "dumb") != "dumb"


def when(moment: datetime | None) -> str:
    """A time as a field of a table: in their language for a person, 2026-11-28 14:05 for a program, in the local zone
    for both. Empty for None."""
    if moment is None:
        return ""
    if not is_terminal():
        return moment.astimezone().strftime("%Y-%m-%d %H:%M")
    from haowai_tui.locale import dates

    return dates.moment(moment)


def json_text(data: Any) -> str:
    """`data` as JSON: spread out for a person, on one line for a program, and valid in any encoding."""
    import json

    # A backslash escape made by the stream (\xe9) would not be JSON, so json must make its own.
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(data, ensure_ascii=encoding not in ("utf8", "utf8sig"), indent=2 if is_terminal() else None)
    return guard(text)


def print_json(data: Any) -> None:
    """Print `data` as one JSON document."""
    printing()
    print(json_text(data))


def print_json_array(items: Iterable[Any]) -> None:
    """Print a JSON array whose items are made one at a time, so that a long one needs no memory."""
    out = sys.stdout
    separator = "["
    for item in items:
        printing()
        out.write(separator + "\n" + json_text(item))
        separator = ","
    out.write("[]\n" if separator == "[" else "\n]\n")


def table(
    rows: Sequence[Sequence[str]],
    *,
    flexible: int,
    headline: int | None = None,
    styles: Sequence[Sequence[str]] = (),
    marks: Sequence[Marks] = (),
) -> None:
    """Print rows: in columns that fit a terminal, or with tabs between the fields for a program.

    `flexible` is the column that gives way when the terminal is too narrow, and that shows in the narrowest, unless
    `headline` is another that does; `styles` and `marks` are those of each row. Programs get no marks.
    """
    if not is_terminal():
        printing()
        for row in rows:
            print("\t".join(one_line(cell) for cell in row))
        return
    from haowai_tui.text import truncate

    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = _widths(cells, flexible)
    if widths and headline is not None and headline not in widths:
        widths = _widths(cells, headline, without=flexible)
    if not widths:
        return
    *_before, end = widths
    indent = sum(width + 2 for index, width in widths.items() if index != end)
    for number, row in enumerate(cells):
        mark = marks[number] if marks and end == len(row) - 1 else _UNMARKED
        # Spans are places in the text as it was given; one that the guard made shorter has none.
        spans = mark.spans if row[-1] == rows[number][-1] else ()
        before, last = _columns(row, widths)
        _print_marked(before, last, spans, styles[number] if styles else ())
        if mark.below and columns() > indent + 20:
            below = truncate(guard(mark.below), columns() - 1 - indent)
            _print_marked(" " * indent, below, mark.below_spans if guard(mark.below) == mark.below else (), ())


def _widths(cells: Sequence[Sequence[str]], flexible: int, without: int = -1) -> dict[int, int]:
    """Which columns of a table show, and how many cells each gets: where there is no room for all, wide ones are made
    narrower, then those that take most are left out, so that something of the flexible one always shows. The column
    `without` is left out whatever room there is."""
    from haowai_tui.text import cell_width

    if not cells:
        return {}
    shown = [index for index in range(len(cells[0])) if index != without]
    widths = {index: max(cell_width(row[index]) for row in cells) for index in shown}
    room, whole = columns() - 1, widths.pop(flexible)
    widths = {index: min(width, _WIDEST) for index, width in widths.items()}
    left = room - sum(width + 2 for width in widths.values())
    while widths and left < min(whole, max(_LEGIBLE, room // 3)):
        widest = max(widths, key=widths.__getitem__)
        if widths[widest] > _NARROWED:
            widths[widest] -= 1
            left += 1
        elif left < min(whole, _LEGIBLE, room // 2):
            left += widths.pop(widest) + 2
        else:
            break
    return dict(sorted((widths | {flexible: min(whole, left)}).items()))


def _columns(row: Sequence[str], widths: dict[int, int]) -> tuple[str, str]:
    """A row set in columns: all but the last field that shows, and that."""
    from haowai_tui.text import pad, truncate

    *others, end = widths
    return "".join(pad(row[index], widths[index]) + "  " for index in others), truncate(row[end], widths[end])


def _print_marked(before: str, text: str, spans: Spans, styles: Sequence[str]) -> None:
    cut = [(start, min(end, len(text))) for start, end in spans if start < len(text)]
    print(_styled(before, styles, has_colour()) + _marked(text, cut, styles))


def close_quietly() -> None:
    """After a closed pipe: let nothing more be written, so that the interpreter has nothing to complain of at exit."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError, io.UnsupportedOperation):  # no such file descriptor: then nothing is flushed either
        return
