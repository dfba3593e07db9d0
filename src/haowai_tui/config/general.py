"""`[general]` and `[net]`: the language, what is kept, how addresses are fetched."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.config.setting import setting
from haowai_tui.locale import N_


class GeneralSettings(Struct, frozen=True, kw_only=True):
    """`[general]`"""

    language: str = setting(
        "",
        N_("The interface's language; empty follows the locale."),
        one_of=("", "en", "zh_CN"),
        example="zh_CN",
        restart=True,
    )
    keep_days: int = setting(
        0, N_("Forget read articles after so many days; 0 keeps them for ever."), most=36_500, example=90
    )
    keep_megabytes: int = setting(
        0, N_("Forget the oldest read articles beyond so many MB of text; 0 is no limit."), example=500
    )
    mute_duplicates: str = setting(
        "off",
        N_("Mute what a lower-ranked feed has too: the same link, or also the same text (story)."),
        one_of=("off", "link", "story"),
        example="link",
    )
    picture_megabytes: int = setting(200, N_("Keep so many MB of pictures for reading offline."))


class NetSettings(Struct, frozen=True, kw_only=True):
    """`[net]`"""

    timeout: float = setting(30.0, N_("Seconds that fetching one address may take in all."), least=1, most=600)
    in_flight: int = setting(50, N_("Fetches at once."), least=1, most=64)
    per_host: int = setting(2, N_("Fetches at once from one host."), least=1, most=16)
    send_actions: bool = setting(
        True, N_("Send what you do to the accounts' servers some seconds later, and as you leave.")
    )
    proxy_from_environment: bool = setting(True, N_("Use the proxies that the environment names."))
