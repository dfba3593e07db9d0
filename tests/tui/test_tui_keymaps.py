"""What keys are called and do, without a screen."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.config import load, parse
from haowai_tui.errors import SettingsError
from haowai_tui.locale import set_language
from haowai_tui.tui.actions import ACTIONS
from haowai_tui.tui.keys import PANES, Pending, build, of_settings, pressed
from haowai_tui.tui.keys.maps import MAPS
from haowai_tui.tui.keys.names import is_composed, parse_key
from haowai_tui.tui.screen_actions import action_of


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


@pytest.mark.parametrize("name", MAPS)
def test_a_built_in_keymap_gives_every_key_one_meaning_and_names_only_actions_that_there_are(name: str) -> None:
    built_in = MAPS[name]
    names = {action.name for action in ACTIONS}
    for table in (built_in.keys, *built_in.panes.values()):
        assert set(table) <= names
        written = [keys for all_keys in table.values() for keys in all_keys]
        keymap = build(name)
        assert not keymap.clashes
        pane = next((pane for pane, other in built_in.panes.items() if other is table), "")
        for action, all_keys in table.items():
            assert len(keymap.keys_of(action, pane)) >= len(all_keys), (action, pane)
        assert len(written) == len(set(written))


@pytest.mark.parametrize("name", MAPS)
def test_every_action_has_a_key_and_the_keys_of_last_resort_work_in_every_pane(name: str) -> None:
    keymap = build(name)
    for pane in PANES:
        assert keymap.keys_of("palette", pane) and keymap.keys_of("help", pane) and keymap.keys_of("cancel", pane)
        assert keymap.keys_of("open", pane) and keymap.keys_of("quit", pane) and keymap.keys_of("down", pane)
    for action in ACTIONS:
        assert any(keymap.keys_of(action.name, pane) for pane in PANES), action.name


def test_the_readers_own_key_wins_and_the_loss_is_told_in_one_sentence() -> None:
    keymap = build("default", {"export": "d", "toggle_star": ["m", "*"]})
    assert keymap.action("headlines", ("d",)) == "export" and not keymap.action("headlines", ("x",))
    assert keymap.action("article", ("m",)) == "toggle_star" and not keymap.keys_of("toggle_read")
    sentence = keymap.clash_sentence()
    assert "m is now “Star or unstar” and no longer “Mark read or unread”" in sentence and sentence.count(".") == 1


def test_what_gives_its_key_up_by_itself_is_no_conflict() -> None:
    keymap = build("default", {"toggle_star": "m", "toggle_read": "d", "offline": ""})
    assert not keymap.clashes and not keymap.keys_of("offline")
    assert keymap.clash_sentence() == ""


def test_a_sequence_takes_the_key_that_it_begins_with() -> None:
    keymap = build("default", {"bottom": ["g e", "G"], "top": "g g"})
    assert keymap.action("feeds", ("g", "g")) == "top" and keymap.is_prefix("feeds", ("g",))
    assert not keymap.action("feeds", ("g",))
    assert dict(keymap.following("feeds", ("g",))) == {"e": "bottom", "g": "top"}
    assert not keymap.clashes


def test_of_two_own_keys_that_are_the_same_the_later_wins() -> None:
    keymap = build("default", {"zoom": "b", "export": "b"})
    assert keymap.action("side", ("b",)) == "export"
    assert "b is now “Write articles into a file” and no longer “The article alone”" in keymap.clash_sentence()


def test_a_key_can_mean_something_else_in_one_pane() -> None:
    keymap = build("default", {"headlines": {"next-feed": "j"}, "side": {"open": "l"}})
    assert keymap.action("headlines", ("j",)) == "next_feed" and keymap.action("feeds", ("j",)) == "down"
    assert keymap.action("headlines", ("down",)) == "down"
    assert keymap.action("side", ("l",)) == "open" and not keymap.action("side", ("enter",))
    assert keymap.action("feeds", ("enter",)) == "open"


def test_an_own_key_beats_the_keymaps_key_for_a_pane() -> None:
    keymap = build("newsboat", {"down": ["j", "down"]})
    assert keymap.action("headlines", ("j",)) == "down"
    assert keymap.clashes and "Next feed" in keymap.clash_sentence()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"toggle_raed": "d"}, "did you mean toggle_read"),
        ({"zzzz": "d"}, "haowai help keys"),
        ({"open": "entr"}, "did you mean enter"),
        ({"open": "ctrl+ü"}, "did you mean ctrl+"),
        ({"open": "qqqqqq"}, "write j, G"),
        ({"open": 3}, "in quotes"),
        ({"open": ["a", 3]}, "in quotes"),
        ({"headline": {"open": "a"}}, "did you mean keys.headlines"),
        ({"headlines": {"opne": "a"}}, "did you mean open"),
    ],
)
def test_a_mistake_in_the_keys_is_a_sentence_that_suggests(own: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build("default", own)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ('toggle_raed = "d"', 5),
        ('open = "entr"', 5),
        ('[keys.headline]\nopen = "a"', 5),
        ('[keys.headlines]\nopen = "a"\nopne = "a"', 7),
        ('headlines.open = ["a", "entr"]', 5),
    ],
)
def test_a_mistake_in_the_keys_names_its_line(tmp_path: Path, line: str, number: int) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[ui]\n# The keys are mine.\n\n[keys]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        of_settings(load(path), path)
    assert str(caught.value).startswith(f"{path}, line {number}: [keys]")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("j", "j"), ("G", "G"), ("/", "/"), ("slash", "/"), ("Ctrl+D", "ctrl+d"), ("PgDn", "pagedown"), ("F5", "f5"),
        ("esc", "escape"), ("ctrl+i", "tab"), ("Space", "space"), ("shift+Tab", "shift+tab"), ("ф", "ф"),
        ("alt+j", None), (" ", None), ("ctrl+1", None), ("\x07", None),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_write_them(written: str, key: str | None) -> None:
    assert parse_key(written) == key


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("j", "j", "j"), ("ｊ", "ｊ", "j"), ("fullwidth_comma", "，", ","), ("ideographic_full_stop", "。", "."),
        ("fullwidth_question_mark", "？", "?"), ("ideographic_comma", "、", "/"), ("slash", "/", "/"),
        ("left_single_quotation_mark", "‘", "'"), ("right_single_quotation_mark", "’", "'"), ("Ｇ", "Ｇ", "G"),
        ("fullwidth_colon", "：", ":"), ("left_black_lenticular_bracket", "【", "["), ("space", " ", "space"),
        ("ideographic_space", "\u3000", "space"), ("ctrl+n", "\x0e", "ctrl+n"), ("f5", None, "f5"),
        ("enter", "\r", "enter"), ("及", "及", "及"),
    ],
)  # fmt: skip
def test_a_chinese_input_method_left_on_presses_the_keys_all_the_same(
    key: str, character: str | None, name: str
) -> None:
    assert pressed(key, character) == name


def test_a_character_that_no_keyboard_has_is_known_for_one() -> None:
    assert is_composed("及") and not is_composed("ф") and not is_composed("j") and not is_composed("enter")


@given(st.characters())
def test_every_character_is_some_key(character: str) -> None:
    assert pressed("name", character)


def test_a_count_goes_before_a_key_and_a_wrong_key_ends_it() -> None:
    keymap, pending = build("vim"), Pending()
    for key in "12":
        assert pending.press(key, keymap, "feeds").waiting
    assert pending.text == "12"
    press = pending.press("j", keymap, "feeds")
    assert (press.action, press.count) == ("down", 12) and not pending
    assert pending.press("3", keymap, "feeds").waiting and pending.press("g", keymap, "feeds").waiting
    assert pending.text == "3g"
    press = pending.press("g", keymap, "feeds")
    assert (press.action, press.count) == ("top", 3)
    assert pending.press("g", keymap, "feeds").waiting
    assert pending.press("ctrl+x", keymap, "feeds").action == "" and not pending
    assert pending.press("0", keymap, "feeds").action == "" and not pending


@given(st.lists(st.sampled_from("0123456789gjGzyd]"), max_size=40))
def test_whatever_is_typed_the_pending_text_stays_short_and_escape_forgets_it(keys: list[str]) -> None:
    keymap, pending = build("vim"), Pending()
    for key in keys:
        press = pending.press(key, keymap, "headlines")
        assert not press.action or action_of(press.action)
        assert press.waiting == bool(pending)
        assert len(pending.text) <= 8
    pending.drop()
    assert not pending and pending.text == ""


def keys_docs() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "keys_docs.py"
    spec = importlib.util.spec_from_file_location("keys_docs", path)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = script
    spec.loader.exec_module(script)
    return script


def test_the_documentation_has_the_keys_of_the_program() -> None:
    for path, text in keys_docs().pages():
        assert path.read_text("utf-8") == text, "run scripts/keys_docs.py"


def test_what_is_said_of_newsboats_keys_is_so() -> None:
    keymap = build("newsboat")
    for row in keys_docs().NEWSBOAT:
        assert not row.actions or len(row.actions) == len(row.keys)
        for key, action in zip(row.keys, row.actions, strict=False):
            for pane in row.panes:
                assert keymap.action(pane, (key,)) == action, (row.what, key, pane)


def test_the_example_in_the_documentation_is_one() -> None:
    written = (Path(__file__).parents[2] / "docs" / "keys.md").read_text("utf-8")
    settings = parse(re.findall(r"```toml\n(.*?)```", written, re.DOTALL)[0], "docs/keys.md")
    keymap = build(settings.ui.keymap, settings.keys)
    assert keymap.action("headlines", ("j",)) == "down" and keymap.action("feeds", ("g", "g")) == "top"
