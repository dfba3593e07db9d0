"""Changing the settings file: what its reader wrote around a setting stays."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.config import RuleSettings, checked, known_setting, parse
from haowai_tui.config.plain import plain, shown, toml
from haowai_tui.config.rule_writing import rule_lines, with_rule, with_rule_at, with_rule_moved, without_rule
from haowai_tui.config.typed import as_line, from_line, from_words
from haowai_tui.config.writing import with_value, with_value_at, without, without_at, write
from haowai_tui.errors import SettingsError

MINE = """\
# My settings

[ui]
measure = 60  # a narrow column

# The line is slow here.
[net]
timeout = 5
"""
RULES = """\
# No football.
[[rules]]
query = "title:football"
do = ["mute"]

# The harbour, always.
[[rules]]
query = "harbour"  # and the ferry
do = ["star", "tag:harbour"]

[ui]
measure = 60

[[rules]]
query = "gale"
do = ["highlight"]"""


def queries(written: str) -> list[str]:
    return [rule.query for rule in parse(written, "config.toml").rules]


def test_a_new_setting_stands_with_those_of_its_table_and_comments_stay() -> None:
    written = with_value(MINE, known_setting("ui.theme"), "dark")
    assert written == MINE.replace("# a narrow column\n", '# a narrow column\ntheme = "dark"\n')


def test_a_changed_setting_keeps_the_comment_beside_it() -> None:
    assert with_value(MINE, known_setting("ui.measure"), 72) == MINE.replace("= 60", "= 72")
    assert without(MINE, known_setting("ui.measure")) == MINE.replace("measure = 60  # a narrow column\n", "")


@pytest.mark.parametrize(
    "written",
    ["", "ui.measure = 60", "ui = {measure = 60}", "[ui]", "[ui]\r\n  measure = 60\r\n", "[[rules]]\nquery='a'\ndo=[]"],
)
def test_a_setting_can_be_set_however_the_file_is_written(written: str) -> None:
    changed = with_value(written, known_setting("ui.theme"), "dark")
    changed = with_value(changed, known_setting("share.player"), ("mpv", "--no-video"))
    settings = parse(changed, "config.toml")
    assert (settings.ui.theme, settings.share.player) == ("dark", ("mpv", "--no-video"))
    assert settings.ui.measure == (60 if "60" in written else 76)
    assert "\r\n  theme" in changed or "\r" not in written


def test_the_file_is_its_owner_s_alone_and_a_link_stays_a_link(tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles.toml"
    dotfiles.write_text(MINE, "utf-8")
    path = tmp_path / "home" / "config.toml"
    path.parent.mkdir()
    path.symlink_to(dotfiles)
    write(path, with_value(MINE, known_setting("ui.measure"), 72))
    assert path.is_symlink() and "measure = 72" in dotfiles.read_text("utf-8")
    assert stat.S_IMODE(dotfiles.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["dotfiles.toml", "home"]


def test_what_would_not_be_understood_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(MINE, "utf-8")
    with pytest.raises(SettingsError, match="line 2"):
        write(path, "[ui]\nmeasure = 1\n")
    assert path.read_text("utf-8") == MINE


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        write(tmp_path / "file" / "config.toml", MINE)


def test_a_rule_moves_with_the_comment_over_it() -> None:
    moved = with_rule_moved(RULES, 0, 2)
    assert queries(moved) == ["harbour", "gale", "title:football"]
    assert moved.startswith("# The harbour, always.\n") and '# No football.\n[[rules]]\nquery = "title' in moved
    assert queries(with_rule_moved(moved, 2, 0)) == queries(RULES)


def test_a_rule_goes_with_its_comment_and_others_keep_theirs() -> None:
    left = without_rule(RULES, 0)
    assert queries(left) == ["harbour", "gale"]
    assert left.startswith("# The harbour, always.\n") and "football" not in left


def test_each_rule_is_found_by_its_line() -> None:
    assert rule_lines(RULES, 3) == [2, 7, 14]
    assert rule_lines('[ui]\n[[rules]]\nquery = "a"\ndo = []\n', 1) == [2]
    assert rule_lines('\nrules = [\n  {query = "a", do = []},\n  {query = "b", do = []},\n]\n', 2) == [2, 2]


def test_a_changed_rule_keeps_its_comments() -> None:
    changed = with_rule_at(RULES, 1, RuleSettings(query='"old harbour"', do=("star",)))
    assert queries(changed) == ["title:football", '"old harbour"', "gale"]
    assert "# The harbour, always." in changed and "# and the ferry" in changed


@pytest.mark.parametrize("written", ["", MINE, RULES, 'rules = [\n  {query = "a", do = ["read"]}, # why\n]\n'])
def test_a_new_rule_runs_last(written: str) -> None:
    rule = RuleSettings(query='港口 OR "渡轮"', do=("tag:港口",))
    added = with_rule(written, rule)
    assert parse(added, "config.toml").rules == (*parse(written, "config.toml").rules, rule)
    assert all(line in added for line in written.splitlines() if "#" in line)


names = st.sampled_from(["a", "b", "c"])
pieces = st.sampled_from(["\n", "# a remark\n", "[ui]\nmeasure = 60\n\n", "[net]\ntimeout = 5\n# behind it\n"])


@given(st.lists(names, max_size=5), st.lists(pieces, max_size=4, unique=True), st.data())
def test_moving_a_rule_changes_their_order_and_nothing_else(rules: list[str], between: list[str], data: st.DataObject):
    parts = [f'[[rules]]\nquery = "{name}{number}"\ndo = ["read"]\n' for number, name in enumerate(rules)]
    written = "".join(data.draw(st.permutations([*parts, *(piece for piece in between if piece[0] != "[")])))
    written += "".join(piece for piece in between if piece[0] == "[")
    before = queries(written)
    if not before:
        return
    place, to = (data.draw(st.integers(0, len(before) - 1)) for _ in range(2))
    moved = with_rule_moved(written, place, to)
    wanted = list(before)
    wanted.insert(to, wanted.pop(place))
    assert queries(moved) == wanted
    assert sorted(moved.split("\n")) == sorted(written.split("\n"))


def test_secrets_are_never_shown() -> None:
    value = {
        "name": "x",
        "token": "abc",
        "headers": {"Authorization": "Bearer abc"},
        "address": "https://me:abc@b.org/",
    }
    assert "abc" not in toml(shown(plain([value])))
    assert shown({"password": ""}) == {"password": ""}


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("ui.hanging", "off", False),
        ("ui.measure", " 60 ", 60),
        ("net.timeout", "2.5", 2.5),
        ("ui.theme", "dark", "dark"),
        ("share.player", 'mpv "--title=a b"', ["mpv", "--title=a b"]),
        ("share.player", '["mpv", "-x"]', ["mpv", "-x"]),
        ("share.downloads", "~/My files", "~/My files"),
    ],
)
def test_what_is_typed_becomes_a_value(key: str, typed: str, value: object) -> None:
    setting = known_setting(key)
    assert from_line(setting, typed) == value
    assert from_line(setting, as_line(setting, checked(setting, value))) == value


@pytest.mark.parametrize("typed", ["wide", "", "6o", "60 70", "true"])
def test_what_is_no_number_is_a_sentence_that_tells_what_is_allowed(typed: str) -> None:
    with pytest.raises(SettingsError, match="a whole number from 20 to 400"):
        from_words(known_setting("ui.measure"), [typed])


def test_tables_are_for_the_file() -> None:
    with pytest.raises(SettingsError, match="haowai config edit"):
        from_words(known_setting("share.commands"), ["x"])
    with pytest.raises(SettingsError, match="not closed"):
        from_line(known_setting("share.player"), 'mpv "x')


@pytest.mark.parametrize(
    "written",
    [
        "",
        "sources.page.pages = 2  # two\n",
        "[sources]\npage.pages = 2\n# on the net\n[net]\ntimeout = 5\n",
        "[sources]\npage = {pages = 2}\n",
        "sources = {page = {pages = 2}}\n[net]\n",
        "[sources.page]\npages = 2\n# on the net\n[net]\ntimeout = 5\n[sources.feed]\n",
        "[sources.page.'b.example']\nlist = 'a'\n[net]\n",
        "[net]\ntimeout = 5",
    ],
)
def test_a_value_within_tables_is_set_and_unset_however_the_file_is_written(written: str) -> None:
    place = ("sources", "page", "articles")
    changed = with_value_at(with_value_at(written, place, 7), ("sources", "feed", "rsshub"), "x")
    found = parse(changed, "config.toml").sources
    assert found["page"]["articles"] == 7 and found["feed"] == {"rsshub": "x"}
    assert [line for line in written.splitlines() if "#" in line and line not in changed] == []
    back = without_at(changed, place)
    assert "articles" not in parse(back, "config.toml").sources["page"]
    assert without_at(back, place) == back == without_at(back, ("keys", "top"))
    assert parse(with_value_at(changed, place, 8), "config.toml").sources["page"]["articles"] == 8
