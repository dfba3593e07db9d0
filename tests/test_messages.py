from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from haowai_tui.locale import gettext, language_from_environment, set_language

SCRIPT = Path(__file__).parent.parent / "scripts" / "messages.py"


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_is_translated_and_none_is_stale(messages: ModuleType) -> None:
    wanted = {message.id for message in messages.extracted() if message.id}
    there = {message.id for message in messages.stored() if message.id}
    assert wanted == there, "run scripts/messages.py"
    assert [m.id for m in messages.stored() if m.id and not messages.translated(m)] == []


def test_translations_name_the_same_things(messages: ModuleType) -> None:
    def names(text: object) -> set[str]:
        return set(re.findall(r"\{\w+\}", text[-1] if isinstance(text, tuple) else str(text)))

    assert [m.id for m in messages.stored() if m.id and names(m.id) != names(m.string)] == []


def test_the_compiled_catalogue_is_that_of_the_text(messages: ModuleType) -> None:
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.compiled(messages.stored())


def test_the_locale_chooses_the_language() -> None:
    assert language_from_environment({"LANG": "zh_TW.UTF-8"}) == "zh_CN"
    assert language_from_environment({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}) == "en"
    set_language("zh_CN")
    assert gettext("Unread") == "未读"
    set_language("en")
    assert gettext("Unread") == "Unread"
