"""`[ui]`: how it looks and answers."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.config.setting import setting
from haowai_tui.locale import N_

THEMES = (
    "auto",
    "light",
    "dark",
    "contrast-light",
    "contrast-dark",
    "solarized-light",
    "solarized-dark",
    "gruvbox-light",
    "gruvbox-dark",
    "catppuccin-latte",
    "catppuccin-mocha",
    "newspaper",
    "newspaper-night",
    "terminal",
)
"""What `ui.theme` may be, in the order in which they are shown."""


class UiSettings(Struct, frozen=True, kw_only=True):
    """`[ui]`"""

    theme: str = setting(
        "auto",
        N_("The colours: auto follows the terminal; terminal takes its own sixteen. The key L shows them all."),
        one_of=THEMES,
        example="light",
    )
    measure: int = setting(76, N_("The longest line of an article, in cells."), least=20, most=400, example=66)
    mark_read: str = setting(
        "open",
        N_("When an article counts as read: when it is opened, after a while, when it is left, or never by itself."),
        one_of=("open", "dwell", "leave", "never"),
        example="leave",
    )
    mark_read_seconds: int = setting(
        5, N_('The seconds that an article stays open until mark_read = "dwell" marks it.'), least=1, most=3600
    )
    hanging: bool = setting(True, N_("Let one closing mark stand in the margin."))
    indent: bool = setting(False, N_("Indent Chinese paragraphs by two characters."))
    justify: bool = setting(False, N_("Fill the lines of an article to the measure."))
    paragraph_gap: int = setting(1, N_("Blank lines between the paragraphs of an article."), least=0, most=3)
    spacing: str = setting(
        "keep",
        N_("What stands between Chinese and Latin: what is there, one space, or nothing."),
        one_of=("keep", "space", "none"),
        example="space",
    )
    ambiguous_width: int = setting(
        1,
        N_("Cells that this terminal gives to characters such as “ ” … —: 2 in some set up for Chinese."),
        least=1,
        most=2,
    )
    right_to_left: str = setting(
        "reorder",
        N_("Who puts Arabic and Hebrew in order: haowai, or a terminal that does it itself."),
        one_of=("reorder", "terminal"),
    )
    pictures: str = setting(
        "auto",
        N_("How pictures are drawn; auto finds out and leaves them off over SSH. The key i toggles them."),
        one_of=("auto", "off", "blocks", "kitty", "sixel"),
        example="off",
        restart=True,
    )
    keymap: str = setting(
        "default",
        N_("The keys: haowai's own, or as another program has them. [keys] changes single ones."),
        one_of=("default", "newsboat", "vim", "arrows"),
        example="newsboat",
    )
    mouse: bool = setting(True, N_("Answer the mouse."), restart=True)
    thin: str = setting(
        "auto",
        N_("Send the terminal only the cells that changed; auto does where it knows the terminal by its name."),
        one_of=("auto", "on", "off"),
        example="on",
        restart=True,
    )
