"""Numbers as a reader wants them. In a sentence a number is whole, in groups of three, in English and in Chinese
(GB/T 15835 allows the comma that news sites set). Where a column has no room it is short from 10,000 on: 12k in
English, 1.2万 in Chinese. Sizes count in powers of a thousand, as disks and networks do."""

from __future__ import annotations

from haowai_tui.locale import language, ngettext

_WHOLE_BELOW = 10_000
_STEPS = {"en": ((10**9, "G"), (10**6, "M"), (10**3, "k")), "zh_CN": ((10**8, "亿"), (10**4, "万"))}
_SIZES = ((10**9, "GB"), (10**6, "MB"), (10**3, "KB"))


def number(count: int) -> str:
    """`count` in a sentence: 12,345."""
    return f"{count:,}"


def short_number(count: int) -> str:
    """A `count` of 0 or more in a column, whole below 10,000 and never more than it is after that: 9999, 12k, 1.2万."""
    if count < _WHOLE_BELOW:
        return str(count)
    unit, name = next(step for step in _STEPS[language()] if count >= step[0])
    return _two_digits(count, unit) + name


def rate(mean: float) -> str:
    """A mean of 0 or more, with a decimal where that says something: 0, 1.5, 12."""
    return f"{mean:.0f}" if round(mean, 1) >= 10 or not mean else f"{mean:.1f}"


def size(count: int) -> str:
    """Bytes: 0 KB, 820 KB, 2.3 MB, 48 GB."""
    for unit, name in _SIZES:
        if count >= unit:
            return f"{count // unit if name == 'KB' else _two_digits(count, unit)} {name}"
    return "1 KB" if count > 0 else "0 KB"


def counted(singular: str, plural: str, count: int, **values: object) -> str:
    """`singular` or `plural`, whichever `count` asks for, with {count} and `values` put in."""
    return ngettext(singular, plural, count).format(count=number(count), **values)


def _two_digits(count: int, unit: int) -> str:
    """How many of `unit` are in `count`, at least one: with a decimal below ten, rounded down."""
    tenths = count * 10 // unit
    return f"{tenths / 10:.1f}" if tenths < 100 else str(tenths // 10)
