"""Reading from the shell: list, search, count, read, star, mark."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from haowai_tui.library import Library
from terminal import Terminal

KEYS = {
    "id", "title", "byline", "source", "feed", "link", "published", "comments", "key_points",
    "key_points_extracted", "blocks", "enclosures", "related", "hot", "read", "starred", "tags", "note", "later",
    "changed",
}  # fmt: skip


def by_title(run, capsys) -> dict[str, int]:
    assert run("list", "--json") == 0
    return {article["title"]: article["id"] for article in json.loads(capsys.readouterr().out)}


def test_a_list_in_a_pipe_has_one_line_an_article_with_tabs_between_its_fields(run, subscribed, capsys):
    assert run("list") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert sorted(row[4] for row in rows) == ["Harbour reopens", "Wind tonight", "港口重新开放"]
    assert {row[2] for row in rows} == {"N"}
    assert all(row[0].isdigit() for row in rows)


def test_an_article_as_json_has_the_keys_that_scripts_rely_on(run, subscribed, capsys):
    number = by_title(run, capsys)["港口重新开放"]
    assert run("read", number, "--json") == 0
    article = json.loads(capsys.readouterr().out)
    assert set(article) == KEYS
    assert [block["type"] for block in article["blocks"]] == ["paragraph", "list"]
    assert [item["text"] for item in article["blocks"][1]["children"]] == ["渡轮", "步道"]


def test_a_list_as_json_has_whole_articles(run, subscribed, capsys):
    assert run("list", "--limit", 2, "--json") == 0
    articles = json.loads(capsys.readouterr().out)
    assert len(articles) == 2
    assert all(set(article) == KEYS for article in articles)


def test_no_articles_are_an_empty_json_array(run, capsys):
    assert run("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_empty_store_says_how_to_add_feeds_and_installs_nothing(run, capsys):
    assert run("list") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "haowai add" in printed.err
    assert run("feeds", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_chinese_word_of_two_characters_is_found(run, subscribed, capsys):
    assert run("search", "渡轮") == 0
    assert "港口重新开放" in capsys.readouterr().out


def test_a_search_that_finds_nothing_says_so(run, subscribed, capsys):
    assert run("search", "zeppelin") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Nothing" in printed.err


def test_an_operator_that_is_not_known_is_a_usage_error_with_its_column(run, subscribed, capsys):
    assert run("list", "harbour", "colour:red") == 2
    assert "Column 9" in capsys.readouterr().err


def test_marks_are_kept_and_counted(run, subscribed, capsys):
    ids = by_title(run, capsys)
    assert run("count") == 0
    assert capsys.readouterr().out == "3\n"
    assert run("mark", "read", ids["Wind tonight"], ids["Harbour reopens"]) == 0
    assert run("star", ids["Wind tonight"]) == 0
    capsys.readouterr()
    assert run("count", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"unread": 1}
    assert run("count", "is:starred") == 0
    assert capsys.readouterr().out == "0\n"
    assert run("list", "is:starred") == 0
    assert capsys.readouterr().out.split("\t")[2] == "*"
    assert run("star", "--undo", ids["Wind tonight"]) == 0
    assert run("mark", "unread", ids["Wind tonight"]) == 0
    capsys.readouterr()
    assert run("count") == 0
    assert capsys.readouterr().out == "2\n"


def test_when_one_article_does_not_exist_none_is_marked(run, subscribed, capsys):
    ids = by_title(run, capsys)
    assert run("mark", "read", ids["Wind tonight"], 4711) == 3
    assert "4711" in capsys.readouterr().err
    assert run("count") == 0
    assert capsys.readouterr().out == "3\n"


def test_an_article_that_does_not_exist_is_exit_code_3(run, subscribed, capsys):
    assert run("read", 4711) == 3
    assert "4711" in capsys.readouterr().err


@pytest.mark.parametrize("width", [10, 20, 33, 76, 120])
def test_an_article_is_set_for_the_width_that_is_asked_for(run, subscribed, capsys, width):
    from haowai_tui.text import cell_width

    number = by_title(run, capsys)["Harbour reopens"]
    assert run("read", number, "--width", width) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_width, lines)) <= width
    assert "harbour opens on" in " ".join(line.strip() for line in lines)


def test_reading_marks_nothing_unless_asked(run, subscribed, capsys):
    number = by_title(run, capsys)["Wind tonight"]
    assert run("read", number) == 0
    capsys.readouterr()
    assert run("count") == 0
    assert capsys.readouterr().out == "3\n"
    assert run("read", number, "--mark") == 0
    capsys.readouterr()
    assert run("count") == 0
    assert capsys.readouterr().out == "2\n"


def test_the_last_guard_drops_control_characters_that_reached_the_store(run, subscribed, capsys, monkeypatch):
    from msgspec.structs import replace

    true_article = Library.article
    monkeypatch.setattr(
        Library, "article", lambda self, i: replace(true_article(self, i), title="a\x1b]0;owned\x07b\x9b2J\u202ec")
    )
    assert run("read", 1) == 0
    assert run("read", 1, "--json") == 0
    printed = capsys.readouterr().out
    assert not set(printed) & set("\x1b\x07\x9b\u202e")
    assert "a]0;ownedb2Jc" in printed


def test_a_pager_gets_the_article_through_an_argument_list_and_no_shell(home: Path, subscribed, tmp_path):
    pager = tmp_path / "my pager"
    pager.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[2], 'w').write(sys.stdin.read() + sys.argv[1])\n")
    pager.chmod(0o755)
    env = {
        "HAOWAI_HOME": str(home),
        "PAGER": f"'{pager}' '$(touch {tmp_path}/shell)' {tmp_path}/seen",
        "PYTHONPATH": ":".join(sys.path),
    }
    with Terminal([sys.executable, "-m", "haowai_tui", "read", "1"], env=env) as terminal:
        assert terminal.wait_end() == 0
    seen = (tmp_path / "seen").read_text("utf-8")
    assert "$(touch" in seen
    assert seen.count("\n") > 2
    assert not (tmp_path / "shell").exists()


def test_without_its_pager_the_article_is_printed(home: Path, subscribed):
    env = {"HAOWAI_HOME": str(home), "PAGER": "/nowhere/pager", "PYTHONPATH": ":".join(sys.path)}
    with Terminal([sys.executable, "-m", "haowai_tui", "read", "1"], env=env) as terminal:
        assert terminal.wait_end() == 0
        assert "2026" in terminal.screen()


@pytest.mark.parametrize("columns", [20, 40, 60, 120])
def test_a_list_on_a_terminal_keeps_to_its_columns(home: Path, subscribed, columns):
    env = {"HAOWAI_HOME": str(home), "PYTHONPATH": ":".join(sys.path)}
    for command in ("list", "feeds"):
        with Terminal([sys.executable, "-m", "haowai_tui", command], columns=columns, env=env) as terminal:
            assert terminal.wait_end() == 0
            rows = [line for line in terminal.screen().splitlines() if line]
        assert len(rows) == {"list": 3, "feeds": 1}[command]
    assert columns < 60 or "news" in rows[0]


def test_what_a_publisher_changed_is_printed(run, subscribed, capsys):
    assert run("read", "1", "--changes") == 3
    assert "has not changed" in capsys.readouterr().err
    text = subscribed.joinpath("harbour.md").read_text("utf-8")
    subscribed.joinpath("harbour.md").write_text(text.replace("Monday", "Tuesday"), "utf-8")
    assert run("refresh", "--force") == 0
    capsys.readouterr()
    for number in (1, 2, 3):
        if run("read", number, "--changes") == 0:
            break
    assert "opens on [-Monday-]{+Tuesday+}, see" in capsys.readouterr().out
