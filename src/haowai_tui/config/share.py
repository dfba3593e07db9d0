"""`[share]`: programs and services that articles go to."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from haowai_tui.config.setting import setting
from haowai_tui.locale import N_


class CommandSettings(Struct, frozen=True, kw_only=True):
    """One of `[[share.commands]]`: a program to `run`, its words one by one, that gets an article's text to read."""

    name: str
    run: tuple[str, ...]


class ShareSettings(Struct, frozen=True, kw_only=True):
    """`[share]`. Programs are lists of words; nothing goes through a shell."""

    player: tuple[str, ...] = setting(
        (),
        N_("The program that plays enclosures, word by word; the address comes last."),
        example=("mpv", "--no-video"),
    )
    downloads: str = setting("~/Downloads", N_("The folder for enclosures that are downloaded."))
    on_new: tuple[str, ...] = setting(
        (),
        N_("The program that is told of new articles: headlines as words, JSON on standard input."),
        example=("notify-send", "haowai"),
    )
    notify: str = setting(
        "auto",
        N_("How you are told of what rules notify: by the terminal or the desktop; auto knows which of them can."),
        one_of=("auto", "off", "osc9", "osc777", "desktop"),
    )
    commands: tuple[CommandSettings, ...] = setting(
        (),
        N_("Programs that articles can be sent to, each with a name and what to run."),
        example=(CommandSettings(name="Print", run=("lp", "-d", "office")),),
    )
    savers: tuple[Mapping[str, object], ...] = setting(
        (),
        N_("Services that keep articles, each with a name, a kind and what its kind needs."),
        example=({"name": "Wallabag", "kind": "wallabag", "address": "https://bag.example.org"},),
    )
