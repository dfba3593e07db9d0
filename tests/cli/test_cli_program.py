"""The program itself: what it imports, exit codes, streams, languages, completion, settings, doctor."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui import __version__
from haowai_tui.cli import completion, parser
from haowai_tui.cli.codes import code_of
from haowai_tui.cli.output import guard
from haowai_tui.errors import HaowaiError
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui.session import Place, save_session

ROOT = Path(__file__).parents[2]
HEAVY = ("textual", "rich", "httpx", "sqlite3", "asyncio", "feedparser", "platformdirs", "selectolax", "icu4py")
PROBE = """
import sys
from haowai_tui.__main__ import main
code = main(sys.argv[2:])
found = [name for name in sys.argv[1].split(",") if name in sys.modules]
sys.exit(f"imported {found}" if found else code)
"""


def probe(forbidden: tuple[str, ...], *argv: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", PROBE, ",".join(forbidden), *argv], capture_output=True, timeout=60)


@pytest.mark.parametrize("argv", [("--version",), ("--help",), ("list", "--help"), ("completion", "bash")])
def test_version_help_and_completion_import_nothing_heavy(home, argv):
    result = probe(HEAVY, *argv)
    assert result.returncode == 0, result.stderr
    assert result.stdout


@pytest.mark.parametrize("argv", [("list",), ("count",), ("feeds",), ("read", "1"), ("mark", "read", "1")])
def test_commands_that_answer_from_the_store_import_no_screens(subscribed, argv):
    result = probe(("textual",), *argv)
    assert result.returncode == 0, result.stderr


def test_the_version_is_printed(run, capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out == f"haowai {__version__}\n"


@pytest.mark.parametrize("argv", [("lost",), ("list", "--limit", "many"), ("read",), ("read", "1", "--width", "3")])
def test_what_cannot_be_understood_is_exit_code_2_with_the_usage(run, capsys, argv):
    assert run(*argv) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "usage:" in printed.err


def test_every_error_has_an_exit_code_that_the_help_documents(run, capsys):
    def family(kind: type[HaowaiError]) -> list[type[HaowaiError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in family(child))]

    documented = {code for code, _meaning in parser.EXIT_CODES}
    for kind in family(HaowaiError):
        assert code_of(kind.__new__(kind)) in documented
    assert run("--help") == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {code}" in shown for code in documented)


def test_without_a_terminal_the_reader_prints_a_list_and_a_hint(spawn, subscribed):
    result = spawn(stdin=subprocess.DEVNULL)
    assert result.returncode == 2
    assert b"Wind tonight" in result.stdout
    assert b"haowai --help" in result.stderr


def test_a_closed_pipe_ends_quietly(home, subscribed):
    command = f"{sys.executable} -m haowai_tui list --json | true; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)
    assert result.returncode == 0
    assert result.stderr == b""


def test_a_full_disk_under_the_output_is_a_sentence(home, subscribed):
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "haowai_tui", "list"], stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert result.returncode == 4
    assert result.stderr.startswith(b"haowai: ")
    assert b"Traceback" not in result.stderr and b"Exception" not in result.stderr


def test_closed_streams_are_survived(home, subscribed):
    result = subprocess.run(["bash", "-c", f"{sys.executable} -m haowai_tui list >&- 2>&- <&-"], timeout=60)
    assert result.returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_locale_that_lacks_the_characters_gets_escapes_and_no_traceback(spawn, subscribed, encoding):
    environment = {"PYTHONIOENCODING": encoding}
    result = spawn("list", env=environment)
    assert result.returncode == 0
    assert result.stderr == b""
    articles = json.loads(spawn("list", "--json", env=environment).stdout.decode(encoding))
    assert "港口重新开放" in {article["title"] for article in articles}


def test_bytes_that_are_no_text_are_a_usage_error(spawn, subscribed):
    command = [sys.executable.encode(), b"-m", b"haowai_tui", b"search", b"\xff\xfe"]
    result = subprocess.run(command, capture_output=True, timeout=60)
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr


def test_a_damaged_store_is_set_aside_and_one_sentence_says_so(run, home, capsys):
    (home / "data").mkdir(parents=True)
    (home / "data" / "haowai.db").write_bytes(b"this is no database at all" * 200)
    assert run("list") == 0
    assert "haowai.db.damaged-" in capsys.readouterr().err.splitlines()[0]
    assert run("list") == 0
    assert "damaged" not in capsys.readouterr().err


def test_damage_that_a_command_meets_only_on_its_way_is_mended_and_the_command_answers(subscribed, run, home, capsys):
    assert run("star", "1") == 0
    path = home / "data" / "haowai.db"
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles'").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(data)
    capsys.readouterr()
    assert run("list", "is:starred") == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert "damaged" in printed.err


def test_a_fault_of_haowais_own_leaves_a_report_without_what_was_read(run, home, capsys, monkeypatch):
    secret = "hunter2 and the text of an article"

    def fail(*_arguments, **_options):
        held = secret
        raise ValueError(f"could not make sense of {held}")

    monkeypatch.setattr("haowai_tui.library.Library.open", fail)
    for _ in range(7):
        assert run("search", "canary-word") == 70
    said = capsys.readouterr().err
    reports = sorted((home / "data" / "crashes").iterdir())
    assert len(reports) == 5
    assert any(str(report) in said for report in reports)
    for report in reports:
        text = report.read_text("utf-8")
        assert "ValueError" in text and "test_cli_program.py" in text and __version__ in text
        assert "command search" in text
        assert "hunter2" not in text and "canary-word" not in text
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "Traceback" not in said and "hunter2" not in said


def test_a_setting_that_does_not_exist_is_exit_code_2_and_the_doctor_says_so(run, home, capsys):
    home.mkdir()
    (home / "config.toml").write_text("[ui]\nmeasur = 60\n", "utf-8")
    assert run("list") == 2
    assert "measure" in capsys.readouterr().err
    assert run("doctor") == 2
    assert "! " in capsys.readouterr().out


def test_the_doctor_finds_a_sound_store_sound(run, subscribed, capsys):
    assert run("doctor") == 0
    assert "1 feeds, 3 articles" in capsys.readouterr().out


def test_the_settings_are_shown_as_a_file_that_can_be_read_back(run, home, capsys):
    home.mkdir()
    (home / "config.toml").write_text('[ui]\nmeasure = 60\n[sources.folder]\nglob = ["*.md"]\n', "utf-8")
    assert run("config", "show") == 0
    shown = tomllib.loads(capsys.readouterr().out)
    assert shown["ui"]["measure"] == 60
    assert shown["sources"]["folder"]["glob"] == ["*.md"]
    (home / "config.toml").write_text("", "utf-8")
    assert run("config", "path") == 0
    assert capsys.readouterr().out.strip() == str(home / "config.toml")


def test_the_sources_are_named(run, capsys):
    assert run("sources", "--json") == 0
    names = {source["name"] for source in json.loads(capsys.readouterr().out)}
    assert {"feed", "folder", "sample"} <= names


def test_a_language_that_is_asked_for_wins_over_the_environment(run, capsys):
    assert run("--lang", "zh_CN", "count") == 0
    assert run("count", "--lang=en") == 0
    assert capsys.readouterr().out == "0\n0\n"
    assert run("--lang", "tlh", "count") == 2


@pytest.mark.parametrize("words", [["config", "show"], ["completion", "fish"], ["--help"], ["help"], ["config", "get"]])
def test_every_command_speaks_the_language_of_the_settings(run, home, capsys, words):
    home.mkdir()
    (home / "config.toml").write_text('[general]\nlanguage = "zh_CN"\n', "utf-8")
    run(*words)
    printed = "".join(capsys.readouterr())
    assert re.search(r"[\u4e00-\u9fff]{4}", printed)
    run("--lang", "en", *words)
    assert not re.search(r"[\u4e00-\u9fff]{4}", "".join(capsys.readouterr()))


def test_a_job_without_a_locale_speaks_as_the_reader_is_read(run, home, subscribed, monkeypatch, capsys):
    """What is wrong with a feed is written down by cron, and read in the reader."""
    for name in ("HAOWAI_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    shutil.rmtree(subscribed)
    set_language("zh_CN")
    with Library.open() as library:
        save_session(library, Place(key="all"))
    set_language("")
    run("refresh", "--force")
    with Library.open() as library:
        assert "文件夹" in library.feeds()[0].error
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    run("refresh", "--force")
    with Library.open() as library:
        assert "folder" in library.feeds()[0].error


def test_a_command_line_that_is_not_understood_is_said_so_in_the_interface_language(run, capsys):
    for words, said in (
        (("lst",), "没有命令 lst；是不是 list？"),
        (("xyzzy",), "没有命令 xyzzy；haowai --help"),
        (("list", "--nosuch"), "不认识的参数：--nosuch"),
        (("search",), "还缺少："),
        (("list", "--limit"), "--limit"),
    ):
        assert run("--lang", "zh_CN", *words) == 2
        told = capsys.readouterr().err
        assert said in told and not re.search("invalid|unrecognized|expected|required", told)
    assert run("--lang", "en", "lst") == 2
    assert capsys.readouterr().err.endswith("haowai: There is no command lst; did you mean list?\n")


def subcommands() -> dict[str, argparse.ArgumentParser]:
    tree = parser.build()
    return next(a.choices for a in tree._actions if isinstance(a, argparse._SubParsersAction))


def test_every_command_names_a_function_that_exists():
    from importlib import import_module

    for made in subcommands().values():
        module, name = made.get_default("run").split(":")
        assert callable(getattr(import_module(f"haowai_tui.cli.{module}"), name))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command_and_option(shell):
    script = {"bash": completion.bash, "zsh": completion.zsh, "fish": completion.fish}[shell](
        list(completion.commands())
    )
    for name, made in subcommands().items():
        assert name in script
        for action in made._actions:
            for option in action.option_strings:
                assert option in script or (shell == "fish" and f" {option.lstrip('-')} " in script)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script.encode(), check=True, timeout=20)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["co"], {"config", "completion", "count", "coverage"}),
        (["mark", "r"], {"read"}),
        (["list", "--l"], {"--lang", "--limit"}),
        (["--lang", "z"], {"zh_CN"}),
        (["--lang", "en", "fee"], {"feeds"}),
        (["list", "--sort", "''"], {"newest", "score"}),
        (["search", "--sort", "''"], {"newest", "best", "score"}),
        (["--lang", "en", "stats", "ledger", "--sort", "s"], {"size", "success"}),
        (["list", "--lang", "z"], {"zh_CN"}),
        (["help", "f"], {"finding", "feeds"}),
        (["help", "ss"], {"ssh"}),
    ],
)
def test_bash_completes_words(words, expected):
    script = completion.bash(list(completion.commands()))
    line = " ".join(["haowai", *words])
    ask = f'{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words)}; _haowai; printf "%s\\n" "${{COMPREPLY[@]}}"'
    result = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, timeout=20, check=True)
    assert set(result.stdout.split()) == expected


@given(st.text())
def test_the_guard_lets_no_control_character_by_and_keeps_what_is_plain(text):
    import unicodedata

    kept = guard(text)
    assert all(unicodedata.category(c) not in ("Cc", "Cs") or c in "\t\n" for c in kept)
    assert guard(kept) == kept
    if text.isascii() and text.isprintable():
        assert kept == text


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("account add --user anna freshrss URL", {"what": "add", "user": "anna", "words": ["freshrss", "URL"]}),
        ("star 1 --undo 2", {"ids": [1, 2], "undo": True}),
        ("list harbour --limit 1 ferry -sport", {"query": ["harbour", "ferry", " -sport"], "limit": 1}),
        ("rules add --do star --do later harbour", {"what": "add", "do": ["star", "later"], "words": ["harbour"]}),
        ("config get --json ui.theme", {"what": "get", "json": True, "key": "ui.theme"}),
        ("config set --json share.player -- mpv --quiet", {"key": "share.player", "words": ["mpv", "--quiet"]}),
        ("feeds ledger --rank -5", {"text": "ledger", "rank": -5}),
        ("export --article 1 harbour -o x.md --article 2", {"article": [1, 2], "query": ["harbour"], "output": "x.md"}),
        ("tag 2 +a --json -b", {"id": 2, "changes": ["+a", " -b"], "json": True}),
        ("smart add --lang=en Ferries ferry", {"name": "Ferries", "query": ["ferry"]}),
    ],
)
def test_options_may_stand_anywhere_behind_a_command(line, found):
    argv = line.split()
    told = vars(parser.build_for(argv).parse_args(parser.with_words_apart(argv)))
    assert {name: told[name] for name in found} == found


def test_what_a_command_does_not_understand_is_told_with_its_own_usage(run, capsys):
    for argv in (("list", "--bogus", "harbour"), ("star", "1", "--title", "x"), ("hot", "harbour")):
        assert run(*argv) == 2
        told = capsys.readouterr().err
        assert told.startswith(f"usage: haowai {argv[0]} ") and f"haowai {argv[0]}: " in told


def test_every_command_stands_in_both_readmes():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        for command in subcommands():
            assert f"haowai {command}" in text, f"{name} lacks haowai {command}"
        for code, _meaning in parser.EXIT_CODES:
            assert f"| {code} |" in text, f"{name} lacks exit code {code}"


def test_what_the_readmes_name_as_a_topic_of_the_guide_is_one():
    from haowai_tui.library.guide import TOPICS

    for name in ("README.md", "README.zh-CN.md"):
        (row,) = re.findall(r"^\| `haowai help .*$", (ROOT / name).read_text("utf-8"), re.M)
        assert tuple(re.findall("`([a-z]+)`", row)) == TOPICS


def test_documents_name_only_commands_that_there_are():
    for path in [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")]:
        named = set(re.findall(r"`haowai ([a-z]+)", path.read_text("utf-8")))
        assert named <= set(subcommands()), path.name


def test_every_key_stands_in_both_readmes():
    from haowai_tui.tui.actions import ACTIONS
    from haowai_tui.tui.keys.names import key_label, parse_key

    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        keyed = [action for action in ACTIONS if action.keys]
        missing = [
            action.name for action in keyed if not any(f"`{key_label(parse_key(k))}`" in text for k in action.keys)
        ]
        assert not missing, f"{name} lacks the keys of {missing}"


def test_a_number_that_cannot_be_is_told_why(run, capsys):
    said = {
        ("list", "--limit", "-1"): "-1 is less than 0",
        ("read", "-1"): "-1 is less than 0",
        ("read", "1.5"): "1.5 is not a whole number",
        ("read", "9" * 20): "too large",
        ("digest", "--minutes", "-3"): "minutes are between 1 and 1440",
        ("download", "1", "-1"): "places are counted from 1",
    }
    for words, text in said.items():
        assert run(*words) == 2
        assert text in capsys.readouterr().err
