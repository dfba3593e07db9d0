"""Write docs/keys.md, and the table of keys in docs/from-newsboat.md, from the keymaps. Run after changing a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from haowai_tui.tui.actions import ACTIONS
from haowai_tui.tui.keys import PANES, Keymap, build, key_label, sequence_label
from haowai_tui.tui.keys.maps import MAPS
from haowai_tui.tui.keys.names import parse_key
from haowai_tui.tui.screen_actions import SCREENS

DOCS = Path(__file__).resolve().parent.parent / "docs"
DOCUMENT = DOCS / "keys.md"
FROM_NEWSBOAT = DOCS / "from-newsboat.md"
BEGIN, END = "<!-- keys: begin -->\n", "<!-- keys: end -->\n"

_TOP = """\
# Keys

The help (`?`, `F1`) shows the keys that do something where you are, and can be searched; the palette (`:`) lists and
does everything. There are four keymaps: haowai's own, newsboat's, vim's, and one for arrows and function keys.

```toml
[ui]
keymap = "newsboat"

[keys]
toggle_read = "d"
top = ["g g", "home"]
offline = ""

[keys.headlines]
down = "j"
```

`[keys]` binds actions, by the names in the tables below, to a key, to a list of keys, or with `""` to none. Keys are
written as they print (`j`, `G`, `/`, `?`), others by name: `space`, `enter`, `escape`, `tab`, `shift+tab`, `backspace`,
`delete`, `insert`, `home`, `end`, `pageup`, `pagedown`, `up`, `down`, `left`, `right`, `f1` to `f12`, `ctrl+a` to
`ctrl+z`. Keys one after the other are separated by a space: `g g`. `[keys.feeds]`, `[keys.headlines]`, `[keys.article]`
and `[keys.side]` bind keys in one pane alone, `[keys.health]` and its like on one screen (see the end of this page).
Your key wins over the keymap's, and at the start one sentence tells what it took away; where you give the other action
a key of its own or none, nothing is told. A name that there is not is refused, with the one that was meant. A running
haowai takes changes over.

## Counts, sequences, marks

- A number before a key does it so many times: `5j` five down, `3n` the third unread further, `10G` row 10. In an
  article `5 Enter` or `5o` opens the link numbered 5; in newsboat's keymap a digit alone does, as there.
- What was typed and awaits more stands in the status line, with what can follow. `Esc` drops it.
- `.` does to this article what was done to the last one: the same mark, star, tags or note, or to be read later.
- A mark is a letter or digit that leads back to an article, also after a restart; `''` leads to where you were before.
- Jump mode writes a number on every pane and letters on every row that shows; type them to go there.
- A Chinese input method may stay on: full-width letters and its punctuation count as the keys (ｊ is `j`, 。 is `.`,
  、 is `/`, 【 is `[`).

A key in the tables that works in one pane only has the pane's name behind it. Every action has a key in every
keymap; one whose keys you give to others is done from the palette.
"""


_MOVES = ("down", "up", "top", "bottom", "half_down", "half_up", "page_down", "page_up")
_OVER = """
## Screens over the reader

Each has its own actions, and a table of its own in the settings, which binds these names on that screen alone:

```toml
[keys.health]
sort = "z"
down = ["j", "n"]
```

