"""The guide and the man pages: there in both languages, and never behind the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from haowai_tui.cli.completion import parsers
from haowai_tui.library.guide import TOPICS, guide_page, guide_text
from haowai_tui.library.query import OPERATORS, Known, parse
from haowai_tui.locale import set_language
from haowai_tui.model import Heading
from haowai_tui.sync.kinds import KINDS
from haowai_tui.tui.actions import ACTIONS

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import manpage


@pytest.mark.parametrize("topic", TOPICS)
def test_every_page_says_the_same_in_both_languages(topic: str) -> None:
    english, chinese = guide_page(topic, "en"), guide_page(topic, "zh_CN")
    assert english.title and re.search("[\u4e00-\u9fff]", chinese.title)
    assert [type(block) for block in english.blocks if isinstance(block, Heading)] == [
        type(block) for block in chinese.blocks if isinstance(block, Heading)
    ]
    codes = [set(re.findall(r"`([a-z_.-]+|[A-Za-z?])`", guide_text(topic, language))) for language in ("en", "zh_CN")]
    assert codes[0] == codes[1]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_guide_names_only_keys_commands_and_settings_that_there_are(language: str) -> None:
    from haowai_tui.config import describe

    keys = {key for action in ACTIONS for key in action.keys} | {"comma"}
    settings = {setting.key for setting in describe()}
    for topic in TOPICS:
        text = guide_text(topic, language)
        for key in re.findall(r"`([A-Za-z])`", text):
            assert key in keys, (topic, key)
        for setting in re.findall(r"`((?:ui|general|net)\.[a-z_]+)`", text):
            assert setting in settings, (topic, setting)
        for command in re.findall(r"`haowai ([a-z]+)", text):
            assert command in parsers(), (topic, command)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_query_that_a_page_teaches_is_understood(topic: str, language: str) -> None:
    terms = re.findall(rf"\b(?:{'|'.join(OPERATORS)}):[^\s`']+", guide_text(topic, language))
    for term in terms:
        parse(term, Known())
    assert terms or topic != "finding"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_on_accounts_names_every_kind(language: str) -> None:
    assert all(f"`{kind}`" in guide_text("accounts", language) for kind in KINDS)


def test_without_a_topic_the_pages_are_listed(run, capsys) -> None:
    assert run("help") == 0
    printed = capsys.readouterr().out
    assert all(f"haowai help {topic}" in printed for topic in TOPICS)


def test_a_page_and_a_command_are_shown_and_a_slip_is_understood(run, capsys) -> None:
    assert run("help", "offline") == 0
    assert "haowai offline --days 3 --images" in capsys.readouterr().out
    assert run("help", "search") == 0
    assert "usage: haowai search" in capsys.readouterr().out
    assert run("help", "oflfine") == 2
    assert "offline" in capsys.readouterr().err


def test_spoilt_settings_do_not_keep_the_guide_from_its_reader(run, home, capsys) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text("[ui\n", "utf-8")
    assert run("help", "looks") == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("columns", [72, 80, 100])
def test_the_help_of_a_command_stands_in_columns_and_breaks_no_word(language, columns, monkeypatch, capsys) -> None:
    from haowai_tui.__main__ import main
    from haowai_tui.text import cell_width

    monkeypatch.setenv("COLUMNS", str(columns))
    set_language(language)
    for name, made in parsers().items():
        main(["--lang", language, name, "--help"])
        shown = capsys.readouterr().out
        usage, *rest = shown.split("\n\n")
        assert all(cell_width(line) < columns for line in shown.splitlines()), shown
        assert len({cell_width(line) - cell_width(line.lstrip()) for line in usage.splitlines()[1:]}) <= 1
        for action in made._actions:
            for word in re.findall(r"[!-~]{2,}", action.help or ""):
                assert word in shown, (name, word)
        starts = {
            cell_width(line) - cell_width(found[1])
            for line in "\n".join(rest).splitlines()
            if (found := re.match(r"  \S.*?  +(\S.*)$", line))
        }
        assert len(starts) <= 1, shown


def test_the_man_pages_are_as_the_program_is() -> None:
    """After a change of the commands run python scripts/manpage.py."""
    for language, text in manpage.pages().items():
        assert manpage.PAGES[language].read_text("utf-8") == text


@pytest.mark.skipif(shutil.which("man") is None, reason="there is no man here")
def test_man_reads_them_without_a_warning() -> None:
    for path in manpage.PAGES.values():
        command = ["man", "--warnings", "-E", "UTF-8", "-l", str(path)]
        shown = subprocess.run(
            command, capture_output=True, env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80"}, timeout=60
        )
        assert shown.returncode == 0 and b"haowai" in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("config",), "required: {path,show,get,set,unset,edit}"),
        (("config", "undo"), "haowai config: invalid choice: 'undo' (choose from 'path',"),
        (("mark",), "required: {read,unread}, ID"),
        (("completion",), "required: {bash,zsh,fish}"),
        (("note",), "required: ID\n"),
    ],
)
def test_what_is_missing_is_named_as_it_is_typed_and_only_what_must_be_there(run, capsys, words, said):
    assert run("--lang", "en", *words) == 2
    assert said in capsys.readouterr().err


def test_asked_for_a_table_of_settings_what_is_in_it_is_named(run, capsys):
    assert run("--lang", "en", "config", "get", "flow") == 2
    told = capsys.readouterr().err
    assert told.startswith("haowai: There is no setting flow; there are: flow.opening, ") and "ui.theme" not in told


@pytest.mark.parametrize(("language", "readme"), [("en", "README.md"), ("zh_CN", "README.zh-CN.md")])
def test_the_exit_codes_are_told_alike_wherever_they_are_told(language: str, readme: str) -> None:
    from haowai_tui.cli.parser import EXIT_CODES
    from haowai_tui.locale import gettext

    set_language(language)
    try:
        told = [(str(code), gettext(meaning)) for code, meaning in EXIT_CODES]
    finally:
        set_language("en")
    text = (Path(__file__).resolve().parents[2] / readme).read_text("utf-8")
    assert re.findall(r"^\| (\d+) \| (.+) \|$", text, re.M) == told
    # What an import did not take is told by the same code.
    assert "line" in EXIT_CODES[1][1]


def test_no_sentence_sends_a_reader_to_a_file_that_is_not_installed() -> None:
    root = Path(__file__).resolve().parents[2]
    text = (root / "src" / "haowai_tui" / "locale" / "zh_CN" / "LC_MESSAGES" / "haowai.po").read_text("utf-8")
    assert not re.findall(r"^.*\bdocs/.*$", text, re.M)
    # What a sentence sends to instead is there.
    named = set(re.findall(r"(?:: |see )haowai help ([a-z]+)", text))
    assert named and named <= set(TOPICS)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_page_on_keys_has_every_name_with_the_keys_that_the_reader_gave_it(lang, run, home, capsys) -> None:
    from haowai_tui.tui.screen_actions import SCREENS

    home.mkdir(parents=True, exist_ok=True)
    (home / "config.toml").write_text('[keys]\noffline = "ctrl+o"\n', "utf-8")
    assert run("--lang", lang, "help", "keys") == 0
    shown = capsys.readouterr().out
    for action in (*ACTIONS, *(action for over in SCREENS.values() for action in over.actions)):
        assert re.search(rf"^{action.name} ", shown, re.M), action.name
    assert re.search(r"^offline +Ctrl\+O ", shown, re.M)
    (home / "config.toml").write_text('[keys]\nnosuch = "x"\n', "utf-8")
    assert run("--lang", lang, "help", "keys") == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_on_services_names_every_kind_and_what_it_needs(language: str) -> None:
    from haowai_tui.savers.registry import plugins

    page = guide_text("sharing", language)
    for info in plugins.available():
        (row,) = re.findall(rf"^\| `{info.name}` .*$", page, re.M)
        for name, need in plugins.load(info.name).needs.items():
            assert f"`{name}`" in row or need.default, (info.name, name)
