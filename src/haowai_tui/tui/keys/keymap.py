"""Which keys do what: a built-in keymap with the reader's own bindings laid over it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _
from haowai_tui.tui.actions import ACTIONS, Action
from haowai_tui.tui.keys.maps import MAPS
from haowai_tui.tui.keys.names import key_label, near_key, parse_key
from haowai_tui.tui.screen_actions import ALWAYS, SCREENS, Over, action_of

if TYPE_CHECKING:
    from pathlib import Path

    from haowai_tui.config import Settings

PANES = ("feeds", "headlines", "article", "side")

Sequence: TypeAlias = tuple[str, ...]
"""Keys that are pressed one after the other."""

Bindings: TypeAlias = Mapping[str, tuple[str, ...]]
"""Keys as a person writes them, by the action's name; none unbinds the action."""


class Clash(Struct, frozen=True):
    """The reader's own binding took `keys` from another action: on the screen `where`, or on the reader's."""

    keys: Sequence
    winner: str
    loser: str
    where: str = ""

    def sentence(self) -> str:
        """What has changed its meaning, as a part of a sentence."""
        loser = action_of(self.loser, self.where).label
        if self.where:
            loser = f"{SCREENS[self.where].label}: {loser}"
        text = _("{key} is now “{winner}” and no longer “{loser}”")
        return text.format(key=sequence_label(self.keys), winner=action_of(self.winner, self.where).label, loser=loser)


class Keymap(Struct, frozen=True):
    """The actions by pane and key sequence. The screens over the reader have each its own, as if it were a pane; the
    pane `""` is that of no pane and no such screen.

    `clashes` are the keys that the reader's own bindings took away.
    """

    name: str
    bound: Mapping[str, Mapping[Sequence, str]]
    clashes: tuple[Clash, ...] = ()
    _prefixes: Mapping[str, frozenset[Sequence]] = field(default_factory=dict)

    @property
    def digits_open_links(self) -> bool:
        """Whether a digit alone opens a link of the article, and is no count there."""
        return MAPS[self.name].digits_open_links

    def action(self, pane: str, keys: Sequence) -> str:
        """The name of the action that `keys` do in `pane`, or an empty string."""
        return self.bound[pane].get(keys, "")

    def is_prefix(self, pane: str, keys: Sequence) -> bool:
        """Whether a longer sequence begins with `keys`."""
        return keys in self._prefixes[pane]

    def following(self, pane: str, keys: Sequence) -> list[tuple[str, str]]:
        """The keys that complete `keys`, each with the action that it does then."""
        size = len(keys)
        return [
            (sequence_label(bound[size:]), action)
            for bound, action in self.bound[pane].items()
            if bound[:size] == keys and len(bound) > size
        ]

    def keys_of(self, action: str, pane: str = "") -> list[Sequence]:
        """The key sequences that do `action` in `pane`, the one to show first."""
        return [keys for keys, name in self.bound[pane].items() if name == action]

    def label(self, action: str, pane: str = "") -> str:
        """The keys of `action` to show in a sentence; without any, the keys of what lists all actions, the palette or
        the help of the screen `pane`, and the action's name."""
        if pane in SCREENS:
            keys = self.keys_of(action, pane) or self.keys_of("help", pane)
            shown = sequence_label(keys[0]) if keys else ""
            return shown if self.keys_of(action, pane) else f"{shown} {action_of(action, pane).label}".strip()
        for where in (pane, "", *PANES):
            keys = self.keys_of(action, where)
            if keys:
                return sequence_label(keys[0])
        palette = self.keys_of("palette")
        return f"{sequence_label(palette[0]) if palette else ':'} {action_of(action).label}"

    def clash_sentence(self) -> str:
        """What the reader's own bindings took away, in one sentence; empty when nothing."""
        taken = [clash.sentence() for clash in self.clashes]
        if not taken:
            return ""
        return _("Keys of your own: {taken}.").format(taken="; ".join(taken))


def sequence_label(keys: Sequence) -> str:
    """Keys as the screen shows them: `gg`, `g Enter`, `Ctrl+D`."""
    labels = [key_label(key) for key in keys]
    return ("" if all(len(label) == 1 for label in labels) else " ").join(labels)