In their lists you move as in the reader, by your keymap and with a count; `down`, `up`, `top`, `bottom`, `half_down`,
`half_up`, `page_down` and `page_up` are names there too. What is like an action of the reader has that action's keys,
yours as well. Arrows, `Enter` and `Esc` always work. The foot shows the keys, and `?` lists them all.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What newsboat's `keys` do, and the `actions` of haowai, one for each of them, that do it here; none when haowai
    has no such thing. `panes` are those in which newsboat has the keys. `remark` stands in the table."""

    what: str
    keys: tuple[str, ...]
    actions: tuple[str, ...] = ()
    panes: tuple[str, ...] = PANES
    remark: str = ""


NEWSBOAT = (
    Row("down, up", ("down", "up"), ("down", "up"), remark="`j` `k` too, in the feeds and the article"),
    Row("a page down, up", ("pagedown", "pageup"), ("page_down", "page_up")),
    Row("to the top, to the end", ("home", "end"), ("top", "bottom")),
    Row("open", ("enter",), ("open",)),
    Row("back a level, at last out; out at once", ("q", "Q"), ("leave", "quit")),
    Row("next, previous feed, in the list of articles", ("j", "k"), ("next_feed", "previous_feed"), ("headlines",)),
    Row("next, previous article", ("J", "K"), ("next_article", "previous_article")),
    Row("next, previous unread", ("n", "p"), ("next_unread", "previous_unread")),
    Row("any unread article", ("ctrl+k",), ("random_unread",)),
    Row(
        "next, previous feed with unread articles",
        ("ctrl+n", "ctrl+p"),
        ("next_unread_feed", "previous_unread_feed"),
    ),
    Row("read or unread", ("N",), ("toggle_read",)),
    Row("all of the list read", ("A",), ("mark_all_read",), remark="`U` undoes it"),
    Row("all of all feeds read", ("C",), ("mark_everything_read",), remark="asks first; `U` undoes it"),
    Row("the unread alone, or all", ("l",), ("unread_only",), remark="in the feeds and in the lists"),
    Row("refresh one feed, all", ("r", "R"), ("refresh_feed", "refresh_all")),
    Row("open in the browser; and mark read", ("o", "O"), ("browser", "browser_read")),
    Row("links", ("u", "#"), ("links", "links"), remark="`f` puts letters on them"),
    Row("a link by its number", tuple("123456789"), remark="digits, in the article; before another key a count"),
    Row("save the article", ("s",), ("export",), remark="EPUB, HTML, Markdown, plain text, JSON"),
    Row("pipe, bookmark", ("|", "ctrl+b"), ("send", "send"), remark="a menu: your programs, services, mail, QR code"),
    Row("enclosures", ("e",), ("download",), remark="downloads at once"),
    Row("flags", ("ctrl+e",), ("toggle_star",), remark="stars; `+` tags, `w` writes a note, `L` reads later"),
    Row("edit the feeds", ("E",), ("edit_feed",), remark="a menu: rename, move, remove; `a` adds"),
    Row("search", ("/",), ("search",)),
    Row("filter", ("F",), ("search_all",), remark="queries: `is:unread author:Mei`; kept ones are smart feeds"),
    Row("clear the filter", ("ctrl+f",), ("cancel",)),
    Row("sort", ("g",), ("sort",), remark="newest, or what rules score"),
    Row("command line", (":",), ("palette",), remark="finds a command by its name"),
    Row("draw again, help", ("ctrl+l", "?"), ("redraw", "help")),
    Row("delete, purge, tags, macros, dialogs", ("D", "$", "t", ",", "v"), remark="other things: see the help"),
)


def keys_page() -> str:
    """What docs/keys.md has to say."""
    keymaps = {name: build(name) for name in MAPS}
    parts = [_TOP]
    for group in dict.fromkeys(action.group for action in ACTIONS):
        parts.append(f"\n## {group.value}\n\n| | name | {' | '.join(keymaps)} |\n|---|---|{'---|' * len(keymaps)}\n")
        for action in ACTIONS:
            if action.group is group:
                shown = " | ".join(_keys(keymap, action.name) for keymap in keymaps.values())
                parts.append(f"| {action.title} | `{action.name}` | {shown} |\n")
    parts.append(_OVER)
    for over in SCREENS.values():
        parts.append(f"\n### {over.title}: `[keys.{over.name}]`\n\n| | name | {' | '.join(keymaps)} |\n")
        parts.append(f"|---|---|{'---|' * len(keymaps)}\n")
        for action in over.actions:
            if action.name not in _MOVES:
                cells = [
                    " ".join(_code(sequence_label(keys)) for keys in keymap.keys_of(action.name, over.name))
                    for keymap in keymaps.values()
                ]
                parts.append(f"| {action.title} | `{action.name}` | {' | '.join(cells)} |\n")
    parts.append("\nThis page is made from the program by `scripts/keys_docs.py`.\n")
    return "".join(parts)


def newsboat_table() -> str:
    """The table of keys in docs/from-newsboat.md."""
    lines = ['| | newsboat | haowai, `keymap = "newsboat"` | haowai\'s own keys |', "|---|---|---|---|"]
    for row in NEWSBOAT:
        there = " ".join(_code(key_label(parse_key(key) or key)) for key in row.keys)
        here = there if row.actions else ""
        own = " ".join(dict.fromkeys(filter(None, (_first(build(), name) for name in row.actions))))
        cell = "; ".join(part for part in (here, row.remark) if part)
        lines.append(f"| {row.what} | {there} | {cell} | {own or ('`:`' if row.actions else '')} |")
    return "\n".join(lines) + "\n"


def newsboat_page(written: str) -> str:
    """docs/from-newsboat.md with the table as it is now."""
    before, _begin, rest = written.partition(BEGIN)
    _table, _end, after = rest.partition(END)
    return before + BEGIN + newsboat_table() + END + after


def _keys(keymap: Keymap, action: str) -> str:
    everywhere = keymap.keys_of(action)
    cells = [_code(sequence_label(keys)) for keys in everywhere]
    for pane in PANES:
        more = [keys for keys in keymap.keys_of(action, pane) if keys not in everywhere]
        cells += [f"{_code(sequence_label(keys))} ({pane})" for keys in more]
    return " ".join(cells)


def _first(keymap: Keymap, action: str) -> str:
    keys = keymap.keys_of(action)
    return _code(sequence_label(keys[0])) if keys else ""


def _code(text: str) -> str:
    """A key in a cell of a Markdown table."""
    return f"`{text}`".replace("|", "\\|") if "`" not in text else f"`` {text} ``"


def pages() -> Iterator[tuple[Path, str]]:
    """The files that this writes, and what they have to say."""
    yield DOCUMENT, keys_page()
    yield FROM_NEWSBOAT, newsboat_page(FROM_NEWSBOAT.read_text("utf-8"))


def main() -> None:
    """Write the pages."""
    for path, text in pages():
        path.write_text(text, "utf-8")
        print(f"{path}: {len(ACTIONS)} actions")


if __name__ == "__main__":
    main()
