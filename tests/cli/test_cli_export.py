"""Articles into files from the shell."""

from __future__ import annotations

import json
import os
import stat

import pytest

from books import complaints


@pytest.fixture
def kept(run, subscribed, capsys):
    """The three articles: the first starred, tagged and with a note, the second put off."""
    assert run("star", 1) == 0
    assert run("tag", 1, "+ferry") == 0
    assert run("note", 1, "Ask", "Lin") == 0
    assert run("later", 2) == 0
    capsys.readouterr()


def test_one_article_is_written_as_a_book_that_keeps_the_rules(run, kept, tmp_path, capsys):
    book = tmp_path / "one.epub"
    assert run("export", "--format", "epub", "--article", 1, "-o", book) == 0
    assert complaints(book.read_bytes()) == []
    assert "1 article written" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["md", "html", "txt", "json"])
def test_what_the_reader_added_is_exported(run, kept, tmp_path, kind):
    file = tmp_path / f"all.{kind}"
    assert run("export", "--format", kind, "-o", file) == 0
    text = file.read_text("utf-8")
    for part in ("Harbour reopens", "港口重新开放", "Wind tonight", "Ask Lin", "ferry"):
        assert part in text, part


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["--starred"], ["Harbour reopens"]),
        (["--later"], ["Wind tonight"]),
        (["tag:ferry"], ["Harbour reopens"]),
        (["--feed", "1", "gale"], ["Wind tonight"]),
        (["--article", "3", "--article", "1"], ["港口重新开放", "Harbour reopens"]),
    ],
)
def test_what_is_asked_for_is_what_is_exported(run, kept, tmp_path, words, titles):
    file = tmp_path / "some.json"
    assert run("export", "--format", "json", "-o", file, *words) == 0
    assert [article["title"] for article in json.loads(file.read_text("utf-8"))] == titles


def test_a_folder_gets_a_file_for_each_article_under_a_safe_name(run, kept, tmp_path):
    folder = tmp_path / "out"
    assert run("export", "--format", "md", "-o", f"{folder}/") == 0
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 3
    assert any(name.endswith("-Harbour-reopens-1.md") for name in names)
    assert all(name.isascii() for name in names)


def test_a_link_that_lies_in_the_folder_is_replaced_and_not_followed(run, kept, tmp_path):
    folder, victim = tmp_path / "out", tmp_path / "victim"
    victim.write_text("mine")
    assert run("export", "--format", "txt", "--article", 1, "-o", f"{folder}/") == 0
    name = next(folder.iterdir())
    name.unlink()
    name.symlink_to(victim)
    assert run("export", "--format", "txt", "--article", 1, "-o", folder) == 0
    assert victim.read_text() == "mine"
    assert stat.S_ISREG(name.lstat().st_mode)


def test_an_export_that_cannot_be_written_leaves_what_was_there(run, kept, tmp_path, monkeypatch, capsys):
    file = tmp_path / "all.md"
    file.write_text("before")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run("export", "--format", "md", "-o", file) == 4
    assert file.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".haowai")] == []
    assert "No space left" in capsys.readouterr().err


def test_articles_go_through_a_pipe(spawn, kept):
    done = spawn("export", "--format", "md", "--article", 1)
    assert done.returncode == 0
    assert done.stdout.startswith(b"# Harbour reopens")


def test_nothing_to_export_says_so(run, kept, tmp_path, capsys):
    assert run("export", "--format", "md", "nosuchword", "-o", tmp_path / "x.md") == 3
    assert "no articles to export" in capsys.readouterr().err
    assert not (tmp_path / "x.md").exists()


def test_articles_without_a_format_are_a_question(run, kept, capsys):
    assert run("export", "--starred") == 2
    assert "--format" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["{folder}/none/x.md", "{folder}/x.md/", "/dev/full"])
def test_what_cannot_be_written_ends_with_the_code_of_that(run, subscribed, tmp_path, capsys, target):
    (tmp_path / "x.md").write_text("mine", "utf-8")
    path = target.format(folder=tmp_path)
    assert run("export", "--format", "md", "-o", path) == 4
    assert "cannot be written" in capsys.readouterr().err
    assert (tmp_path / "x.md").read_text("utf-8") == "mine"
    assert run("export", tmp_path) == 4, "the feeds, over a folder"


def test_a_file_without_a_name_is_refused_and_nothing_is_written_here(run, kept, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    for words in (("--format", "md", "-o", ""), ("-o", "")):
        assert run("export", *words) == 2
        assert "Name a file" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before
