"""Settings from a shell."""

from __future__ import annotations

import json
import tomllib

import pytest


def test_a_setting_is_set_asked_for_and_left_to_its_default(run, home, capsys):
    assert run("config", "set", "ui.measure", "60") == 0
    assert run("config", "get", "ui.measure") == 0
    assert capsys.readouterr().out == "60\n"
    assert run("config", "set", "--", "share.player", "mpv", "--no-video") == 0
    assert run("config", "get", "share.player", "--json") == 0
    assert json.loads(capsys.readouterr().out) == ["mpv", "--no-video"]
    assert run("config", "unset", "ui.measure") == 0
    assert run("config", "get", "ui.measure") == 0
    assert capsys.readouterr().out == "76\n"
    assert tomllib.loads((home / "config.toml").read_text("utf-8")) == {
        "ui": {},
        "share": {"player": ["mpv", "--no-video"]},
    }


def test_a_value_that_is_not_allowed_is_told_and_nothing_is_written(run, home, capsys):
    assert run("config", "set", "ui.theme", "blue") == 2
    assert '"dark"' in capsys.readouterr().err
    assert run("config", "set", "ui.thme", "dark") == 2
    assert "did you mean ui.theme" in capsys.readouterr().err
    assert run("config", "set") == 2
    assert run("config", "set", "ui.theme") == 2
    assert not (home / "config.toml").exists()


def test_what_was_set_from_a_shell_is_taken_back_like_anything_else(run, home, capsys):
    assert run("config", "set", "ui.measure", "60") == 0
    assert run("config", "unset", "ui.measure") == 0
    assert run("undo", "--list") == 0
    assert capsys.readouterr().out.count("setting ui.measure") == 2
    assert run("undo") == 0
    assert (home / "config.toml").read_text("utf-8") == "[ui]\nmeasure = 60\n"
    assert run("undo") == 0
    assert run("config", "get", "ui.measure") == 0
    assert capsys.readouterr().out.endswith("76\n")


def test_a_file_that_cannot_be_understood_is_not_written_over(run, home, capsys):
    home.mkdir()
    (home / "config.toml").write_text("[ui\n", "utf-8")
    assert run("config", "set", "ui.measure", "60") == 2
    assert "line 1" in capsys.readouterr().err
    assert (home / "config.toml").read_text("utf-8") == "[ui\n"


def test_secrets_are_not_printed(run, home, capsys):
    home.mkdir()
    (home / "config.toml").write_text(
        '[[share.savers]]\nname = "x"\nkind = "y"\ntoken = "hunter2"\n[sources.x]\naddress = "https://me:hunter2@b.org/"\n',
        "utf-8",
    )
    for command in (["show"], ["show", "--json"], ["get", "share.savers"], ["get", "sources"]):
        assert run("config", *command) == 0
        out = capsys.readouterr().out
        assert "hunter2" not in out and "***" in out


def test_the_file_is_opened_in_the_reader_s_editor_and_looked_over_after(run, home, tmp_path, monkeypatch, capsys):
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf \'[ui]\\nmeasure = %s\\n\' "$1" > "$2"\n', "utf-8")
    editor.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{editor}' 60")
    assert run("config", "edit") == 0
    assert (home / "config.toml").read_text("utf-8") == "[ui]\nmeasure = 60\n"
    monkeypatch.setenv("EDITOR", f"'{editor}' wide")
    assert run("config", "edit") == 2
    assert "line 2" in capsys.readouterr().err
    monkeypatch.setenv("EDITOR", "there-is-no-such-editor")
    assert run("config", "edit") == 2


def test_rules_are_moved_and_removed_by_their_numbers(run, subscribed, home, capsys):
    for word in ("gale", "harbour"):
        assert run("rules", "add", word, "--do", "star") == 0
    assert run("rules", "move", "2", "1") == 0
    assert run("rules", "remove", "2") == 0
    capsys.readouterr()
    assert run("rules", "--json") == 0
    assert [rule["query"] for rule in json.loads(capsys.readouterr().out)] == ["harbour"]
    assert run("rules", "remove", "2") == 2
    assert run("rules", "move", "1") == 2


