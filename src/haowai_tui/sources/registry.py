"""Which sources there are: the built-in ones, and those that other packages registered."""

from __future__ import annotations

import logging
from pathlib import Path

from haowai_tui.errors import SourceError, UnknownSourceError
from haowai_tui.locale import N_
from haowai_tui.plugins import PluginInfo, Plugins, Sentences
from haowai_tui.sources.contract import Capability, Source
from haowai_tui.sources.declared import declared, is_setting

GROUP = "haowai_tui.sources"
"""The entry-point group in which a package registers its sources."""

_log = logging.getLogger(__name__)


def _fits(source: Source) -> bool:
    names = isinstance(source.name, str) and isinstance(source.title, str)
    settings = declared(source).values()
    return names and isinstance(source.capabilities, Capability) and all(map(is_setting, settings))


_plugins: Plugins[Source] = Plugins(
    GROUP,
    {
        "feed": ("haowai_tui.sources.feed", "FeedSource"),
        "folder": ("haowai_tui.sources.folder", "FolderSource"),
        "haowai": ("haowai_tui.sources.haowai", "HaowaiSource"),
        "page": ("haowai_tui.sources.page", "PageSource"),
        "sample": ("haowai_tui.sources.sample", "SampleSource"),
    },
    Source,  # type: ignore[type-abstract]
    Sentences(
        unknown=N_("There is no source “{name}”. Installed are: {known}."),
        similar=N_("There is no source “{name}”. Did you mean “{other}”?"),
        broken=N_("The source “{name}” cannot be loaded ({error}). Update or remove its package."),
        unfit=N_("The source “{name}” does not follow haowai's contract for sources. Update its package."),
    ),
    unknown=UnknownSourceError,
    broken=SourceError,
    fits=_fits,
)


def available() -> tuple[PluginInfo, ...]:
    """Every source that could be loaded, built-in ones first. Imports none of them."""
    return _plugins.available()


def load(name: str) -> Source:
    """The source of that name, one instance of it for the whole process.

    Raises `UnknownSourceError` when there is none, `SourceError` when it cannot be imported or is no source.
    """
    return _plugins.load(name)


def is_built_in(name: str) -> bool:
    """Whether the source of that name is haowai's own code."""
    return _plugins.is_built_in(name)


def forget() -> None:
    """Look for installed sources anew at the next question."""
    _plugins.forget()


def guess(address: str) -> str:
    """The name of the source that most surely reads `address`; `feed` when none claims it."""
    if _is_folder(address):
        return "folder"
    best, name = 0, "feed"
    for info in available():
        sure = _recognises(info.name, address)
        if sure > best:
            best, name = sure, info.name
    return name


def _is_folder(address: str) -> bool:
    if not address or "://" in address or "\x00" in address:
        return False
    try:
        return Path(address).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False


def _recognises(name: str, address: str) -> int:
    try:
        return max(0, min(100, int(load(name).recognises(address))))
    except SourceError as error:
        _log.warning("%s", error)
    except Exception:  # noqa: BLE001 - a plug-in may raise anything
        # One broken plug-in must not keep the others from being asked.
        _log.exception("source %s failed to say whether it reads an address", name)
    return 0
