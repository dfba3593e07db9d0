from __future__ import annotations

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
    ],
)
def test_a_mistake_is_a_sentence_that_names_it(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)


def test_one_folder_holds_everything_when_it_is_named() -> None:
    found = config.paths({"HAOWAI_HOME": "/somewhere"})
    assert {str(found.config.parent), str(found.data.parent), str(found.cache.parent)} == {"/somewhere"}
    assert config.paths({}).store.name == "haowai.db"
