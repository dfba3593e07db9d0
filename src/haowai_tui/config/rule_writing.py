"""Adding, changing, removing and moving rules in `config.toml`, each with the comment that stands over it.

Places are counted from 0.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from haowai_tui.config.lines import statements
from haowai_tui.config.plain import toml
from haowai_tui.config.settings import RuleSettings


class _Part(Struct, frozen=True):
    """A heading with what stands under it and the comment right above it. `rule` when it is one of `[[rules]]`."""

    text: str
    rule: bool


def rule_lines(written: str, count: int) -> list[int]:
    """The lines, from 1, in which the rules of a valid settings file stand; 0 for one that is not found."""
    lines: dict[tuple[str | int, ...], int] = {}
    for statement in statements(written):
        if statement.key[:1] == ("rules",):
            lines.setdefault(statement.key[:2], statement.first + 1)
    # Written as one list, all of them stand in one statement.
    together = lines.get(("rules",), 0)
    return [lines.get(("rules", place), together) for place in range(count)]


def with_rule(written: str, rule: RuleSettings) -> str:
    """The text with a rule behind the last one."""
    if (listed := _listed(written)) is not None:
        document, rules = listed
        rules.append(_inline(rule))
        return _dumped(document)
    parts = _parts(written)
    last = max((number for number, part in enumerate(parts) if part.rule), default=len(parts) - 1)
    said = f"[[rules]]\nquery = {toml(rule.query)}\ndo = {toml(rule.do)}\n"
    if "\r\n" in written:
        said = said.replace("\n", "\r\n")
    before, after = "".join(part.text for part in parts[: last + 1]), "".join(part.text for part in parts[last + 1 :])
    ending = "\r\n" if "\r\n" in written else "\n"
    if before.strip():
        before = before.rstrip("\r\n") + ending * 2
    return before + said + (ending + after if after else "")


def with_rule_at(written: str, place: int, rule: RuleSettings) -> str:
    """The text with another rule at `place`."""
    import tomlkit

    if (listed := _listed(written)) is not None:
        document, rules = listed
        rules[place] = _inline(rule)
        return _dumped(document)
    parts = _parts(written)
    number = _rules(parts)[place]
    part: Any = tomlkit.parse(parts[number].text)
    part["rules"][0]["query"] = rule.query
    part["rules"][0]["do"] = list(rule.do)
    parts[number] = _Part(tomlkit.dumps(part), True)
    return _joined(parts)


def without_rule(written: str, place: int) -> str:
    """The text without the rule at `place`."""
    if (listed := _listed(written)) is not None:
        document, rules = listed
        del rules[place]
        return _dumped(document)
    parts = _parts(written)
    del parts[_rules(parts)[place]]
    return _joined(parts)


def with_rule_moved(written: str, place: int, to: int) -> str:
    """The text with the rule at `place` at `to`."""
    if (listed := _listed(written)) is not None:
        document, rules = listed
        moved = rules[place]
        del rules[place]
        rules.insert(to, moved)
        return _dumped(document)
    parts = _parts(written)
    numbers = _rules(parts)
    order = [parts[number] for number in numbers]
    order.insert(to, order.pop(place))
    for number, part in zip(numbers, order, strict=True):
        # The blank lines stay where they are: they part the places, not the rules.
        own = part.text.rstrip("\r\n")
        gap = parts[number].text[len(parts[number].text.rstrip("\r\n")) :]
        parts[number] = _Part(own + gap, True)
    return _joined(parts)


def _parts(written: str) -> list[_Part]:
    """The file in parts, the first of which is what stands over the first heading."""
    lines = written.split("\n")
    starts: list[tuple[int, bool]] = [(0, False)]
    for statement in statements(written):
        if statement.heads:
            first = statement.first
            while first > starts[-1][0] and lines[first - 1].lstrip().startswith("#"):
                first -= 1
            starts.append((first, statement.key[:1] == ("rules",)))
    ends = [start for start, _rule in starts[1:]] + [len(lines)]
    texts = [
        "".join(line + "\n" for line in lines[start:end]) for (start, _rule), end in zip(starts, ends, strict=True)
    ]
    texts[-1] = texts[-1].removesuffix("\n")
    return [_Part(text, rule) for text, (_start, rule) in zip(texts, starts, strict=True)]


def _rules(parts: list[_Part]) -> list[int]:
    return [number for number, part in enumerate(parts) if part.rule]


def _joined(parts: list[_Part]) -> str:
    return "".join(part.text for part in parts)


def _listed(written: str) -> tuple[Any, Any] | None:
    """The document and its rules, when they are written as one list: `rules = [...]`."""
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(written)
    rules = document.get("rules")
    return (document, rules) if isinstance(rules, Array) else None


def _inline(rule: RuleSettings) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update({"query": rule.query, "do": list(rule.do)})
    return table


def _dumped(document: Any) -> str:
    import tomlkit

    return tomlkit.dumps(document)
