"""Parts that other packages can bring: found by an entry-point group, named without importing anything, imported when
they are loaded; one that fails to load is a sentence about that one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

import haowai_tui
from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

T = TypeVar("T")

_PACKAGE = "haowai-tui"


class PluginInfo(Struct, frozen=True):
    """A plug-in by name, and the package that brings it."""

    name: str
    package: str
    version: str


class Sentences(Struct, frozen=True, kw_only=True):
    """What is said when a plug-in is not there or no good, untranslated; it has {name}, and {known}, {other} or
    {error}."""

    unknown: str
    similar: str
    broken: str
    unfit: str


class Plugins(Generic[T]):
    """All plug-ins of one kind, one instance of each for the whole process.

    `built_in` has for each name the module and the class in it; such a name stays ours whoever else registers it.
    `contract` is a protocol that can be checked at run time; `fits` looks at what a protocol does not: the kinds of
    its values.
    """

    def __init__(
        self,
        group: str,
        built_in: Mapping[str, tuple[str, str]],
        contract: type[T],
        sentences: Sentences,
        *,
        unknown: type[HaowaiError],
        broken: type[HaowaiError],
        fits: Callable[[T], bool] = lambda _plugin: True,
    ) -> None:
        self.group = group
        self._built_in = built_in
        self._contract = contract
        self._sentences = sentences
        self._unknown_error = unknown
        self._broken_error = broken
        self._fits = fits
        self._loaded: dict[str, T] = {}

    def available(self) -> tuple[PluginInfo, ...]:
        """Every plug-in that could be loaded, built-in ones first. Imports none of them."""
        own = [PluginInfo(name, _PACKAGE, haowai_tui.__version__) for name in self._built_in]
        others = []
        for name, point in sorted(self._others.items()):
            package = point.dist
            others.append(PluginInfo(name, package.name if package else "", package.version if package else ""))
        return (*own, *others)

    def load(self, name: str) -> T:
        """The plug-in of that name. Raises the kind's errors when there is none, when it cannot be imported, or when
        it does not satisfy the contract."""
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def is_built_in(self, name: str) -> bool:
        """Whether the plug-in of that name is ours."""
        return name in self._built_in

    def forget(self) -> None:
        """Look for installed plug-ins anew at the next question."""
        self._loaded.clear()
        self.__dict__.pop("_others", None)

    def _load(self, name: str) -> T:
        # What is ours is found without asking every package that is installed.
        own = self._built_in.get(name)
        point = None if own else self._others.get(name)
        if own is None and point is None:
            raise self._unknown_error(self._unknown(name))
        try:
            if own is not None:
                module, attribute = own
                plugin = getattr(import_module(module), attribute)()
            else:
                assert point is not None
                plugin = point.load()()
        except (Exception, SystemExit) as error:
            # What is imported is others' code; also what would end the program is about that one alone.
            text = _(self._sentences.broken)
            raise self._broken_error(text.format(name=name, error=f"{type(error).__name__}: {error}")) from error
        if not isinstance(plugin, self._contract) or not self._fits(plugin):
            raise self._broken_error(_(self._sentences.unfit).format(name=name))
        return plugin

    def _unknown(self, name: str) -> str:
        import difflib

        known = [info.name for info in self.available()]
        close = difflib.get_close_matches(name, known, n=1)
        if close:
            return _(self._sentences.similar).format(name=name, other=close[0])
        return _(self._sentences.unknown).format(name=name, known=", ".join(known))

    @cached_property
    def _others(self) -> dict[str, EntryPoint]:
        from importlib.metadata import entry_points

        found: dict[str, EntryPoint] = {}
        for point in entry_points(group=self.group):
            if point.name not in self._built_in:
                found.setdefault(point.name, point)
        return found
