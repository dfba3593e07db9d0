"""Settings from a shell."""

from __future__ import annotations

import json
import tomllib


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
