"""Every command, told what a terminal would obey by everything that it reads: the bytes that it prints are ours.

What there is of commands is asked of the program itself: one that nobody tries here fails.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest
from test_e2e_hostile import PLACING, environment

from greaderface import GReaderFace
from haowai_tui.cli.parser import build
from hostile_home import feed_json, fill_store
from payloads import PAYLOADS
from servers import Answer, Server, serve
from syncworld import World, serve_world
from terminal import Terminal
from written import Written, take_apart

WHOLE = " ".join(PAYLOADS.values())
SHORT = "a\x1b]0;owned\x07\x1b[2J\u202e\u200bb\x9b2J[@click=app.quit][/]\U000e0041c"
PLAIN = "a]0;owned[2Jb2J"
RUNNER = """
import json, os, sys
from haowai_tui.__main__ import main
if sys.argv[2] == "unguarded":
    import haowai_tui.cli.output as printing
    printing.guard = lambda text: text
for home, argv in json.load(open(sys.argv[1])):
    os.environ["HAOWAI_HOME"] = home
    try:
        code = main(argv)
    except SystemExit as stop:
        code = stop.code
    print("<<", code, argv[0], ">>", flush=True)
"""

GUARDED: dict[str, Sequence[Sequence[str]]] = {
    "add": [["--title", SHORT, "{url}/none"], [SHORT], ["x", "--source", SHORT]],
    "remove": [[SHORT], ["Other"]],
    "feeds": [[], ["--json"], [SHORT]],
    "stats": [[], ["--json"], ["--drop"]],
    "refresh": [["--json"], [SHORT], ["--force"]],
    "offline": [["--days", "1", "--images"], ["--json", "--days", "1"]],
    "account list": [[], ["--json"]],
    "account add": [["greader", "{url}", "--user", SHORT, "--name", SHORT, "--password-command", "printf secret"],
                    [SHORT, SHORT]],
    "account test": [[SHORT]],
    "account remove": [[SHORT]],
    "sync": [[], ["--json"], [SHORT]],
    "import": [["{files}/urls"], ["{files}/cache.db"], ["{files}/feeds"], ["{files}/subs.opml"], ["{files}/" + SHORT],
               ["--json", "{files}/urls"], ["{files}/none" + SHORT.replace("/", "")]],
    "list": [["--limit", "0"], ["--json"], [SHORT], ["feed:" + SHORT], ["is:" + SHORT], ["after:" + SHORT]],
    "search": [["T1"], [SHORT], ["--json", "T1"], ["regex:" + SHORT]],
    "read": [["1"], ["1", "--json"], ["9"], ["1", "--changes"], ["999"], ["--width", "40", "1"]],
    "star": [["3"], ["3", "--undo"]],
    "mark read": [["3"]],
    "mark unread": [["3"]],
    "export": [[], *(["--format", kind, "--later"] for kind in ("md", "html", "txt", "json")),
               ["--format", "epub", "--later", "-o", "{files}/x.epub"],
               ["--format", "md", "-o", "{files}/" + SHORT.replace("/", ""), "--feed", SHORT],
               ["--format", "txt", "--later", "-o", "{files}/none/" + SHORT]],
    "download": [["1"], ["1", "2", "--to", "{files}/" + SHORT.replace("/", "")], ["3"]],
    "save": [[], ["--json"], [SHORT, "1"], ["broken", "1"], ["mine", "2"]],
    "count": [[], ["--json"], [SHORT]],
    "tag": [[], ["2"], ["2", "+" + SHORT], ["2", SHORT]],
    "note": [["2"], ["4", SHORT], ["4"], ["4", "--remove"]],
    "later": [[], ["--json"], ["2"], ["2", "--remove"]],
    "undo": [["--list"], []],
    "smart list": [[], ["--json"]],
    "smart add": [[SHORT, "T1"], [SHORT, "feed:" + SHORT], ["x", "("]],
    "smart remove": [[SHORT], [SHORT]],
    "rules list": [[], ["--json"]],
    "rules test": [["1"], [SHORT]],
    "rules run": [[]],
    "rules add": [[SHORT, "--do", "star"], [SHORT, "--do", SHORT]],
    "rules remove": [["99"], [SHORT]],
    "rules move": [["1", "2"], [SHORT, "2"]],
    "hot": [[], ["--json"]],
    "digest": [[], ["--json"]],
    "related": [["1"], ["1", "--json"]],
    "coverage": [["2"], ["2", "--json"]],
    "sources": [[], ["--json"]],
    "sources test": [["{url}/feed.json"], ["{url}/reason"], [SHORT]],
    "config path": [[]],
    "config show": [[], ["--json"]],
    "config get": [["ui.theme"], [SHORT]],
    "config set": [["ui.theme", SHORT], [SHORT, "x"], ["general.language", SHORT]],
    "config unset": [["ui.theme"], [SHORT]],
    "config edit": [[]],
    "doctor": [[], ["--json"]],
    "help": [[], ["list"], [SHORT]],
    "completion bash": [[]],
    "completion zsh": [[]],
    "completion fish": [[]],
}  # fmt: skip
"""What each command is given: with the guard alone, and a database that holds every payload as it is."""

BROUGHT_IN = (
    "add {url}/feed.json", "add {url}/moved", "add {url}/reason", "import {files}/urls", "import {files}/cache.db",
    "import {files}/feeds", "import {files}/subs.opml", "refresh", "refresh --json --force", "sync", "sync --json",
    "account list", "account list --json", "feeds", "feeds --json", "list --limit 0", "list --json", "read 1",
    "read 1 --json", "download 1", "download 2", "sources test {url}/feed.json", "stats", "doctor", "tag", "smart",
    "export", "export --format md is:unread", "hot", "later", "undo --list", "save mine 1", "save broken 1",
    "offline --days 1 --images",
)  # fmt: skip
"""What is asked of what came in past the border, with the guard off."""


def leaves() -> set[str]:
    """Every command, and every word that a command chooses by."""
    found: set[str] = set()
    (commands,) = (action for action in build()._actions if isinstance(action, argparse._SubParsersAction))
    for name, parser in commands.choices.items():
        words = next((one.choices for one in parser._actions if not one.option_strings and one.choices), None)
        optional = any(one.nargs == "?" and one.choices and not one.default for one in parser._actions)
        found |= {f"{name} {word}" for word in words} if words else {name}
        found |= {name} if words and optional else set()
    return found


def test_every_command_is_tried() -> None:
    assert set(GUARDED) == leaves()


def hostile_reason(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(f"HTTP/1.1 500 {SHORT}\r\nX-{SHORT}: {SHORT}\r\nContent-Length: 3\r\n\r\nx\x1by".encode())
    handler.close_connection = True


def hostile_move(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(f"HTTP/1.1 302 {SHORT}\r\nLocation: http://{SHORT}/\r\n\r\n".encode())
    handler.close_connection = True


def hostile_world() -> World:
    """A sync server whose every name is hostile."""
    world = World()
    for name in (SHORT, WHOLE):
        feed = world.add_feed("harbour", items=3, category=name)
        feed.title = name
    for item in world.items.values():
        item.title, item.html = WHOLE, WHOLE
    return world


def files_in(folder: Path, url: str) -> None:
    """Lists and caches of other readers, with payloads in every field."""
    folder.mkdir(parents=True, exist_ok=True)
    name = SHORT.replace('"', "")
    (folder / "urls").write_text(
        f'{url}/a{quote(SHORT)} "~{name}" "{name}"\n{url}/b{SHORT}\n"exec:{name}" {name}\n"query:{name}:{name}"\n'
        f'"query:{name}:title =~ \\"{name}\\""\nfilter:{name}:{url}/c\n',
        "utf-8",
    )
    (folder / "feeds").write_text(f'@ {name} {{reload-period: 1}}\n{url}/d "{name}"\n$({name}) "{name}"\n', "utf-8")
    outlines = f"<outline text='&#x9b;2J &#x202e;x' xmlUrl='{url}/e'/><outline text='[/]' xmlUrl='file:///&#x202e;'/>"
    (folder / "subs.opml").write_text(f"<opml version='2.0'><body>{outlines}</body></opml>", "utf-8")
    (folder / SHORT.replace("/", "")).write_text(SHORT, "utf-8")
    with closing(sqlite3.connect(folder / "cache.db")) as connection, connection:
        connection.executescript(
            "CREATE TABLE rss_feed (rssurl, url, title); CREATE TABLE rss_item (id INTEGER PRIMARY KEY, guid, title,"
            " author, url, feedurl, pubDate, content, unread, enclosure_url, enclosure_type, enqueued, flags, deleted);"
        )
        connection.execute("INSERT INTO rss_feed VALUES (?, ?, ?)", (f"{url}/f", url, WHOLE))
        row = (WHOLE, WHOLE, WHOLE, f"{url}/1{SHORT}", f"{url}/f", 2**62, WHOLE, 1, f"{url}/{SHORT}", SHORT, SHORT, 0)
        connection.execute(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, enclosure_url,"
            " enclosure_type, flags, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )


def settings_for(url: str) -> str:
    return (
        f'[[share.savers]]\nname = "mine"\nkind = "webhook"\naddress = "{url}/hook"\n'
        f'[[share.savers]]\nname = "broken"\nkind = "readeck"\naddress = "{url}/reason"\ntoken = "x"\n'
        f"[[rules]]\nquery = {json.dumps('title:' + PLAIN)}\ndo = [{json.dumps('tag:' + SHORT, ensure_ascii=False)}]\n"
    )


@pytest.fixture
def server() -> Iterator[Server]:
    routes = {
        "/feed.json": Answer(b"", headers={"Content-Type": "application/feed+json"}),
        "/hook": hostile_reason,
        "/reason": hostile_reason,
        "/reason/api/bookmarks": hostile_reason,
        "/moved": hostile_move,
    }
    with serve(routes) as found:
        feed = json.loads(feed_json(PAYLOADS))
        for number, item in enumerate(feed["items"][:8]):
            path = f"/file{number}{quote(SHORT)}.mp3"
            item["attachments"] = [{"url": found.url + path, "mime_type": SHORT, "title": SHORT}]
            found.routes[path] = Answer(b"x", headers={"Content-Disposition": f'attachment; filename="{PLAIN}"'})
        found.routes["/feed.json"] = Answer(
            json.dumps(feed).encode(), headers={"Content-Type": "application/feed+json"}
        )
        yield found


def filled(words: Sequence[str], url: str, home: Path) -> list[str]:
    return [word.replace("{url}", url).replace("{files}", str(home / "files")) for word in words]


Line = tuple[Path, Sequence[str]]


def run_all(tmp_path: Path, guard: str, lines: Sequence[Line], codes: Sequence[int]) -> Written:
    """Run commands, each in its home, one after the other in one terminal; each ends as expected, and none with a
    report of a fault."""
    asked = tmp_path / "commands.json"
    asked.write_text(json.dumps([(str(home), argv) for home, argv in lines]), "utf-8")
    env = environment(tmp_path) | {"EDITOR": f"/none/{SHORT}", "no_proxy": "127.0.0.1"}
    with Terminal([sys.executable, "-c", RUNNER, str(asked), guard], columns=150, rows=50, env=env) as terminal:
        assert terminal.wait_end(300) == 0, terminal.screen()
        written = take_apart(bytes(terminal.raw))
    ended = [line.split()[1] for line in written.text.splitlines() if line.startswith("<< ")]
    assert len(ended) == len(lines)
    wrong = [(argv, code) for (_home, argv), code in zip(lines, ended, strict=True) if int(code) not in codes]
    assert not wrong, "\n".join(map(str, wrong))
    assert not any((home / "data" / "crashes").exists() for home, _argv in lines)
    return written


def test_no_command_prints_what_a_terminal_would_obey_whatever_it_is_given(tmp_path: Path, server: Server) -> None:
    fill_store(tmp_path / "data" / "haowai.db", PAYLOADS)
    files_in(tmp_path / "files", server.url)
    (tmp_path / "config.toml").write_text(settings_for(server.url), "utf-8")
    lines = [
        (tmp_path, filled([*name.split(), *words], server.url, tmp_path)) for name in GUARDED for words in GUARDED[name]
    ]
    written = run_all(tmp_path, "guarded", lines, (0, 1, 2, 3, 4, 5))
    assert written.text.count("<< 0 ") > len(lines) / 3
    assert written.commands == []
    assert written.kinds - PLACING == set()


def test_no_setting_that_is_wrong_commands_the_terminal(tmp_path: Path) -> None:
    said = json.dumps(SHORT, ensure_ascii=False)
    lines: list[Line] = []
    for text in (
        f"{said} = 1", f"[ui]\n{said} = 1", f"[ui]\ntheme = {said}", f"[{said}]\nx = 1", f"[net]\ntimeout = {said}",
        f"[[rules]]\nquery = {said}\ndo = [{said}]", f"[keys]\n{said} = {said}",
        f"[[share.commands]]\nname = {said}\nrun = [{said}]", f"x = {SHORT}", f"[keys.{said}]\nx = 1",
        f"[sources.{said}]\nx = 1", f"[ui.theme]\n{said} = 1", f"[[share.savers]]\nname = {said}\nkind = {said}",
    ):  # fmt: skip
        home = tmp_path / str(len(lines))
        home.mkdir()
        (home / "config.toml").write_text(text, "utf-8")
        lines += [(home, ["list"]), (home, ["config", "show"]), (home, ["doctor"])]
    written = run_all(tmp_path, "guarded", lines, (0, 2))
    assert (written.foreign, written.kinds - PLACING) == ([], set())


def test_what_other_programs_and_servers_told_is_clean_when_it_comes_in(tmp_path: Path, server: Server) -> None:
    files_in(tmp_path / "files", server.url)
    (tmp_path / "config.toml").write_text(settings_for(server.url), "utf-8")
    with serve_world(hostile_world(), GReaderFace) as sync:
        first = ["account", "add", "greader", sync.url, "--user", "anna", "--name", "home", "--no-keyring"]
        lines: list[Line] = [(tmp_path, [*first, "--password-command", "printf secret"])]
        lines += [(tmp_path, filled(line.split(), server.url, tmp_path)) for line in BROUGHT_IN]
        written = run_all(tmp_path, "unguarded", lines, (0, 1, 3, 4, 5))
    assert written.foreign == []
    assert written.kinds - PLACING == set()
    assert "6 new articles" in written.text
