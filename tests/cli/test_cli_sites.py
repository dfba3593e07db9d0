from __future__ import annotations

import json
from pathlib import Path

import pytest

import clientsite
from haowai_tui.__main__ import main
from haowai_tui.locale import set_language
from servers import Answer, serve


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAOWAI_HOME", str(tmp_path))
    set_language("en")


def site() -> dict[str, Answer]:
    routes = {clientsite.link(n): Answer(clientsite.page(clientsite.story(n), "divs")) for n in range(1, 6)}
    return {**routes, "/": Answer(clientsite.column([1, 2, 3, 4, 5]))}


def test_sources_test_shows_what_is_caught_and_fails_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with serve(site()) as server:
        assert main(["sources", "test", f"haowai:{server.url}/", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        counts = {part["name"]: part["count"] for part in found["parts"]}
        assert counts["list"] == 5 and counts["related"] == 6 and counts["hot"] == 10 and found["gone"] == []
        assert main(["sources", "test", f"haowai:{server.url}/"]) == 0
        assert clientsite.title(1) in capsys.readouterr().out
        server.routes["/"] = Answer(b"<html><body></body></html>")
        assert main(["sources", "test", f"haowai:{server.url}/"]) == 5
        assert "Not found: list" in capsys.readouterr().out


def test_the_list_of_sources_names_all_built_in_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--json"]) == 0
    infos = json.loads(capsys.readouterr().out)
    assert [info["name"] for info in infos][:5] == ["feed", "folder", "haowai", "page", "sample"]
    assert not any(info["fault"] for info in infos)
    assert main(["sources", "test"]) == 2


def test_the_offline_edition_is_made_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with serve(site()) as server:
        assert main(["add", f"haowai:{server.url}/"]) == 0
        capsys.readouterr()
        # More days than the calendar has are all of them.
        assert main(["offline", "--days", "999999999999999", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["articles"] == 5 and found["failures"] == [] and found["bytes"] > 1000
        assert main(["feeds", "--full-text", "on", "--json"]) == 0
        capsys.readouterr()
        assert main(["refresh", "--force", "--full-text", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["full_texts"] == [] and told["notified"] == []
        assert main(["refresh", "--force", "--full-text"]) == 0


def test_a_refresh_names_the_whole_texts_that_it_fetched_and_failed_to(capsys: pytest.CaptureFixture[str]) -> None:
    with serve({}) as server:
        items = "".join(
            f"<item><guid>{n}</guid><title>{clientsite.title(n)}</title><link>{server.url}{clientsite.link(n)}</link>"
            "<description>Only this.</description></item>"
            for n in (1, 2)
        )
        server.routes["/feed"] = Answer(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode())
        server.routes[clientsite.link(1)] = Answer(clientsite.page(clientsite.story(1), "divs"))
        assert main(["add", f"{server.url}/feed"]) == 0
        capsys.readouterr()
        assert main(["refresh", "--force", "--full-text", "--json"]) == 0
        texts = {text["title"]: text["error"] for text in json.loads(capsys.readouterr().out)["full_texts"]}
        assert texts[clientsite.title(1)] == "" and "404" in texts[clientsite.title(2)]
