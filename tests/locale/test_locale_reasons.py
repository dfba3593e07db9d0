"""What the system says of its troubles, in the reader's language."""

from __future__ import annotations

import errno
import os
import platform
import re
import socket

import pytest

from haowai_tui.__main__ import main
from haowai_tui.locale import reasons, set_language
from haowai_tui.locale.reasons import reason_of


@pytest.fixture(autouse=True)
def language():
    yield
    set_language("en")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the words are those of the GNU C library")
def test_english_reasons_are_the_system_s_own_words():
    set_language("en")
    assert {code: os.strerror(code) for code in reasons._REASONS} == reasons._REASONS


def test_known_reasons_are_chinese_in_chinese_and_others_stay_as_they_are():
    set_language("zh_CN")
    known = [*map(_os_error, reasons._REASONS), *reasons._OTHERS, socket.gaierror(socket.EAI_NONAME, "who?")]
    assert [text for text in map(reason_of, known) if not re.search("[\u4e00-\u9fff]", text)] == []
    # asyncio puts words of its own beside the number.
    assert reason_of(OSError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 1)")) == "连接被拒绝"
    assert reason_of(_os_error(errno.ENOTTY)) == os.strerror(errno.ENOTTY)
    assert reason_of(socket.gaierror(socket.EAI_SERVICE, "no such service")) == "no such service"
    assert reason_of(OSError("odd")) == "odd" == reason_of("odd")


def _os_error(code: int) -> OSError:
    return OSError(code, os.strerror(code))


def test_commands_say_in_chinese_why_a_file_or_a_host_fails(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HAOWAI_HOME", str(tmp_path / "home"))
    words = ("--lang", "zh_CN")
    assert main([*words, "export", str(tmp_path / "none" / "x.opml")]) == 4
    assert "没有那个文件或目录。" in capsys.readouterr().err
    assert main([*words, "import", str(tmp_path)]) == 2
    assert "是一个目录。" in capsys.readouterr().err
    assert main([*words, "add", "http://127.0.0.1:1/feed"]) == 1
    assert "连不上 127.0.0.1（连接被拒绝）" in capsys.readouterr().err


@pytest.mark.parametrize(
    "written",
    [
        "a", "a=", "[x", "a=1\na=2", "a = 'x", 'a = "x\n"', "[x.y]\n[x.y]", "a=tru", "a=[1,", "a=01", "=1", "a={b=1",
        'a="\\q"', "a=1 b=2", 'a="\x01"', "a={b=1,}", "[[a]]\n[a]", "a={b=1,b=2}", "a={b=1}\na.c=2", 'a="\\ud800"',
        "a=2024-02-31", 'a="\\x"', "[[a]", "a='\n'",
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_chinese_in_chinese(written, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HAOWAI_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(written, "utf-8")
    main(["--lang", "zh_CN", "config", "get", "ui.theme"])
    said = capsys.readouterr().err
    # The file's name, TOML, and what the file itself has, but no words of English.
    assert "TOML" in said
    assert not re.findall(r"\b(?!haowai|home|config|toml|TOML)[A-Za-z]{3,}\b", said.replace(str(tmp_path), "")), said


def test_why_there_is_no_secure_connection_is_chinese_in_chinese():
    set_language("zh_CN")
    assert [one for one in reasons._OF_TLS if not re.search("[\u4e00-\u9fff]", reason_of(one))] == []