def build(name: str = "default", own: Mapping[str, object] | None = None) -> Keymap:
    """The built-in keymap `name` with the reader's `own` bindings, which are a table of the settings: an action's name
    with a key, a list of keys or an empty text; or a pane's name with a table of those.
    A screen over the reader has a table by its name, too. Raises `SettingsError` for actions and keys that there are
    not.
    """
    everywhere, in_panes = _read(own or {})
    built_in = MAPS[name]
    # What the reader binds or unbinds anywhere, the built-in keymap no longer binds for that action.
    rest = {action: keys for action, keys in built_in.keys.items() if action not in everywhere}
    usual = _layer(rest)
    clashes: list[Clash] = []
    bound: dict[str, dict[Sequence, str]] = {}
    for pane in ("", *PANES):
        own_here = in_panes.get(pane, {})
        here = {action: keys for action, keys in built_in.panes.get(pane, {}).items() if action not in everywhere}
        chosen = _merged(_layer(own_here, clashes), _layer(everywhere, clashes))
        standing = _merged(
            _layer({action: keys for action, keys in here.items() if action not in own_here}),
            _layer({action: keys for action, keys in rest.items() if action not in own_here}) if own_here else usual,
        )
        bound[pane] = _merged(chosen, standing, clashes)
    for over in SCREENS.values():
        bound[over.name] = _over(over, in_panes.get(over.name, {}), everywhere, rest, clashes)
    prefixes = {
        pane: frozenset(keys[:size] for keys in table for size in range(1, len(keys))) for pane, table in bound.items()
    }
    return Keymap(name, bound, tuple(dict.fromkeys(clashes)), prefixes)


def _over(
    over: Over, own: Bindings, everywhere: Bindings, built_in: Bindings, clashes: list[Clash]
) -> dict[Sequence, str]:
    """The keys of a screen over the reader. What is bound there by the reader goes before what is bound everywhere,
    that before the screen's own keys, those before the keys of the actions that its actions are like."""

    def like(bindings: Bindings) -> Bindings:
        return {
            action.name: tuple(key for name in action.like for key in bindings.get(name, ()))
            for action in over.actions
            if action.name not in own
        }

    told: list[Clash] = []
    names = {action.name for action in over.actions}
    layers = [
        _layer(own, told),
        _layer(like(everywhere)),
        _layer({action.name: action.keys for action in over.actions if action.name not in own}),
        # Not even who binds nothing is to be locked in.
        _layer({name: keys for name, keys in ALWAYS.items() if name in names}),
        _layer(like(built_in)),
    ]
    table = _merged(layers[1], layers[2], told)
    table = _merged(_merged(table, layers[3]), layers[4])
    table = _merged(layers[0], table, told)
    clashes += [replace(clash, where=over.name) for clash in told]
    # What is to be shown first: the keys that a person has learnt, before those that work whatever the keymap.
    order = [item for index in (0, 1, 4, 2, 3) for item in layers[index].items()]
    return dict(sorted(table.items(), key=order.index))


def of_settings(settings: Settings, path: Path) -> Keymap:
    """The keymap that settings choose and change. Raises `SettingsError` with the line in their file, `path`."""
    try:
        return build(settings.ui.keymap, settings.keys)
    except SettingsError as error:
        from haowai_tui.config import located

        raise located(error, path) from error


def _read(own: Mapping[str, object]) -> tuple[Bindings, Mapping[str, Bindings]]:
    everywhere: dict[str, tuple[str, ...]] = {}
    in_panes: dict[str, Bindings] = {}
    places = (*PANES, *SCREENS)
    for name, value in own.items():
        with _at("keys", name):
            if isinstance(value, Mapping):
                place = name.replace("-", "_")
                if place not in places:
                    raise SettingsError(_unknown(name, f"keys.{name}", [f"keys.{one}" for one in places]))
                in_panes[place] = dict(_read_place(name, place, value))
            else:
                everywhere[_action(name, "keys.", ACTIONS)] = _keys(value)
    return everywhere, in_panes


