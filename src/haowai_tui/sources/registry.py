"""Which sources there are: the built-in ones, and those that other packages registered.

Names are known without importing anything; a source is imported when it is loaded, and one that fails to load
is a sentence about that one.
"""

from __future__ import annotations

import difflib
import logging
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import haowai_tui
from haowai_tui.errors import SourceError, UnknownSourceError
from haowai_tui.locale import gettext as _
from haowai_tui.sources.contract import Source

GROUP = "haowai_tui.sources"
"""The entry-point group in which a package registers its sources."""

_PACKAGE = "haowai-tui"
_BUILT_IN = {
    "feed": ("haowai_tui.sources.feed", "FeedSource"),
    "folder": ("haowai_tui.sources.folder", "FolderSource"),
    "haowai": ("haowai_tui.sources.haowai", "HaowaiSource"),
    "page": ("haowai_tui.sources.page", "PageSource"),
    "sample": ("haowai_tui.sources.sample", "SampleSource"),
}
_log = logging.getLogger(__name__)
_loaded: dict[str, Source] = {}


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source by name, and the package that brings it."""

    name: str
    package: str
    version: str


def available() -> tuple[SourceInfo, ...]:
    """Every source that could be loaded, built-in ones first. Imports none of them."""
    own = [SourceInfo(name, _PACKAGE, haowai_tui.__version__) for name in _BUILT_IN]
    others = []
    for name, point in sorted(_others().items()):
        package = point.dist
        others.append(SourceInfo(name, package.name if package else "", package.version if package else ""))
    return (*own, *others)


def load(name: str) -> Source:
    """The source of that name, one instance of it for the whole process.

    Raises `UnknownSourceError` when there is none, `SourceError` when it cannot be imported or is no source.
    """
    if name not in _loaded:
        _loaded[name] = _load(name)
    return _loaded[name]


def forget() -> None:
    """Look for installed sources anew at the next question."""
    _loaded.clear()
    _others.cache_clear()


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


def _load(name: str) -> Source:
    point = _others().get(name)
    if name not in _BUILT_IN and point is None:
        raise UnknownSourceError(_unknown(name))
    try:
        if name in _BUILT_IN:
            module, attribute = _BUILT_IN[name]
            source = getattr(import_module(module), attribute)()
        else:
            assert point is not None
            source = point.load()()
    except Exception as error:
        raise SourceError(
            _("The source “{name}” cannot be loaded ({error}). Update or remove its package.").format(
                name=name, error=f"{type(error).__name__}: {error}"
            )
        ) from error
    if not isinstance(source, Source):
        raise SourceError(
            _("The source “{name}” does not follow haowai's contract for sources. Update its package.").format(
                name=name
            )
        )
    return source


def _unknown(name: str) -> str:
    known = [info.name for info in available()]
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return _("There is no source “{name}”. Did you mean “{other}”?").format(name=name, other=close[0])
    return _("There is no source “{name}”. Installed are: {known}.").format(name=name, known=", ".join(known))


@cache
def _others() -> dict[str, EntryPoint]:
    """Sources of other packages. A built-in name stays ours whoever else registers it."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name not in _BUILT_IN:
            found.setdefault(point.name, point)
    return found
