"""The tree of commands and options. Completion and the documentation's tests walk it too."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from haowai_tui import __version__
from haowai_tui.locale import LANGUAGES
from haowai_tui.locale import gettext as _


def N_(message: str) -> str:
    """Mark `message` for translation without translating it yet: the language is not known at import."""
    return message


EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, N_("everything went well")),
    (1, N_("some feeds could not be fetched")),
    (2, N_("the command or the settings cannot be understood")),
    (3, N_("no such feed or article")),
    (4, N_("the store could not do it")),
    (5, N_("nothing could be fetched")),
    (130, N_("interrupted")),
)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in the interface's language, with room for the names of the commands."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose headings are in the interface's language."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=Formatter, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._optionals.title = _("options")
        self._positionals.title = _("arguments")
        self.add_argument("-h", "--help", action="help", help=_("show this help and leave"))

    def error(self, message: str) -> None:  # type: ignore[override]
        from haowai_tui.cli.output import guard

        self.exit(2, guard(f"{self.format_usage()}{self.prog}: {message}\n"))


def build() -> Parser:
    """The whole tree. Every command names what runs it as `module:function` in `args.run`, so nothing is imported."""
    codes = "\n".join(f"  {code:<4}{_(meaning)}" for code, meaning in EXIT_CODES)
    parser = Parser(
        prog="haowai",
        description=_("Read the news in the terminal. Without a command the reader opens."),
        epilog=_("exit codes:") + "\n" + codes,
    )
    parser.add_argument(
        "--version", action="version", version=f"haowai {__version__}", help=_("print the version and leave")
    )
    _language(parser)
    parser.set_defaults(run="launch:launch")
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), dest="command")

    def command(name: str, run: str, text: str, *, json: bool = False) -> Parser:
        made: Parser = commands.add_parser(name, help=text, description=text[:1].upper() + text[1:] + ".")
        made.set_defaults(run=run)
        _language(made)
        if json:
            made.add_argument("--json", action="store_true", help=_("print JSON"))
        return made

    _feed_commands(command)
    _article_commands(command)
    _note_commands(command)
    _story_commands(command)
    _other_commands(command)
    return parser


Command = Callable[..., Parser]


def _language(parser: Parser) -> None:
    # Suppressed where it is not given, so that a command's own default does not hide what stood before the command.
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("the language of the interface"))


def _feed_commands(command: Command) -> None:
    add = command("add", "feeds:add", _("subscribe to a feed, a site or a folder"), json=True)
    add.add_argument("address", metavar=_("ADDRESS"), help=_("a feed's or site's address, a folder, or sample:NAME"))
    add.add_argument(
        "--source", default="", metavar=_("NAME"), help=_("the source that reads it; guessed when left out")
    )
    add.add_argument("--category", default="", metavar=_("NAME"), help=_("the category; a/b lies inside a"))
    add.add_argument("--title", default="", metavar=_("TEXT"), help=_("your own name for it"))

    remove = command("remove", "feeds:remove", _("unsubscribe from feeds, with their articles"))
    remove.add_argument("feeds", nargs="+", metavar=_("FEED"), help=_("an id, an address or a title"))

    feeds = command("feeds", "feeds:feeds", _("list the feeds"), json=True)
    feeds.add_argument(
        "--full-text", choices=("on", "off"), default="", help=_("let their whole texts be fetched, or not")
    )
    feeds.add_argument("text", nargs="?", default="", metavar=_("TEXT"), help=_("only those that match"))

    refresh = command("refresh", "refresh:refresh", _("fetch the feeds"), json=True)
    refresh.add_argument(
        "feeds", nargs="*", metavar=_("FEED"), help=_("an id, an address or a title; all when left out")
    )
    refresh.add_argument("--full-text", action="store_true", help=_("then fetch the whole texts of what is unread"))
    refresh.add_argument("--force", action="store_true", help=_("fetch feeds that are to be left alone for now, too"))

    offline = command("offline", "offline:offline", _("fetch whole texts to read without a network"), json=True)
    offline.add_argument("--days", type=_natural, default=3, metavar="N", help=_("what came in the last N days (3)"))
    offline.add_argument(
        "--megabytes", type=_natural, default=0, metavar="N", help=_("then forget the oldest read beyond N MB of texts")
    )
    offline.add_argument("--images", action="store_true", help=_("fetch the pictures too"))

    load = command("import", "opml:import_", _("subscribe to the feeds in an OPML file"), json=True)
    load.add_argument("file", metavar=_("FILE"), help=_("the file, or - for standard input")).complete = "file"  # type: ignore[attr-defined]
    save = command("export", "opml:export", _("write the feeds as OPML"))
    save.add_argument(
        "file", nargs="?", default="-", metavar=_("FILE"), help=_("the file; standard output when left out")
    ).complete = "file"  # type: ignore[attr-defined]


def _article_commands(command: Command) -> None:
    query_help = _query_help()
    for name, run, text in (
        ("list", "articles:list_", _("list articles, newest first")),
        ("search", "articles:search", _("find articles in everything stored")),
    ):
        made = command(name, run, text, json=True)
        made.add_argument("query", nargs="*" if name == "list" else "+", metavar=_("QUERY"), help=query_help)
        made.add_argument("--limit", type=_natural, default=50, metavar="N", help=_("at most so many (50); 0 for all"))

    read = command("read", "articles:read", _("print an article"), json=True)
    read.add_argument("id", type=_natural, metavar="ID", help=_("the number that list shows"))
    read.add_argument("--width", type=_width, default=0, metavar="N", help=_("set lines of at most so many cells"))
    read.add_argument("--mark", action="store_true", help=_("mark it read"))

    star = command("star", "articles:star", _("star articles"))
    star.add_argument("--undo", action="store_true", help=_("take the star away"))
    star.add_argument("ids", nargs="+", type=_natural, metavar="ID", help=_("the number that list shows"))

    mark = command("mark", "articles:mark", _("mark articles read or unread"))
    mark.add_argument("state", choices=("read", "unread"), help=_("what they become"))
    mark.add_argument("ids", nargs="+", type=_natural, metavar="ID", help=_("the number that list shows"))

    count = command("count", "articles:count", _("print the number of unread articles"), json=True)
    count.add_argument("query", nargs="*", metavar=_("QUERY"), help=query_help)


def _query_help() -> str:
    return _(
        'words, "phrases", -not, OR and ( ); is:unread|read|starred|later|hot, has:image|enclosure|fulltext|notes,'
        " feed:NAME, category:NAME, source:NAME, tag:NAME, author:NAME, title:WORD, after:7d, before:2026-01-31,"
        " lang:zh, words:>500"
    )


def _note_commands(command: Command) -> None:
    tag = command("tag", "notes:tag", _("tag an article, or list the tags"))
    tag.add_argument("id", nargs="?", type=_natural, metavar="ID", help=_("the number that list shows"))
    tag.add_argument("changes", nargs=argparse.REMAINDER, metavar="+NAME -NAME", help=_("tags to add and take away"))

    note = command("note", "notes:note", _("keep a note on an article, or print it"))
    note.add_argument("--remove", action="store_true", help=_("take the note away"))
    note.add_argument("id", type=_natural, metavar="ID", help=_("the number that list shows"))
    note.add_argument("text", nargs="*", metavar=_("TEXT"), help=_("the note"))

    later = command("later", "notes:later", _("put articles off till later, or list those"), json=True)
    later.add_argument("--first", action="store_true", help=_("put them first in the queue"))
    later.add_argument("--remove", action="store_true", help=_("take them out of the queue"))
    later.add_argument("ids", nargs="*", type=_natural, metavar="ID", help=_("the number that list shows"))

    smart = command("smart", "queries:smart", _("keep queries as smart feeds"), json=True)
    smart.add_argument("what", nargs="?", default="list", choices=("list", "add", "remove"), help=_("what to do"))
    smart.add_argument("name", nargs="?", default="", metavar=_("NAME"), help=_("its name"))
    smart.add_argument("query", nargs="*", metavar=_("QUERY"), help=_query_help())

    rules = command("rules", "queries:rules", _("list, try, run or add the rules for what arrives"), json=True)
    rules.add_argument("what", nargs="?", default="list", choices=("list", "test", "run", "add"), help=_("what to do"))
    rules.add_argument("words", nargs="*", metavar=_("QUERY"), help=_("the number of the rule to test, or a query"))
    do_help = _("read, star, later or tag:NAME; may be repeated")
    rules.add_argument("--do", action="append", default=[], metavar=_("ACTION"), help=do_help)


def _story_commands(command: Command) -> None:
    hot = command("hot", "stories:hot", _("list the hottest stories"), json=True)
    hot.add_argument("--limit", type=_natural, default=10, metavar="N", help=_("at most so many (10); 0 for all"))
    for name, run, text in (
        ("related", "stories:related", _("list what is related to an article, and why")),
        ("coverage", "stories:coverage", _("list all articles on the event of an article")),
    ):
        made = command(name, run, text, json=True)
        made.add_argument("id", type=_natural, metavar="ID", help=_("the number that list shows"))


def _other_commands(command: Command) -> None:
    sources = command("sources", "sources:sources", _("list the sources that can be read, or test one"), json=True)
    sources.add_argument("action", nargs="?", choices=("test",), help=_("show what is caught at an address"))
    sources.add_argument("address", nargs="?", default="", metavar=_("ADDRESS"), help=_("the address to test"))
    sources.add_argument("--source", default="", metavar=_("NAME"), help=_("the source; guessed when left out"))
    config = command("config", "settings:config", _("show where the settings are, or what they are"), json=True)
    config.add_argument("what", choices=("path", "show"), help=_("the file's place, or every setting"))
    command("doctor", "doctor:doctor", _("look over the terminal, the locale and the store"), json=True)
    completion = command("completion", "completion:completion", _("print a completion script for a shell"))
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help=_("the shell"))


def _natural(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise argparse.ArgumentTypeError(_("{text} is not a whole number").format(text=text))
    return int(text)


def _width(text: str) -> int:
    width = _natural(text)
    if not 10 <= width <= 1000:
        raise argparse.ArgumentTypeError(_("a width is between 10 and 1000"))
    return width
