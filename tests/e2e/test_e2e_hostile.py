"""No source can command the terminal: the bytes that reach it are ours, on every screen and from every command.

Two guards stand in the way, and each is tried with the other off: what draws and prints is given a database that was
filled past the border, and the border is tried with nothing behind it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from haowai_tui.__main__ import main
from haowai_tui.library import Library
from haowai_tui.library.jsonform import article_json
from haowai_tui.model import Selection
from haowai_tui.text import clean
from hostile_home import feed_json, fill_store
from payloads import PAYLOADS
from servers import Answer, serve
from standing import telling, told
from terminal import Terminal, TooLate
from written import Written, take_apart

HARMLESS = {name: f"harmless {name}" for name in PAYLOADS}
GUARDED = """
import sys
from haowai_tui.__main__ import main
sys.exit(main())
"""
UNGUARDED = """
import sys
from haowai_tui.tui import prepare_environment
prepare_environment()
import haowai_tui.tui.guard as drawing
import haowai_tui.cli.output as printing
drawing.install = lambda: None
printing.guard = lambda text: text
from haowai_tui.__main__ import main
sys.exit(main())
"""
ROUND = (
    *(("pagedown",),) * 12,
    ("g",),
    ("tab",),
    *(("space",),) * 25,
    ("?", "escape"),
    (":", "escape"),
    ("C", "escape"),
    ("x", "escape"),
    ("S", "escape"),
    ("E", "escape"),
    ("f", "escape"),
    ("#", "escape"),
    ("t", "escape"),
    ("v", "escape"),
    ("F",),
    ("H",),
    ("]", "]", "["),
    ("=",),
    ("=",),
    ("h", "h"),
    ("j", "j", "j", "j", "j", "j", "j"),
    ("e", "escape"),
    ("c", "escape"),
    ("D", "escape"),
    ("a", "escape"),
    ("B", "j", "j", "escape"),
    ("V", "j", "j", "escape"),
    ("W", "W", "escape"),
    ("X", "j", "j", "escape"),
    ("I", "j", "j", "escape"),
    ("Y", "j", "escape"),
    ("Z", "j", "escape"),
    ("@", "j", "escape"),
    ("L", "j", "escape"),
    ("w", "escape"),
    ("+", "escape"),
    ("&", "j", "j", "escape"),
    (";", "escape"),
    ("/", "T1", "enter"),
    ("ctrl+s", "escape"),
    ("escape",),
    (",", "j", "j", "escape"),
    ("s", "u"),
    ("A", "u"),
)
"""Keys that bring every screen and every pane up, by what is pressed between two looks."""

COMMANDS = (
    ("list", "--limit", "0"),
    ("list", "--json"),
    ("feeds",),
    ("feeds", "--json"),
    ("read", "1"),
    ("read", "1", "--json"),
    ("read", "9"),
    ("search", "T1"),
    ("hot",),
    ("related", "1"),
    ("coverage", "2"),
    ("tag",),
    ("tag", "2"),
    ("note", "2"),
    ("later",),
    ("later", "--json"),
    ("smart",),
    ("undo", "--list"),
    ("undo",),
    ("export",),
    *(("export", "--format", kind, "--later") for kind in ("md", "html", "txt", "json")),
    ("doctor",),
    ("stats",),
    ("stats", "--json"),
    ("digest",),
    ("digest", "--json"),
    ("read", "1", "--changes"),
    ("account", "list"),
    ("sources",),
)


def environment(home: Path) -> dict[str, str]:
    found = {"HAOWAI_HOME": str(home), "HAOWAI_LANG": "en", "COLORTERM": "truecolor", "TZ": "UTC", "PAGER": "cat"}
    return found | {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}


def page_through(terminal: Terminal, expected: Iterable[str], seconds: float = 120.0) -> set[str]:
    """Page through the list again and again until all that is expected has stood on the screen, however slowly it comes
    there; what has not."""
    missing, ends = set(expected), time.monotonic() + seconds
    while missing and time.monotonic() < ends:
        for key in ("g", *("pagedown",) * 12):
            terminal.send(key)
            rows = [" ".join(line.split()) for line in terminal.wait_still(0.3, 6).splitlines()]
            missing -= {text for text in missing if any(text in row for row in rows)}
            if not missing:
                break
    return missing


def go_round(code: str, home: Path, expected: Iterable[str] = (), *, clicks: bool = True) -> tuple[Written, str]:
    """Run the reader by `code`, press all of `ROUND`, click on everything, leave; what was written, and all that was
    seen."""
    seen: list[str] = []
    stands = home / "stands"
    with Terminal(
        [sys.executable, "-c", telling(code, stands)], columns=200, rows=50, env=environment(home)
    ) as terminal:
        terminal.wait_for("T0", 30)
        seen.append(terminal.wait_still(0.25))
        assert page_through(terminal, expected) == set()
        for keys in ROUND:
            for key in keys:
                terminal.send(key)
                terminal.read(0.08)
            seen.append(terminal.wait_still(0.12, 6))
        if clicks:
            for row in range(1, 49, 3):
                for column in (10, 40, 90, 180):
                    terminal.send_bytes(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m".encode())
                terminal.read(0.05)
            seen.append(terminal.wait_still(0.25, 6))
            terminal.send("escape")
            terminal.wait_still(0.25, 6)
        assert terminal.code is None, "it was ended by what it showed"
        leave(terminal, stands)
        return take_apart(bytes(terminal.raw)), "\n".join(seen)


def leave(terminal: Terminal, stands: Path) -> None:
    """Press q; where a dialog or a menu that a click opened is in the way, close that first."""
    for _ in range(8):
        terminal.send("q")
        terminal.wait_still(1.0, 6)
        if terminal.code is not None:
            break
        terminal.send("escape")
        terminal.wait_still(1.0, 6)
    try:
        assert terminal.wait_end() == 0
    except TooLate as late:
        late.add_note(told(terminal, stands))
        raise


def print_all(argv: list[str], home: Path, commands: Iterable[tuple[str, ...]]) -> Written:
    raw = bytearray()
    for command in commands:
        with Terminal([*argv, *command], columns=120, rows=50, env=environment(home)) as terminal:
            assert terminal.wait_end(30) in (0, 3), terminal.screen()
            raw += terminal.raw
    return take_apart(bytes(raw))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The control sequences that the reader writes when nothing hostile is about."""
    home = tmp_path_factory.mktemp("harmless")
    fill_store(home / "data" / "haowai.db", HARMLESS)
    written, _seen = go_round(GUARDED, home)
    assert not written.foreign
    return written.kinds


