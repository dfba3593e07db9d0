"""The files that come with an article: listed, in its JSON, and downloaded by their numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from servers import Answer, serve

FEED = """<rss version="2.0"><channel><title>Talks</title>
<item><guid>1</guid><title>A talk</title><description>Words.</description>
<enclosure url="{url}/talk.mp3" type="audio/mpeg" length="3200000"/><enclosure url="{url}/notes"/></item>
<item><guid>2</guid><title>No talk</title><description>Words.</description></item>
</channel></rss>"""


@pytest.fixture
def talks(run, capsys) -> Iterator[str]:
    """A server whose feed is subscribed to, and the number of the article with two files."""
    with serve({}) as server:
        server.routes["/feed"] = Answer(FEED.format(url=server.url).encode())
        server.routes["/talk.mp3"], server.routes["/notes"] = Answer(b"sound"), Answer(b"notes")
        assert run("add", f"{server.url}/feed") == 0
        capsys.readouterr()
        yield server.url


@pytest.fixture
def server_without_sound(run, capsys) -> Iterator[str]:
    """The same, but the first file is gone."""
    with serve({"/notes": Answer(b"notes")}) as server:
        server.routes["/feed"] = Answer(FEED.format(url=server.url).encode())
        assert run("add", f"{server.url}/feed") == 0
        capsys.readouterr()
        yield server.url


def test_an_article_lists_its_files_with_kind_size_and_address_at_its_foot(run, talks, capsys):
    assert run("read", "1") == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "Files that come with it", f"[1] audio/mpeg 3.2 MB {talks}/talk.mp3", f"[2] {talks}/notes",
    ]  # fmt: skip
    assert run("read", "2") == 0
    assert "Files that" not in capsys.readouterr().out


def test_its_json_and_its_export_have_them(run, talks, capsys):
    wanted = [
        {"url": f"{talks}/talk.mp3", "type": "audio/mpeg", "length": 3_200_000},
        {"url": f"{talks}/notes", "type": "", "length": None},
    ]
    assert run("read", "1", "--json") == 0
    assert json.loads(capsys.readouterr().out)["enclosures"] == wanted
    assert run("export", "--format", "json", "--article", "1") == 0
    assert json.loads(capsys.readouterr().out)[0]["enclosures"] == wanted


def test_they_are_downloaded_by_these_numbers(run, talks, tmp_path: Path, capsys):
    assert run("download", "1", "2", "--to", tmp_path) == 0
    assert (tmp_path / "notes").read_bytes() == b"notes"
    assert run("download", "1", "9", "--to", tmp_path) == 3
    assert "haowai read 1 lists them" in capsys.readouterr().err
    assert run("download", "1", "0", "--to", tmp_path) == 2
    assert not (tmp_path / "talk.mp3").exists()


def test_a_folder_that_cannot_be_written_to_is_told_as_such(run, talks, tmp_path: Path, capsys):
    (tmp_path / "file").write_text("", "utf-8")
    assert run("download", "1", "--to", tmp_path / "file") == 4
    assert "cannot be written" in capsys.readouterr().err


def test_programs_are_told_which_files_they_became(run, talks, tmp_path: Path, capsys):
    assert run("download", "1", "--to", tmp_path, "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first == {
        "url": f"{talks}/talk.mp3", "type": "audio/mpeg", "path": str(tmp_path / "talk.mp3"), "bytes": 5, "error": "",
    }  # fmt: skip
    assert second["path"] == str(tmp_path / "notes")


def test_a_file_that_cannot_be_fetched_keeps_none_of_the_others(run, server_without_sound, tmp_path: Path, capsys):
    assert run("download", "1", "--to", tmp_path) == 1
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'notes'}\n" and "404" in err
    assert run("download", "1", "--to", tmp_path, "--json") == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["path"], second["error"]) == (None, "") and "404" in first["error"]
    assert run("download", "1", "1", "--to", tmp_path) == 5
