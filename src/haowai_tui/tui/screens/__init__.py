"""The reader's screen in parts, and the screens that open over it. Those are imported when the first of their kind is
asked for: none of them stands there at a start."""

from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

if TYPE_CHECKING:
    from haowai_tui.tui.screens.catching_up import CatchUpScreen
    from haowai_tui.tui.screens.completing import CategoryScreen
    from haowai_tui.tui.screens.coverage import CoverageScreen
    from haowai_tui.tui.screens.dialogs import ChooseScreen, ConfirmScreen, PromptScreen
    from haowai_tui.tui.screens.ending import EndScreen
    from haowai_tui.tui.screens.front_page import FrontPageScreen
    from haowai_tui.tui.screens.health import HealthScreen
    from haowai_tui.tui.screens.help import HelpScreen
    from haowai_tui.tui.screens.links import LinksScreen
    from haowai_tui.tui.screens.qr import QrScreen, qr_rows
    from haowai_tui.tui.screens.themes import ThemeScreen

__all__ = [
    "CatchUpScreen", "CategoryScreen", "ChooseScreen", "ConfirmScreen", "CoverageScreen", "EndScreen",
    "FrontPageScreen", "HealthScreen", "HelpScreen", "LinksScreen", "PromptScreen", "QrScreen", "ThemeScreen",
    "qr_rows",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = names_in(
        __name__,
        {
            "catching_up": "CatchUpScreen",
            "completing": "CategoryScreen",
            "coverage": "CoverageScreen",
            "dialogs": "ChooseScreen ConfirmScreen PromptScreen",
            "ending": "EndScreen",
            "front_page": "FrontPageScreen",
            "health": "HealthScreen",
            "help": "HelpScreen",
            "links": "LinksScreen",
            "qr": "QrScreen qr_rows",
            "themes": "ThemeScreen",
        },
    )