PLACING = {f"CSI {final}" for final in "ABCDEFGHJKLMPSTXdf@rm"} | {
    "SGR 0",
    "SGR colour",
    "SGR 1",
    "SGR 2",
    "SGR 3",
    "SGR 4",
}
PLACING |= {f"SGR {number}" for number in (7, 9, 22, 23, 24, 27, 29)}


def test_the_screens_stop_whatever_the_database_holds(tmp_path, harmless):
    fill_store(tmp_path / "data" / "haowai.db", PAYLOADS)
    written, _seen = go_round(GUARDED, tmp_path)
    assert written.commands == []
    assert written.kinds - harmless - PLACING == set()


def test_the_commands_stop_whatever_the_database_holds(tmp_path):
    fill_store(tmp_path / "data" / "haowai.db", PAYLOADS)
    written = print_all([sys.executable, "-m", "haowai_tui"], tmp_path, COMMANDS)
    assert written.commands == []
    assert written.kinds - PLACING == set()


def hostile_reason(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write("HTTP/1.1 502 Bad\x1b]0;owned\x07 \x9b2J\r\nX-\x1b[2J: \x1b[2J\r\n\r\n".encode())
    handler.close_connection = True


def hostile_move(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 302 \x1b[2J\r\nLocation: gopher://\x1b]0;owned\x07/\r\n\r\n")
    handler.close_connection = True


def test_the_border_lets_nothing_in_that_a_terminal_would_obey(tmp_path, harmless):
    """Feeds, OPML, file names and a server's own words, with nothing behind the border to stop them."""
    argv = [sys.executable, "-c", UNGUARDED]
    news = tmp_path / "news"
    news.mkdir()
    (news / "a\x1b]0;owned\x07\u202eb.md").write_text("# " + " ".join(PAYLOADS.values()), "utf-8")
    routes = {
        "/feed.json": Answer(feed_json(PAYLOADS), headers={"Content-Type": "application/feed+json"}),
        "/reason": hostile_reason,
        "/moved": hostile_move,
    }
    with serve(routes) as server:
        outlines = "".join(
            f"<outline type='rss' text='O{n} {text}' xmlUrl='{server.url}/{path}?{n}'/>"
            for n, (path, text) in enumerate(
                (("reason", "&#x9b;2J &#x202e;x [@click=app.quit]"), ("moved", "&#x85; &#xe0041; [/]"))
            )
        )
        opml = tmp_path / "subs.opml"
        opml.write_text(f"<opml version='2.0'><body>{outlines}</body></opml>", "utf-8")
        commands = (
            ("add", f"{server.url}/feed.json"),
            ("add", str(news)),
            ("import", str(opml)),
            ("refresh",),
            ("refresh", "--json", "--force"),
            ("sources", "test", f"{server.url}/feed.json"),
        )
        raw = bytearray()
        for command in commands:
            with Terminal([*argv, *command], columns=120, rows=50, env=environment(tmp_path)) as terminal:
                terminal.wait_end(30)
                raw += terminal.raw
        printed = take_apart(bytes(raw))
        assert printed.foreign == []
        assert printed.kinds - PLACING == set()
        printed = print_all(argv, tmp_path, [words for words in COMMANDS if words[0] not in ("note", "tag")])
        assert printed.foreign == []
        assert printed.kinds - PLACING == set()
        # What is shown is what was given, cleaned: headlines fit their rows here.
        given = [" ".join(clean(f"T{number} {text}").split()) for number, text in enumerate(PAYLOADS.values())]
        written, _seen = go_round(UNGUARDED, tmp_path, [text for text in given[:60] if len(text) < 40])
    assert written.foreign == []
    assert written.kinds - harmless - PLACING == set()


def test_what_the_border_lets_in_is_clean_in_every_field(tmp_path, monkeypatch):
    monkeypatch.setenv("HAOWAI_HOME", str(tmp_path))
    with serve({"/feed.json": Answer(feed_json(PAYLOADS))}) as server:
        assert main(["add", f"{server.url}/feed.json"]) == 0
    with Library.open() as library:
        rows = library.headlines(Selection(), limit=500)
        assert len(rows) == len(PAYLOADS)
        for row in rows:
            found = take_apart(json.dumps(article_json(library.article(row.id)), ensure_ascii=False).encode())
            assert (found.foreign, found.kinds) == ([], set()), row.title
