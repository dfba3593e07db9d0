"""A password that the reader gave is in the database, its backups packed, and nowhere else."""

from __future__ import annotations

import base64
import stat
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from servers import Answer, rss, serve

CANARY = "Canary-7f3a91"
FORMS = (CANARY.encode(), base64.b64encode(f"me:{CANARY}".encode()), CANARY.replace("-", "%2D").encode())


def leaks(folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("haowai.db"):
            data = path.read_bytes()
            found += [str(path) for form in FORMS if form in data]
    return found


def test_a_password_in_an_address_is_shown_logged_and_exported_nowhere(run, home, capsys, tmp_path):
    def refuse(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(500, f"no {handler.headers.get('Authorization')}")
        handler.end_headers()

    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<rss>")

    away = {"Location": f"http://me:{CANARY}@127.0.0.1:9/"}
    routes = {
        "/good": Answer(rss("晨报")),
        "/refuse": refuse,
        "/broken": broken,
        "/away": Answer(status=302, headers=away),
        "/notafeed": Answer(b"nothing"),
    }
    with serve(routes) as server:
        base = server.url.replace("//", f"//me:{CANARY}@")
        opml = tmp_path / "subs.opml"
        outlines = "".join(f"<outline type='rss' text='{name[1:]}' xmlUrl='{base}{name}'/>" for name in routes)
        opml.write_text(f"<opml version='2.0'><body>{outlines}</body></opml>", "utf-8")
        run("import", opml)
        opml.unlink()
        for argv in (
            ("refresh",),
            ("refresh", "--json", "--force"),
            ("feeds",),
            ("feeds", "--json"),
            ("list", "--json"),
            ("read", "1", "--json"),
            ("export",),
            ("export", "-o", tmp_path / "out.opml"),
            ("export", "--format", "html", "is:unread", "-o", tmp_path / "out.html"),
            ("doctor",),
            ("undo", "--list"),
            ("remove", f"{base}/refuse"),
            ("undo",),
            ("add", f"{base}/nowhere"),
            ("sources", "test", f"{base}/broken"),
        ):
            run(*argv)
    printed = capsys.readouterr()
    assert "晨报" in printed.out
    for form in FORMS:
        assert form.decode() not in printed.out + printed.err
    assert leaks(home) == [] and leaks(tmp_path) == []


def test_a_password_of_a_proxy_is_told_to_nobody(run, home, capsys, monkeypatch):
    seen = threading.Event()

    def as_proxy(handler: BaseHTTPRequestHandler) -> None:
        seen.set()
        handler.send_response(502, "no")
        handler.end_headers()

    with serve({"http://news.example/feed": as_proxy}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", f"//me:{CANARY}@"))
        run("add", "http://news.example/feed")
        run("refresh", "--force")
        run("doctor")
    assert seen.is_set()
    printed = capsys.readouterr()
    for form in FORMS:
        assert form.decode() not in printed.out + printed.err
    assert leaks(home) == []


def test_everything_that_is_kept_is_for_its_owner_alone(run, subscribed, home):
    run("star", "1")
    run("list", "--limit", "1")
    for path in (home / "data").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700


def test_what_is_added_is_told_without_its_password(run, home, capsys):
    with serve({"/feed": Answer(rss("晨报"))}) as server:
        base = server.url.replace("//", f"//me:{CANARY}@")
        for argv in (("add", f"{base}/feed"), ("add", f"{base}/feed", "--json"), ("add", f"{base}/none", "--json")):
            run(*argv)
            assert CANARY not in "".join(capsys.readouterr())
        run("remove", "1")
        run("add", f"{base}/feed", "--json")
        out = capsys.readouterr().out
        assert CANARY not in out and '"others": []' in out