def test_what_a_source_has_of_its_own_is_set_asked_for_and_left_to_its_default(run, home, capsys):
    assert run("config", "get", "sources.page.articles") == 0
    assert capsys.readouterr().out == "30\n"
    assert run("config", "set", "sources.page.articles", "7") == 0
    assert run("config", "set", "sources.feed.rsshub", "https://hub.example") == 0
    assert run("config", "get", "sources.page.articles", "--json") == 0
    assert json.loads(capsys.readouterr().out) == 7
    assert tomllib.loads((home / "config.toml").read_text("utf-8")) == {
        "sources": {"page": {"articles": 7}, "feed": {"rsshub": "https://hub.example"}}
    }
    assert run("undo") == 0
    assert run("config", "unset", "sources.page.articles") == 0
    assert run("config", "get", "sources.page.articles") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "30"


def test_what_no_source_has_is_told_and_nothing_is_written(run, home, capsys):
    for what in ("get", "set", "unset"):
        assert run("config", what, "sources.page.article", *["7"] * (what == "set")) == 2
        assert "this source has: articles" in capsys.readouterr().err
    assert run("config", "set", "sources.pages.articles", "7") == 2
    assert "Did you mean “page”?" in capsys.readouterr().err
    assert run("config", "set", "sources.page.articles", "many") == 2
    assert "is a whole number" in capsys.readouterr().err
    assert run("config", "set", "sources.page.articles", "0") == 2
    assert "from 1 to 1000" in capsys.readouterr().err
    assert run("config", "set", "sources.page", "7") == 2
    assert "haowai config edit" in capsys.readouterr().err
    assert not (home / "config.toml").exists()


def test_keys_are_set_asked_for_and_given_back(run, home, capsys):
    assert run("config", "get", "keys.toggle_read") == 0
    assert capsys.readouterr().out == '["m"]\n'
    assert run("config", "set", "keys.toggle-read", "d", "g r") == 0
    assert run("config", "set", "keys.article.bottom", "ctrl+e") == 0
    assert run("config", "set", "keys.offline", "") == 0
    assert run("config", "get", "keys.toggle_read", "--json") == 0
    assert json.loads(capsys.readouterr().out) == ["d", "g r"]
    assert tomllib.loads((home / "config.toml").read_text("utf-8")) == {
        "keys": {"toggle-read": ["d", "g r"], "offline": "", "article": {"bottom": "ctrl+e"}}
    }
    assert run("config", "unset", "keys.toggle_read") == 0
    assert run("config", "get", "keys.toggle_read") == 0
    assert capsys.readouterr().out == '["m"]\n'


def test_keys_and_actions_that_there_are_not_are_told_and_a_key_that_is_taken_too(run, home, capsys):
    assert run("config", "set", "keys.tuggle_read", "d") == 2
    assert "did you mean toggle_read" in capsys.readouterr().err
    assert run("config", "get", "keys.headlines.nothing_such") == 2
    assert "there is no keys.headlines.nothing_such" in capsys.readouterr().err
    assert run("config", "set", "keys.toggle_read", "ctrl+strange") == 2
    assert "there is no key ctrl+strange" in capsys.readouterr().err
    assert run("config", "set", "keys.article", "d") == 2
    assert not (home / "config.toml").exists()
    assert run("config", "set", "keys.toggle_read", "j") == 0
    assert "j is now" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[keys]\ntoggel_read = "d"\n', "did you mean toggle_read?"),
        ('[[rules]]\nquery = "is:nosuch"\ndo = ["read"]\n', "Rule 1: Column 1: is:nosuch is not known"),
        ('[[rules]]\nquery = "title:x"\ndo = ["hide"]\n', "Rule 1: A rule cannot do hide"),
        ('[sources.page]\narticles = "x"\n', "sources.page.articles is a whole number"),
        ("[sources.pgae]\narticles = 5\n", "Did you mean “page”?"),
        ('[[share.savers]]\nname = "W"\nkind = "wallabog"\n', "Did you mean “wallabag”?"),
        ('[[share.savers]]\nname = "W"\nkind = "webhook"\n', "The service “W” needs address"),
    ],
)
def test_the_doctor_finds_what_will_not_work_in_settings_that_can_be_read(run, home, capsys, written, said):
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(written, "utf-8")
    assert run("--lang", "en", "doctor") == 2
    told = capsys.readouterr().out
    assert said in told and "are in order" not in told
