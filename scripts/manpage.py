"""Make docs/haowai.1 and docs/haowai.zh_CN.1, the man pages, from the tree of commands.

python scripts/manpage.py
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from haowai_tui.cli.completion import parsers
from haowai_tui.cli.parser import EXIT_CODES, build
from haowai_tui.locale import gettext as _
from haowai_tui.locale import language, set_language

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "haowai.1", "zh_CN": DOCS / "haowai.zh_CN.1"}

HEADINGS = {
    "en": (
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "COMMAND",
        "read the news in the terminal", "haowai help shows the pages of the guide.",
    ),
    "zh_CN": (
        "名称", "用法", "说明", "选项", "命令", "退出码", "环境变量", "命令",
        "在终端里读新闻", "haowai help 列出使用指南的各页。",
    ),
}  # fmt: skip
ENVIRONMENT = {
    "HAOWAI_HOME": ("the folder under which settings, data and cache lie", "设置、数据和缓存所在的文件夹"),
    "HAOWAI_LANG": ("the language of the interface", "界面语言"),
    "NO_COLOR": ("no colours, whatever it is set to", "设为任何值都不用颜色"),
    "PAGER": ("the program that shows long texts", "显示长文字的程序"),
    "COLORFGBG": ("tells whether the terminal is light or dark", "说明终端是浅色还是深色"),
}


def escaped(text: str) -> str:
    """`text` as roff takes it: no line of it is a request, and hyphens are those of a shell."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\n".join("\\&" + line if line.startswith(".") else line for line in text.splitlines())


def _invocation(action: argparse.Action) -> str:
    names = ", ".join(f"\\fB{escaped(name)}\\fR" for name in action.option_strings)
    if action.nargs == 0:
        return names
    value = str(action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper()))
    return f"{names} \\fI{escaped(value)}\\fR".strip()


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or not action.help or "--help" in action.option_strings:
            continue
        yield from (".TP", _invocation(action), escaped(action.help))


def page(spoken: str) -> str:
    """The man page in a language, which is the one spoken now."""
    name, synopsis, description, options, commands, status, environment, command, title, guide = HEADINGS[spoken]
    parser = build()
    lines = [
        '.\\" Made by scripts/manpage.py.',
        '.TH HAOWAI 1 "" haowai',
        f".SH {name}",
        f"haowai \\- {escaped(title)}",
        f".SH {synopsis}",
        f".B haowai\n[\\fI{command}\\fR]",
        f".SH {description}",
        escaped(parser.description or ""),
        escaped(guide),
        f".SH {options}",
        *_options(parser),
        f".SH {commands}",
    ]
    for called, made in sorted(parsers().items()):
        lines += [f".SS haowai {escaped(called)}", escaped(made.description or ""), *_options(made)]
    lines.append(f".SH {status}")
    for code, meaning in EXIT_CODES:
        lines += [".TP", f".B {code}", escaped(_(meaning))]
    lines.append(f".SH {environment}")
    for variable, meanings in ENVIRONMENT.items():
        lines += [".TP", f".B {variable}", escaped(meanings[spoken != "en"])]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """The pages by their languages; the language that was spoken is spoken again afterwards."""
    before = language()
    try:
        made = {}
        for spoken in PAGES:
            set_language(spoken)
            made[spoken] = page(spoken)
        return made
    finally:
        set_language(before)


if __name__ == "__main__":
    for spoken, text in pages().items():
        PAGES[spoken].write_text(text, "utf-8")
        print(PAGES[spoken])
