"""Finding and ordering from the shell: queries, tags, notes, the queue, smart feeds, rules."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal import Terminal


def said(capsys) -> list[str]:
    return capsys.readouterr().out.splitlines()


def number_of(run, capsys, title: str) -> int:
    assert run("search", f'title:"{title}"', "--json") == 0
    (article,) = json.loads(capsys.readouterr().out)
    return article["id"]


def test_a_query_of_the_shell_knows_or_not_and_parentheses(run, subscribed, capsys):
    assert run("search", "(渡輪 OR gale) -is:starred") == 0
    assert sorted(line.split("\t")[4] for line in said(capsys)) == ["Wind tonight", "港口重新开放"]
    assert run("search", "--", "-渡轮", "-gale") == 0
    assert [line.split("\t")[4] for line in said(capsys)] == ["Harbour reopens"]
    assert run("search", "(渡轮") == 2
    assert "Column 4: ) is expected here." in capsys.readouterr().err


def test_tags_are_given_taken_listed_and_asked_for(run, subscribed, capsys):
    number = number_of(run, capsys, "Wind tonight")
    assert run("tag", number, "+weather", "+看") == 0
    assert said(capsys) == ["weather 看"]
    assert run("tag", number, "-看") == 0
    assert said(capsys) == ["weather"]
    assert run("tag") == 0
    assert said(capsys) == ["1\tweather"]
    assert run("count", "tag:Weather") == 0
    assert said(capsys) == ["1"]
    assert run("tag", number, "+two words") == 2
    assert run("tag", number, "weather") == 2
    assert run("tag", 99, "+x") == 3


def test_a_note_is_kept_printed_and_part_of_the_json(run, subscribed, capsys):
    number = number_of(run, capsys, "Wind tonight")
    assert run("note", number, "tie", "the", "boat") == 0
    assert run("note", number) == 0
    assert said(capsys) == ["tie the boat"]
    assert run("read", number, "--json") == 0
    assert json.loads(capsys.readouterr().out)["note"] == "tie the boat"
    assert run("note", "--remove", number) == 0
    assert run("count", "has:notes") == 0
    assert said(capsys) == ["0"]


def test_the_queue_is_listed_in_its_order(run, subscribed, capsys):
    wind, harbour = (number_of(run, capsys, title) for title in ("Wind tonight", "Harbour reopens"))
    assert run("later", wind) == 0
    assert run("later", "--first", harbour) == 0
    capsys.readouterr()
    assert run("later") == 0
    assert [line.split("\t")[4] for line in said(capsys)] == ["Harbour reopens", "Wind tonight"]
    assert run("later", "--remove", wind) == 0
    capsys.readouterr()
    assert run("later", "--json") == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == [harbour]


def test_a_smart_feed_counts_what_is_unread(run, subscribed, capsys):
    assert run("smart", "add", "海边", "渡轮 OR harbour") == 0
    assert run("smart", "add", "海边", "is:unread (") == 2
    capsys.readouterr()
    assert run("smart") == 0
    assert said(capsys) == ["2\t海边\t渡轮 OR harbour"]
    run("mark", "read", number_of(run, capsys, "Harbour reopens"))
    capsys.readouterr()
    assert run("smart", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {"name": "海边", "query": "渡轮 OR harbour", "unread": 1, "more": False, "error": ""}
    ]
    assert run("smart", "remove", "海边") == 0
    assert run("smart", "remove", "海边") == 3


def test_a_rule_is_added_tried_run_and_counted(run, subscribed, home, capsys):
    assert run("rules", "add", "gale", "--do", "read", "--do", "tag:weather") == 0
    assert run("rules", "add", "渡轮", "--do", "star") == 0
    capsys.readouterr()
    assert run("rules", "test", "1") == 0
    assert [line.split("\t")[4] for line in said(capsys)] == ["Wind tonight"]
    assert run("count") == 0
    assert said(capsys) == ["3"]
    assert run("rules", "run") == 0
    assert said(capsys) == ["2 articles changed."]
    assert run("rules", "run") == 0
    assert said(capsys) == ["0 articles changed."]
    assert run("count") == 0
    assert said(capsys) == ["2"]
    assert run("rules") == 0
    rows = [line.split("\t") for line in said(capsys)]
    assert [row[:2] + row[3:] for row in rows] == [["1", "1", "read, tag:weather", "gale"], ["2", "1", "star", "渡轮"]]
    assert all(len(row[2]) == len("2026-11-23 14:05") for row in rows)


def test_rules_run_on_what_arrives(run, subscribed: Path, capsys):
    assert run("rules", "add", "title:lantern", "--do", "later") == 0
    (subscribed / "lantern.txt").write_text("Lantern parade\n\nTonight at the quay.\n", "utf-8")
    (subscribed / "other.txt").write_text("Market day\n\nA lantern seller is there.\n", "utf-8")
    assert run("refresh", "--force") == 0
    capsys.readouterr()
    assert run("later") == 0
    assert [line.split("\t")[4] for line in said(capsys)] == ["Lantern parade"]


def test_a_rule_that_cannot_be_understood_is_refused_or_listed_with_its_fault(run, subscribed, home, capsys):
    assert run("rules", "add", "gale", "--do", "fly") == 2
    assert run("rules", "add", "gale", "--do", "tag:two words") == 2
    assert run("rules", "add", "gale") == 2
    assert run("rules", "add", "is:hot", "--do", "star") == 2
    assert run("rules", "add", "", "--do", "star") == 2
    assert run("rules", "test", "1") == 2
    assert not (home / "config.toml").exists()
    (home / "config.toml").write_text('# mine\n[[rules]]\nquery = "(gale"\ndo = ["read"]', "utf-8")
    assert run("rules", "add", 'say "gale"', "--do", "star") == 0
    assert (home / "config.toml").read_text("utf-8").startswith("# mine\n")
    capsys.readouterr()
    assert run("rules", "run") == 0
    assert run("rules", "--json") == 0
    out = capsys.readouterr().out
    listed = json.loads(out[out.index("[") :])
    assert "Column 6" in listed[0]["error"]
    assert (listed[1]["query"], listed[1]["error"]) == ('say "gale"', "")
    (home / "config.toml").write_text('[[rules]]\nquery = "gale"\n', "utf-8")
    assert run("rules") != 0


def test_what_a_query_leaves_out_needs_no_quotes(run, subscribed, home, capsys):
    assert run("search", "--limit", "9", "-gale", "OR", "渡轮", "-晚报") == 0
    with_quotes = said(capsys)
    assert run("search", "--limit", "9", "-gale OR 渡轮 -晚报") == 0
    assert said(capsys) == with_quotes != []
    assert run("search", "-h") == 0


def test_a_search_on_a_terminal_marks_what_it_found_and_shows_where(run, subscribed, home):
    command = [sys.executable, "-m", "haowai_tui", "search", "渡輪 OR gale"]
    for extra, mark in (({}, "\x1b[1;31m渡轮\x1b[0m"), ({"NO_COLOR": "1"}, "\x1b[4m渡轮\x1b[0m")):
        env = {**os.environ, "TERM": "xterm-256color", **extra}
        with Terminal(command, 100, 24, env) as screen:
            assert screen.wait_end(60) == 0
            assert mark in screen.raw.decode()
            assert "重新开放，渡轮恢复通航" in screen.screen()


def test_a_search_as_json_says_what_matched(run, subscribed, capsys):
    assert run("search", "gale OR title:港口", "-nothing", "--json") == 0
    found = {article["title"]: article for article in json.loads(capsys.readouterr().out)}
    harbour, wind = found["港口重新开放"], found["Wind tonight"]
    assert [harbour["title"][start:end] for start, end in harbour["title_spans"]] == ["港口"]
    assert (wind["title_spans"], wind["snippet"]) == ([], "A gale is expected from the west.")
    assert [wind["snippet"][start:end] for start, end in wind["snippet_spans"]] == ["gale"]
    assert run("search", "is:unread", "--json") == 0
    assert {article["snippet"] for article in json.loads(capsys.readouterr().out)} == {""}


PIECES = st.sampled_from('" ( ) OR - * : title: is: feed: words:> NEAR( 渡 fe ^'.split())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=8).map(" ".join)), st.sampled_from(["newest", "best"]))
def test_whatever_is_searched_for_is_answered_or_refused_with_a_sentence(run, subscribed, capsys, text, sort):
    assert run("search", "--sort", sort, "--json", "--", text) in (0, 2)
    printed = capsys.readouterr()
    if printed.out:
        assert isinstance(json.loads(printed.out), list)
    else:
        assert len(printed.err.strip()) > 10 and "Traceback" not in printed.err


def test_the_best_come_first_on_the_command_line_too(run, subscribed: Path, capsys):
    (subscribed / "gale.txt").write_text("Gale warning\n\nStay in.\n", "utf-8")
    os.utime(subscribed / "gale.txt", (1_500_000_000,) * 2)
    assert run("refresh", "--force") == 0
    capsys.readouterr()
    assert run("search", "gale") == run("search", "--sort", "best", "gale") == 0
    titles = [line.split("\t")[4] for line in said(capsys)]
    assert titles == ["Wind tonight", "Gale warning", "Gale warning", "Wind tonight"]


def test_tags_notes_rules_and_what_can_be_undone_are_told_as_json(run, subscribed, capsys):
    def told(*words: object):
        assert run(*words) == 0
        return json.loads(capsys.readouterr().out)

    assert told("tag", 1, "--json", "+weather", "+gone") == {"id": 1, "tags": ["gone", "weather"]}
    assert told("tag", 1, "-gone", "--json") == {"id": 1, "tags": ["weather"]}
    assert told("tag", "--json") == [{"name": "weather", "articles": 1}]
    assert told("note", 1, "Ask the harbour", "--json") == told("note", "--json", 1) == {
        "id": 1, "note": "Ask the harbour",
    }  # fmt: skip
    assert told("undo", "--list", "--json")[0] | {"at": ""} == {
        "at": "", "kind": "note", "about": "", "number": 1, "what": "a note",
    }  # fmt: skip
    assert told("undo", "--json") == {"undone": "a note"}
    assert told("note", 1, "--json") == {"id": 1, "note": ""}
    assert run("rules", "add", "harbour", "--do", "star") == 0
    capsys.readouterr()
    found = told("rules", "test", 1, "--json")
    assert found["count"] == len(found["articles"]) == 1
    assert found["articles"][0]["title"] == "Harbour reopens"