def _read_place(name: str, place: str, bindings: Mapping[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    known = SCREENS[place].actions if place in SCREENS else ACTIONS
    for action, keys in bindings.items():
        with _at("keys", name, action):
            yield _action(action, f"keys.{name}.", known), _keys(keys)


@contextmanager
def _at(*place: str) -> Iterator[None]:
    """What is wrong meanwhile is wrong there, or further in."""
    try:
        yield
    except SettingsError as error:
        error.place = error.place or place
        raise


def _action(name: str, where: str, known: tuple[Action, ...]) -> str:
    wanted = name.replace("-", "_")
    if any(action.name == wanted for action in known):
        return wanted
    raise SettingsError(_unknown(wanted, where + name, [action.name for action in known]))


def _unknown(name: str, shown: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    if close:
        return _("[keys]: there is no {name}; did you mean {close}?").format(name=shown, close=close[0])
    return _("[keys]: there is no {name}; the names are in: haowai help keys").format(name=shown)


def _keys(value: object) -> tuple[str, ...]:
    keys = (value,) if isinstance(value, str) else value
    if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
        raise SettingsError(_('[keys]: an action has a key in quotes, or a list of them: ["…", "…"].'))
    for key in keys:
        parse_sequence(key)
    return tuple(key for key in keys if key)


@cache
def parse_sequence(text: str) -> Sequence:
    """The keys that `text` names, separated by spaces. Raises `SettingsError`."""
    keys: list[str] = []
    for word in text.split():
        key = parse_key(word)
        if key is None:
            close = near_key(word)
            if close:
                text = _("[keys]: there is no key {key}; did you mean {close}?")
            else:
                text = _("[keys]: there is no key {key}; write j, G, /, space, enter, ctrl+d, f5, or g g for two keys.")
            raise SettingsError(text.format(key=word, close=close))
        keys.append(key)
    return tuple(keys)


def _layer(bindings: Bindings, clashes: list[Clash] | None = None) -> dict[Sequence, str]:
    """Sequences to actions. Of two that cannot be told apart the later wins, and with `clashes` that is told."""
    table: dict[Sequence, str] = {}
    longer = _longer(table)
    for action, written in bindings.items():
        for keys in map(parse_sequence, written):
            if not keys:
                continue
            for other in [other for other in _met(keys, table, longer) if table[other] != action]:
                if clashes is not None:
                    clashes.append(Clash(keys, action, table[other]))
                del table[other]
            table[keys] = action
            _note_longer(keys, longer)
    return table


def _merged(
    over: Mapping[Sequence, str], under: Mapping[Sequence, str], clashes: list[Clash] | None = None
) -> dict[Sequence, str]:
    """Both tables in one; of two sequences that cannot be told apart that of `over` stays, which `clashes` is told."""
    table = dict(over)
    longer = _longer(over)
    for keys, action in under.items():
        winner = next(iter(_met(keys, over, longer)), None)
        if winner is None:
            table[keys] = action
        elif clashes is not None and over[winner] != action:
            clashes.append(Clash(keys, over[winner], action))
    return table


def _longer(table: Iterable[Sequence]) -> dict[Sequence, list[Sequence]]:
    """The sequences of `table` by what they begin with."""
    longer: dict[Sequence, list[Sequence]] = {}
    for keys in table:
        _note_longer(keys, longer)
    return longer


def _note_longer(keys: Sequence, longer: dict[Sequence, list[Sequence]]) -> None:
    for size in range(1, len(keys)):
        longer.setdefault(keys[:size], []).append(keys)


def _met(keys: Sequence, table: Mapping[Sequence, str], longer: Mapping[Sequence, list[Sequence]]) -> list[Sequence]:
    """The sequences of `table` that cannot be bound beside `keys`: one begins with the other."""
    if len(keys) == 1 and keys not in longer:
        # As most are; a start asks thousands of times.
        return [keys] if keys in table else []
    shorter = [keys[:size] for size in range(1, len(keys) + 1)]
    return [other for other in dict.fromkeys((*shorter, *longer.get(keys, ()))) if other in table]
