"""The settings while haowai runs."""

from __future__ import annotations

import pytest

from haowai_tui.errors import SettingsError, UsageError
from haowai_tui.library import Library


@pytest.fixture
def library(home, tmp_path, monkeypatch):
    with Library.open() as opened:
        yield opened


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HAOWAI_HOME", str(folder))
    return folder


def test_a_changed_file_is_taken_over(library: Library, home):
    assert not library.reload_settings()
    (home / "config.toml").write_text("[ui]\nmeasure = 60\n", "utf-8")
    assert library.reload_settings() and library.settings.ui.measure == 60
    assert not library.reload_settings()
    (home / "config.toml").unlink()
    assert library.reload_settings() and library.settings.ui.measure == 76


def test_a_file_that_cannot_be_understood_is_said_once_and_the_settings_stay(library: Library, home):
    library.change_setting("ui.measure", 60)
    (home / "config.toml").write_text("[ui]\nmeasure = 61\ntheme = 1\n", "utf-8")
    with pytest.raises(SettingsError, match="line 3"):
        library.reload_settings()
    assert library.settings.ui.measure == 60
    assert not library.reload_settings()
    # Nor is it written over from a screen: the reader mends it, or another change would lose what they wrote.
    with pytest.raises(SettingsError, match="line 3"):
        library.change_setting("ui.measure", 62)


def test_what_is_changed_here_is_not_taken_for_a_change_from_outside(library: Library):
    library.change_setting("ui.theme", "dark")
    assert library.settings.ui.theme == "dark"
    assert not library.reload_settings()
    library.change_setting("ui.theme", None)
    assert library.settings.ui.theme == "auto"


def test_the_last_change_is_taken_back_but_not_over_somebody_else_s(library: Library, home):
    library.add_rule("gale", ["star"])
    library.remove_rule(1)
    assert library.undo() == "removing the rule gale"
    assert [rule.query for rule in library.settings.rules] == ["gale"]
    path = home / "config.toml"
    path.write_text(path.read_text("utf-8").replace("star", "read"), "utf-8")
    with pytest.raises(SettingsError, match="adding the rule gale cannot be undone"):
        library.undo()
    assert "read" in path.read_text("utf-8")
    # What cannot be taken back does not stand in the way of what came before it.
    assert library.undoable() == []


def test_a_change_is_taken_back_beside_what_somebody_wrote_since_by_another_process_too(library: Library, home):
    library.change_setting("ui.measure", 60)
    library.add_rule("gale", ["star"])
    path = home / "config.toml"
    path.write_text("# mine\n" + path.read_text("utf-8") + "\n[flow]\n", "utf-8")
    with Library.open() as other:
        assert other.undo() == "adding the rule gale"
        assert other.settings.rules == () and other.settings.ui.measure == 60
        assert other.undo() == "setting ui.measure" and other.settings.ui.measure == 76
    assert path.read_text("utf-8").startswith("# mine\n") and path.read_text("utf-8").endswith("[flow]\n")


def test_a_change_that_changes_nothing_or_fails_is_no_action(library: Library, home):
    library.change_setting("ui.measure", None)
    with pytest.raises(UsageError):
        library.remove_rule(1)
    (home / "config.toml").mkdir()
    with pytest.raises(SettingsError):
        library.change_setting("ui.measure", 60)
    assert library.undoable() == []


def test_an_action_is_kept_when_the_file_cannot_be_written(library: Library, home):
    library.add_rule("gale", ["star"])
    path = home / "config.toml"
    path.write_text(path.read_text("utf-8") + "broken = \n", "utf-8")
    with pytest.raises(SettingsError, match="line"):
        library.undo()
    path.write_text(path.read_text("utf-8").removesuffix("broken = \n"), "utf-8")
    assert library.undo() == "adding the rule gale"


def test_rules_are_changed_and_moved_in_the_file(library: Library):
    for word in ("gale", "harbour", "ferry"):
        library.add_rule(word, ["star"])
    library.move_rule(3, 1)
    library.change_rule(2, "storm", ["read", "tag:weather"])
    assert [(rule.query, rule.do) for rule in library.settings.rules] == [
        ("ferry", ("star",)),
        ("storm", ("read", "tag:weather")),
        ("harbour", ("star",)),
    ]
    assert [rule.query for rule in library.rules()] == ["ferry", "storm", "harbour"]
