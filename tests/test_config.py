from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from haowai_tui import config
from haowai_tui.errors import SettingsError


def load(tmp_path: Path, text: str) -> config.Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return config.load(path)


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert config.load(tmp_path / "none.toml") == config.Settings()


def test_settings_are_read(tmp_path: Path) -> None:
    settings = load(tmp_path, '[ui]\ntheme = "light"\nmeasure = 60\n[net]\ntimeout = 5\n[sources.x]\nkey = 1\n')
    assert (settings.ui.theme, settings.ui.measure, settings.net.timeout) == ("light", 60, 5.0)
    assert settings.sources == {"x": {"key": 1}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[ui]\nthem = 'light'", "ui.theme"),
        ("[uii]\n", "ui"),
        ("[ui]\ntheme = 'blue'", '"dark"'),
        ("[ui]\nmeasure = 'wide'", "ui.measure"),
        ("[net]\nin_flight = -1", "net.in_flight"),
        ("[ui", "TOML"),
        ("sources = 1", "sources"),
        ("[net]\nin_flight = 'many'", "a whole number from 1 to 64"),
        ("[net]\ntimeout = nan", "a number from 1 to 600"),
        ("[uii]\n", "did you mean ui?"),
        ("[ui]\nthem = 'light'", "did you mean ui.theme?"),
    ],
)
def test_a_mistake_is_a_sentence_that_names_it(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# mine\n\n[ui]\nmeasure = 60\nthem = 'light'\n", 5),
        ("[net]\ntimeout = 5\n[uii]\n", 3),
        ("[share]\nplayer = [\n  'mpv', # it plays\n  1,\n]\n", 2),
        ('[[rules]]\nquery = "a"\ndo = ["read"]\n\n# dead\n[[rules]]\nquery = "b"\nDo = ["read"]\n', 6),
        ("rules = [\n  {query = 'a', do = ['read']},\n  {query = 'b'},\n]\n", 1),
        ("ui.measure = 60\nui.'theme' = 'dark='\n", 2),
        ("[ui]\nmeasure = 60\n[[share.commands]]\nname = 'x'\nrun = ['y']\n[[share.commands]]\nname = 'x'\n", 6),
        ('[ui]\ntheme = "dark"\nmeasure 60\n', 3),
    ],
)
def test_a_mistake_is_found_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(SettingsError, match=f"config.toml, line {line}[ :]"):
        load(tmp_path, text)


def test_one_folder_holds_everything_when_it_is_named() -> None:
    found = config.paths({"HAOWAI_HOME": "/somewhere"})
    assert {str(found.config.parent), str(found.data.parent), str(found.cache.parent)} == {"/somewhere"}
    assert config.paths({}).store.name == "haowai.db"


def test_programs_are_lists_of_words_and_services_are_tables(tmp_path: Path) -> None:
    text = (
        '[share]\nplayer = ["mpv", "--no-video"]\n[[share.commands]]\nname = "Print"\nrun = ["lp"]\n'
        '[[share.savers]]\nname = "Mine"\nkind = "http"\naddress = "https://example.org/save"\n'
    )
    share = load(tmp_path, text).share
    assert share.player == ("mpv", "--no-video")
    assert [(command.name, command.run) for command in share.commands] == [("Print", ("lp",))]
    assert share.savers[0]["address"] == "https://example.org/save"


@pytest.mark.parametrize(
    "text", ["player = 'mpv'", "player = [1]", "commands = [{name = 'x'}]", "commands = [{name = 'x', run = []}]",
             "savers = [{name = 'x'}]"],
)  # fmt: skip
def test_a_list_that_is_none_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=r"share\.(player|commands|savers) is a list of"):
        load(tmp_path, f"[share]\n{text}")


def test_the_documentation_is_that_of_the_settings() -> None:
    path = Path(__file__).parent.parent / "scripts" / "config_docs.py"
    spec = importlib.util.spec_from_file_location("config_docs", path)
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    written = script.DOCUMENT.read_text("utf-8")
    assert written == script.document(), "run scripts/config_docs.py"
    # What it gives as examples is a file that is understood.
    examples = "\n".join(re.findall(r"```toml\n(.*?)```", written, re.DOTALL))
    assert config.parse(examples, "docs/config.md") != config.Settings()
    assert all(f"`{setting.name}" in written or f"[{setting.name}]" in written for setting in config.describe())
