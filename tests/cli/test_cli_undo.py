"""Taking back from a shell what was done last."""

from __future__ import annotations

import json

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library


def test_what_was_marked_does_not_go_unasked_with_the_feeds_that_are_taken_back(run, news, capsys):
    listed = news.parent / "list.opml"
    listed.write_text(
        f'<opml version="2.0" xmlns:h="https://haowai.example/opml"><body><outline xmlUrl="{news}" h:source="folder"/>'
        "</body></opml>",
        "utf-8",
    )
    assert run("import", listed) == 0 and run("refresh") == 0
    capsys.readouterr()
    assert run("list", "--json") == 0
    number = json.loads(capsys.readouterr().out)[0]["id"]
    assert run("tag", number, "+wind") == 0
    assert run("undo") == 0  # the tag
    assert run("tag", number, "+wind") == 0 and run("undo", "--list") == 0
    with Library.open(paths(), Settings()) as library:
        library.set_read([number], True, undoable=False)
        assert [done.kind for done in library.undoable()][-1] == "import"
    assert run("undo") == 0  # the tag
    capsys.readouterr()
    assert run("undo") == 2
    said = capsys.readouterr().err
    assert "removes 1 article" in said and "haowai undo --force" in said
    assert run("list") == 0 and len(capsys.readouterr().out.splitlines()) == 3
    assert run("undo", "--force") == 0
    assert run("feeds") == 0 and "news" not in capsys.readouterr().out
