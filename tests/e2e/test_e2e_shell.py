"""The built program as a person at a shell meets it: spawned in a pseudo-terminal, nothing patched."""

from __future__ import annotations


def test_a_folder_is_added_listed_and_read_in_a_terminal(open_terminal, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.md").write_text("# 渡轮恢复通航\n\n周一起，渡轮每小时一班。\n", "utf-8")
    with open_terminal("add", str(news)) as terminal:
        assert terminal.wait_end() == 0
    with open_terminal("list") as terminal:
        assert terminal.wait_end() == 0
        assert "渡轮恢复通航" in terminal.screen()
    with open_terminal("read", "1", PAGER="cat") as terminal:
        assert terminal.wait_end() == 0
        assert "周一起，渡轮每小时一班。" in terminal.screen()


def test_the_doctor_knows_the_terminal(open_terminal):
    with open_terminal("doctor") as terminal:
        assert terminal.wait_end() == 0
        assert "100x30" in terminal.screen()


def test_a_dumb_terminal_gets_a_hint_instead_of_the_reader(open_terminal):
    with open_terminal(TERM="dumb") as terminal:
        assert terminal.wait_end() == 2
        assert "The reader cannot draw where TERM is dumb" in terminal.screen()
