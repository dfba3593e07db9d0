"""What keys are called: in the settings, on the screen, and as they arrive from a terminal.

A key that prints is called by what it prints (`j`, `G`, `/`), the space by `space`, any other by Textual's name for it
(`enter`, `ctrl+d`, `f5`).
"""

from __future__ import annotations

import difflib
import string

_ARROWS = ("up", "down", "left", "right", "home", "end")
_NAMED = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    **{name: name.capitalize() for name in _ARROWS},
    **{f"shift+{name}": f"Shift+{name.capitalize()}" for name in _ARROWS},
    **{f"ctrl+{name}": f"Ctrl+{name.capitalize()}" for name in _ARROWS},
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
    **{f"ctrl+{letter}": f"Ctrl+{letter.upper()}" for letter in string.ascii_lowercase},
    "ctrl+underscore": "Ctrl+_",
    "ctrl+backslash": "Ctrl+\\",
    "ctrl+right_square_bracket": "Ctrl+]",
    "ctrl+@": "Ctrl+Space",
}

_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "del": "delete",
    "ins": "insert",
    "bs": "backspace",
    "ctrl+space": "ctrl+@",
    "ctrl+_": "ctrl+underscore",
    "ctrl+\\": "ctrl+backslash",
    "ctrl+]": "ctrl+right_square_bracket",
    # A terminal sends the same byte for both.
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+[": "escape",
    # Textual's names of keys that print.
    "slash": "/",
    "backslash": "\\",
    "question_mark": "?",
    "colon": ":",
    "semicolon": ";",
    "comma": ",",
    "full_stop": ".",
    "apostrophe": "'",
    "quotation_mark": '"',
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
    "underscore": "_",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "asterisk": "*",
    "at": "@",
    "exclamation_mark": "!",
    "circumflex_accent": "^",
    "grave_accent": "`",
    "tilde": "~",
    "vertical_line": "|",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
}

_CHINESE = {
    # What a Chinese input method makes of punctuation keys. Both / and \ give 、 and both search.
    "。": ".",
    "、": "/",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "￥": "$",
    "·": "`",
    "\u3000": "space",
}
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_TO_ASCII = 0xFEE0


def pressed(key: str, character: str | None) -> str:
    """The name of a key that arrived as Textual's `key` and `character`.

    A full-width letter, and punctuation that a Chinese input method left on, counts as the key that was pressed.
    """
    if not character or len(character) != 1:
        return key
    if character in _CHINESE:
        return _CHINESE[character]
    if ord(character) in _FULL_WIDTH:
        return chr(ord(character) - _TO_ASCII)
    if character == " ":
        return "space"
    return character if character.isprintable() else key


def is_composed(key: str) -> bool:
    """Whether `key` is a character that only an input method makes: no key of a keyboard stands for it."""
    return len(key) == 1 and ("\u2e80" <= key <= "\u9fff" or "\uf900" <= key <= "\ufaff" or key >= "\U00020000")


def parse_key(text: str) -> str | None:
    """The name of the key that a person wrote as `text`, or None when there is no such key."""
    if len(text) == 1:
        return text if text.isprintable() and not text.isspace() else None
    lowered = text.casefold()
    lowered = _ALIASES.get(lowered, lowered)
    return lowered if len(lowered) == 1 or lowered in _NAMED else None


def near_key(text: str) -> str:
    """A known key written nearly as `text`, or an empty string."""
    close = difflib.get_close_matches(text.casefold(), [*_NAMED, *_ALIASES], 1)
    return close[0] if close else ""


def is_typed(key: str) -> bool:
    """Whether a key, by its name, types something in a line of text."""
    return len(key) == 1 or key == "space"


def key_label(key: str) -> str:
    """A key as the screen shows it: `ctrl+d` is Ctrl+D, `pagedown` is PgDn."""
    return _NAMED.get(key, key)
