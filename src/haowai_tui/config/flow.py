"""`[flow]`: how much there is to read at a time, and how it begins and ends."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.config.setting import setting
from haowai_tui.locale import N_


class FlowSettings(Struct, frozen=True, kw_only=True):
    """`[flow]`"""

    opening: str = setting(
        "last",
        N_("What haowai opens on: where you were, or the day's front page."),
        one_of=("last", "front"),
        example="front",
    )
    catch_up_from: int = setting(
        500, N_("Say at the start that one can catch up when so many articles wait; 0 never says it.")
    )
    digest_minutes: int = setting(20, N_("The minutes that a digest may take to read."), least=1, most=600)
    summary: bool = setting(False, N_("Say on leaving what was read."))
    characters_per_minute: int = setting(
        400, N_("How many Chinese characters you read in a minute."), least=50, most=5000
    )
    words_per_minute: int = setting(220, N_("How many words you read in a minute."), least=20, most=5000)
