"""Subscriptions from the shell: add, remove, feeds, refresh, import, export."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from haowai_tui.config import paths
from haowai_tui.library import Library
from servers import Answer, rss, serve
from terminal import Terminal

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{title}</title><link>http://127.0.0.1/</link>
<item><guid>1</guid><title>First of {title}</title><description>Some words.</description></item>
<item><guid>2</guid><title>Second of {title}</title><description>More words.</description></item>
</channel></rss>"""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/gone"):
            self.send_error(410)
            return
        if self.path.startswith("/slow"):
            time.sleep(20)
        body = FEED.format(title=self.path.strip("/")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        return


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A slow answer comes when nobody waits for it any more, and would be told in another test's output."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server with good feeds at any path, but 410 under /gone and 20 seconds of waiting under /slow."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    served = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


def import_feeds(run, tmp_path: Path, *addresses: str) -> None:
    outlines = "".join(f'<outline text="{a.rsplit("/", 1)[1]}" xmlUrl="{a}"/>' for a in addresses)
    file = tmp_path / "feeds.opml"
    file.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', "utf-8")
    assert run("import", file) == 0


def test_a_directory_is_subscribed_to_as_a_folder_in_nested_categories(run, news, capsys):
    assert run("add", news, "--category", "mine/at home", "--title", "Desk", "--json") == 0
    added = json.loads(capsys.readouterr().out)
    assert added["feed"]["source"] == "folder"
    assert added["feed"]["category"] == ["mine", "at home"]
    assert added["feed"]["title"] == "Desk"
    assert added["new"] == 3


def test_a_feed_is_added_fetched_and_read_with_the_server_gone(run, server, capsys):
    assert run("add", f"{server}/alpha") == 0
    assert "alpha" in capsys.readouterr().out
    assert run("list", "First") == 0
    assert "First of alpha" in capsys.readouterr().out


@pytest.mark.parametrize("argv", [("sample:guide",), ("guide", "--source", "sample")])
def test_the_sample_edition_is_subscribed_to_by_name(run, capsys, argv):
    assert run("add", *argv, "--json") == 0
    added = json.loads(capsys.readouterr().out)
    assert added["feed"]["address"] == "sample:guide"
    assert added["new"] > 3


def test_adding_again_changes_nothing(run, subscribed, capsys):
    assert run("add", subscribed) == 0
    assert "already" in capsys.readouterr().out
    assert run("feeds") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_source_that_is_not_installed_is_a_usage_error(run, news, capsys):
    assert run("add", news, "--source", "telegraph") == 2
    assert "telegraph" in capsys.readouterr().err


def test_a_feed_added_offline_is_subscribed_to_and_says_that_it_waits(run, capsys):
    assert run("add", "http://127.0.0.1:9/feed.xml") == 1
    printed = capsys.readouterr()
    assert "Subscribed" in printed.out
    assert "could not be fetched" in printed.err


def test_removing_takes_names_numbers_and_addresses(run, subscribed, capsys):
    assert run("remove", "no such feed") == 3
    assert run("remove", "news", "another") == 3, "all are understood before the first one goes"
    assert run("remove", "news") == 0
    capsys.readouterr()
    assert run("feeds", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("address", ["", " \t"])
def test_nothing_is_no_address_to_subscribe_to(run, news, monkeypatch, capsys, address):
    monkeypatch.chdir(news)
    assert run("add", address) == 2
    assert run("sources", "test", address) == 2
    assert capsys.readouterr().err.count("ADDRESS") == 2
    assert run("feeds") == 0
    assert not capsys.readouterr().out


def test_what_is_removed_is_brought_back_as_it_was_in_the_way_that_is_told(run, news, capsys):
    assert run("add", news, "--title", "My words", "--category", "tech") == 0
    assert run("list", "--json") == 0
    star = json.loads(capsys.readouterr().out.partition("\n")[2])[0]["id"]
    assert run("star", star) == 0
    assert run("remove", "My words") == 0
    assert "haowai undo" in capsys.readouterr().err
    assert run("undo") == 0
    capsys.readouterr()
    assert run("feeds", "--json") == 0
    (feed,) = json.loads(capsys.readouterr().out)
    assert (feed["title"], feed["category"]) == ("My words", ["tech"])
    assert run("list", "is:starred") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_feed_is_named_by_its_title_or_else_by_a_part_of_it_but_not_by_its_category(run, tmp_path, capsys):
    import_feeds(run, tmp_path, "http://example.org/daily", "http://example.org/daily-west")
    assert run("add", tmp_path, "--category", "tech", "--title", "Mine") == 0
    assert run("remove", "tech") == 3
    assert run("remove", "DAILY") == 0
    assert run("remove", "west") == 0
    capsys.readouterr()
    assert run("feeds", "--json") == 0
    assert [feed["title"] for feed in json.loads(capsys.readouterr().out)] == ["Mine"]


@pytest.mark.parametrize("address", ["ftp://example.org/a", "http://", "file:///etc/passwd", "/no/such/folder"])
def test_at_what_is_no_web_address_there_is_no_feed(run, capsys, address):
    assert run("add", address) == 3
    assert address in capsys.readouterr().err


def test_a_name_that_means_several_feeds_removes_none(run, tmp_path, capsys):
    import_feeds(run, tmp_path, "http://example.org/daily-east", "http://example.org/daily-west")
    assert run("remove", "daily") == 2
    assert "several" in capsys.readouterr().err


def test_a_refresh_in_a_pipe_prints_a_line_for_each_feed(run, server, tmp_path, capsys):
    import_feeds(run, tmp_path, f"{server}/alpha", f"{server}/beta", f"{server}/gone")
    capsys.readouterr()
    assert run("refresh") == 1
    lines = capsys.readouterr().out.splitlines()
    assert "alpha: 2 new articles" in lines
    assert "beta: 2 new articles" in lines
    assert any(line.startswith("gone: failed:") for line in lines)
    assert "1 failed" in lines[-1]


def test_a_refresh_as_json_is_one_document(run, server, tmp_path, capsys):
    import_feeds(run, tmp_path, f"{server}/alpha", f"{server}/gone")
    capsys.readouterr()
    assert run("refresh", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["done"], told["failed"], told["new"]) == (1, 1, 2)
    assert {feed["title"]: feed["status"] for feed in told["feeds"]} == {"alpha": "ok", "gone": "failed"}


def test_when_every_feed_fails_the_exit_code_is_5(run, tmp_path, capsys):
    import_feeds(run, tmp_path, "http://127.0.0.1:9/one", "http://127.0.0.1:9/two")
    assert run("refresh") == 5


def test_a_refresh_of_nothing_is_no_failure(run, capsys):
    assert run("refresh", "--json") == 0
    assert json.loads(capsys.readouterr().out)["feeds"] == []


def test_progress_is_drawn_on_a_terminal(run, server, home, tmp_path):
    import_feeds(run, tmp_path, f"{server}/alpha", f"{server}/gone")
    env = {"HAOWAI_HOME": str(home), "PYTHONPATH": ":".join(sys.path)}
    with Terminal([sys.executable, "-m", "haowai_tui", "refresh"], env=env) as terminal:
        assert terminal.wait_end(30) == 1
        assert b"] 0/2" in terminal.raw
        assert "alpha: 2 new articles" in terminal.screen()
        assert "] 0/2" not in terminal.screen()


def test_an_interrupted_refresh_keeps_what_was_fetched(run, server, home, tmp_path, capsys):
    import_feeds(run, tmp_path, f"{server}/alpha", f"{server}/slow")
    command = [sys.executable, "-m", "haowai_tui", "refresh"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout is not None and process.stderr is not None
        assert b"alpha: 2 new" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert b"Traceback" not in process.stderr.read()
    capsys.readouterr()
    assert run("count") == 0
    assert capsys.readouterr().out == "2\n"


def test_nested_folders_survive_export_and_import(run, news, home, tmp_path, capsys, monkeypatch):
    outline = (
        '<outline text="外"><outline text="内"><outline text="Mine" title="Theirs" xmlUrl="{a}"/></outline></outline>'
    )
    file = tmp_path / "in.opml"
    file.write_text(f'<opml version="2.0"><body>{outline.format(a="http://example.org/x")}</body></opml>', "utf-8")
    assert run("import", file) == 0
    out = tmp_path / "out.opml"
    assert run("export", out) == 0
    monkeypatch.setenv("HAOWAI_HOME", str(tmp_path / "second"))
    assert run("import", out, "--json") == 0
    again = tmp_path / "again.opml"
    assert run("export", again) == 0
    assert again.read_bytes() == out.read_bytes()
    capsys.readouterr()
    assert run("feeds", "--json") == 0
    (feed,) = json.loads(capsys.readouterr().out)
    assert feed["category"] == ["外", "内"]
    assert not list(tmp_path.glob(".haowai-*")), "the file it was written to first is gone"


def test_opml_goes_through_pipes(spawn, subscribed):
    exported = spawn("export")
    assert exported.returncode == 0
    imported = spawn("import", "-", input=exported.stdout, env={"HAOWAI_HOME": os.environ["HAOWAI_HOME"] + "2"})
    assert imported.returncode == 0
    assert b"1 feed added" in imported.stdout


@pytest.mark.parametrize("content", [b"", b"not xml", b"<html></html>", b"\xff\xfe\x00"])
def test_a_file_that_is_no_opml_is_a_usage_error(run, tmp_path, capsys, content):
    file = tmp_path / "x.opml"
    file.write_bytes(content)
    assert run("import", file) == 2
    assert "OPML" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_usage_error(run, tmp_path, capsys):
    assert run("import", tmp_path / "nothing.opml") == 2
    assert "nothing.opml" in capsys.readouterr().err


def test_a_feed_that_is_cut_off_is_subscribed_to_and_told_as_damaged(run, capsys):
    whole = rss("渡口", 2)
    page = Answer(b'<html><link rel="alternate" type="application/rss+xml" href="/feed"></html>')
    with serve({"/feed": Answer(whole.partition(b"<item>")[0]), "/": page}) as server:
        assert run("add", f"{server.url}/feed") == 1
        out, err = capsys.readouterr()
        assert "0 articles" in out and "The feed is damaged" in err
        assert run("add", server.url) == 0
        assert "subscribed to already, as feed 1" in capsys.readouterr().out
        server.routes["/feed"] = Answer(whole)
        assert run("refresh", "--force") == 0
        assert run("count") == 0
        assert capsys.readouterr().out.splitlines()[-1] == "2"


def test_the_same_list_imported_several_times_at_once_is_added_once(home, tmp_path):
    lines = "".join(
        f'<outline type="rss" text="Paper {n}" xmlUrl="https://paper{n}.example/feed"/>' for n in range(300)
    )
    (tmp_path / "list.opml").write_text(f'<opml version="2.0"><body>{lines}</body></opml>', "utf-8")
    command = [sys.executable, "-m", "haowai_tui", "import", "--json", str(tmp_path / "list.opml")]
    with Library.open(paths()) as library:
        running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
        said = [json.loads(process.communicate(timeout=60)[0]) for process in running]
        assert sorted(len(one["added"]) for one in said) == [0, 0, 300]
        assert sorted(one["existing"] for one in said) == [0, 300, 300]
        assert len(library.undoable()) == 1
        library.undo()
        assert library.feeds() == []


def test_what_could_never_be_fetched_is_not_subscribed_to(run, capsys):
    for address in (
        "mailto:anna@news.example",
        "http://news..example/feed",
        f"https://{'a' * 64}.example/",
        f"https://{'news.' * 60}example/",
        "http://[::1]x/",
        "http://[::1]]/",
        "http://[::1]:80x/",
        "page+http://[::1]x/",
        "http://news.example:0/",
        "http://news.example:99999/",
        "http://news%20.example/",
        "http://a b/",
        "http:///x",
        "http://anna:geheim@",
        "http://news.example\\@127.0.0.1/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://news.1/",
    ):
        assert run("add", address) == 3, address
        assert "is not a web address" in capsys.readouterr().err
    assert "geheim" not in capsys.readouterr().err
    # What leads to a page of the network that one is in, before one has signed in there, may be right all the same.
    with serve({"/feed": Answer(status=302, headers={"Location": "http://localhost:9/login"})}) as server:
        assert run("add", f"{server.url}/feed") == 1
    assert "on a private network" in capsys.readouterr().err


def test_a_server_that_asks_for_a_rest_gets_it_from_the_first_time_on(run, capsys):
    with serve({"/feed": Answer(status=429, headers={"Retry-After": "7200"})}) as server:
        assert run("add", f"{server.url}/feed") == 1
        assert run("refresh") == 0
        assert server.requests["/feed"] == 1
        assert "Not asked before" in capsys.readouterr().out


def test_a_feed_that_there_is_not_is_no_silence(run, subscribed, capsys):
    assert run("--lang", "en", "feeds", "nosuch") == 0
    assert "No feed matches" in capsys.readouterr().err
    assert run("--lang", "en", "feeds", "nosuch", "--full-text", "on") == 3
    assert "There is no feed nosuch" in capsys.readouterr().err
    assert run("--lang", "en", "feeds", "--full-text", "on") == 0
    assert "whole texts are fetched at each refresh" in capsys.readouterr().err


def test_one_slash_too_few_and_a_scheme_too_many_are_put_right(run, capsys):
    with serve({"/feed": Answer(rss("晨报"))}) as server:
        place = server.url.removeprefix("http://")
        assert run("add", f"http:/{place}/feed") == 0
        capsys.readouterr()
        assert run("add", f"https://http://{place}/feed") == 0
    assert "already" in capsys.readouterr().out


def test_one_address_added_twice_at_once_is_subscribed_to_once(home):
    both = threading.Barrier(2, timeout=30)
    asked: list[str] = []

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        if len(asked) <= 2:
            # Each has looked whether it is there before either has subscribed to it.
            both.wait()
        body = rss("晨报")
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with serve({"/feed": answer}) as server, Library.open(paths()) as library:
        command = [sys.executable, "-m", "haowai_tui", "add", "--json", f"{server.url}/feed"]
        running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
        said = [json.loads(process.communicate(timeout=60)[0]) for process in running]
        assert sorted(one["existed"] for one in said) == [False, True]
        assert len({one["feed"]["id"] for one in said}) == len(library.undoable()) == 1


@pytest.mark.usefixtures("subscribed")
def test_the_list_of_feeds_says_what_was_set_for_them(run, capsys):
    assert run("feeds", "news", "--full-text", "on", "--rank", "2") == 0
    assert "(+2, whole texts)" in capsys.readouterr().out
    assert run("feeds", "--json") == 0
    (feed,) = json.loads(capsys.readouterr().out)
    assert (feed["rank"], feed["full_text"]) == (2, True)
    assert run("feeds", "news", "--full-text", "off", "--rank", "0", "--json") == 0
    (feed,) = json.loads(capsys.readouterr().out)
    assert (feed["rank"], feed["full_text"]) == (0, False)
