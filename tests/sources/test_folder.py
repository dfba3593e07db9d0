from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haowai_tui.errors import SourceError
from haowai_tui.model import FeedData, blocks_text
from haowai_tui.sources.folder import FolderSource, markdown_entry, read_folder, text_entry
from haowai_tui.testing import check_source


def write(folder: Path, name: str, text: str | bytes, day: int = 1) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    when = datetime(2026, 11, day, tzinfo=UTC).timestamp()
    os.utime(path, (when, when))
    return path


def guids(data: FeedData) -> list[str]:
    return [entry.guid for entry in data.entries]


def test_a_folder_keeps_the_contract(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "钟楼\n\n钟楼的钟又走了。")
    write(tmp_path, "b.md", "# Clock\n\nIt *runs* again.")
    write(tmp_path, "c.html", "<title>Tower</title><p>Seen from the river.</p>")
    data = check_source(FolderSource(), str(tmp_path), least_entries=3)
    assert data.title == tmp_path.name
    assert [entry.title for entry in data.entries] == ["钟楼", "Clock", "Tower"]
    assert [blocks_text(entry.blocks) for entry in data.entries] == [
        "钟楼的钟又走了。",
        "It runs again.",
        "Seen from the river.",
    ]
    assert {entry.link for entry in data.entries} == {""}


def test_a_file_s_time_is_when_it_was_published(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "钟楼", day=7)
    assert read_folder(str(tmp_path)).entries[0].published == datetime(2026, 11, 7, tzinfo=UTC)


def test_an_unchanged_folder_is_not_modified_and_a_changed_one_is(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "钟楼")
    first = read_folder(str(tmp_path))
    again = read_folder(str(tmp_path), first.validators.etag)
    assert again.not_modified
    assert again.validators == first.validators
    write(tmp_path, "a.txt", "鼓楼", day=2)
    assert read_folder(str(tmp_path), first.validators.etag).entries[0].title == "鼓楼"
    path.unlink()
    assert read_folder(str(tmp_path), first.validators.etag).entries == ()


def test_numbered_files_come_in_the_order_people_count(tmp_path: Path) -> None:
    for name in ("10.txt", "2.txt", "1.txt", "第3章.txt", "b.txt"):
        write(tmp_path, name, name)
    assert guids(read_folder(str(tmp_path))) == ["1.txt", "2.txt", "10.txt", "b.txt", "第3章.txt"]


def test_a_sub_folder_is_a_category_and_deeper_ones_are_left(tmp_path: Path) -> None:
    write(tmp_path, "河/a.txt", "水")
    (tmp_path / "河" / "深").mkdir()
    write(tmp_path / "河", "深/b.txt", "鱼")
    data = read_folder(str(tmp_path))
    assert guids(data) == ["河/a.txt"]
    assert data.entries[0].categories == ("河",)


def test_what_is_not_for_reading_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    write(folder, "good.txt", "好")
    write(folder, ".hidden.txt", "隐")
    write(folder, ".git/a.txt", "隐")
    write(folder, "big.txt", b"x" * 5_000_001)
    write(folder, "picture.png", b"\x89PNG")
    outside = write(tmp_path, "secret.txt", "密")
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "out").symlink_to(tmp_path)
    (folder / "inside.txt").symlink_to(folder / "good.txt")
    os.mkfifo(folder / "pipe.txt")
    assert guids(read_folder(str(folder))) == ["good.txt", "inside.txt"]


def test_a_folder_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_folder(str(tmp_path / "gone"))
    with pytest.raises(SourceError, match="cannot be read"):
        read_folder(str(write(tmp_path, "file.txt", "x")))
    with pytest.raises(SourceError):
        read_folder("\x00")


def test_old_encodings_are_read(tmp_path: Path) -> None:
    text = "城里的老戏台修好了\n今晚开锣，看戏的人从午后就开始占座位，卖茶的也早早生了炉子。"
    write(tmp_path, "a.txt", text.encode("gbk"))
    write(tmp_path, "b.txt", text.encode("utf-16"))
    assert {entry.title for entry in read_folder(str(tmp_path)).entries} == {"城里的老戏台修好了"}


def test_hostile_text_in_a_file_is_cleaned(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "标\x1b]0;x\x07题\n正\x9b文")
    title = read_folder(str(tmp_path)).entries[0].title
    assert "\x1b" not in title
    assert "\x07" not in title


def test_a_long_first_line_is_a_paragraph_and_its_opening_the_title(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "很长的一段话，" * 40)
    entry = read_folder(str(tmp_path)).entries[0]
    assert entry.title.startswith("很长的一段话")
    assert blocks_text(entry.blocks) == "很长的一段话，" * 40


def test_an_empty_file_is_known_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "笔记.txt", "")
    assert read_folder(str(tmp_path)).entries[0].title == "笔记"


def test_front_matter_in_yaml_form_is_read() -> None:
    entry = markdown_entry(
        '---\ntitle: "潮汐表"\nauthor: 水生\ndate: 2026-11-20T08:00:00+08:00\n'
        "tags:\n  - 海\n  - 港\n---\n# 潮汐表\n\n今日大潮。\n"
    )
    assert (entry.title, entry.byline, entry.categories) == ("潮汐表", "水生", ("海", "港"))
    assert entry.published == datetime(2026, 11, 20, tzinfo=UTC)
    assert blocks_text(entry.blocks) == "今日大潮。"


def test_front_matter_in_toml_form_is_read() -> None:
    entry = markdown_entry('+++\ntitle = "Tides"\ntags = ["sea"]\ndate = 2026-11-20\n+++\n\nSpring tide.\n')
    assert (entry.title, entry.categories) == ("Tides", ("sea",))
    assert blocks_text(entry.blocks) == "Spring tide."


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert "Calm." in blocks_text(markdown_entry("---\n\nCalm.\n\n---\n\nWind.\n").blocks)


def test_a_first_line_is_the_headline() -> None:
    entry = text_entry("\n\n钟楼\n\n钟又走了。")
    assert entry.title == "钟楼"
    assert blocks_text(entry.blocks) == "钟又走了。"
