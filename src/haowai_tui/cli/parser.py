"""The tree of commands and options. Completion and the documentation's tests walk it too."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, overload

from haowai_tui import __version__
from haowai_tui.cli.parsing import Parser, minutes, natural, place, whole, width
from haowai_tui.locale import LANGUAGES, N_
from haowai_tui.locale import gettext as _

EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, N_("everything went well")),
    (1, N_("some of it failed: feeds not fetched, lines not imported")),
    (2, N_("the command or the settings cannot be understood")),
    (3, N_("no such feed or article")),
    (4, N_("the store could not do it, or a file or the output could not be written")),
    (5, N_("nothing could be fetched")),
    (70, N_("haowai has a fault of its own; it says where the report on it is")),
    (130, N_("interrupted")),
)


class _Unasked:
    """A command that this command line does not name: its arguments are not made."""

    def add_argument(self, *_names: str, **_options: object) -> SimpleNamespace:
        return SimpleNamespace()


def build_for(argv: Sequence[str]) -> Parser:
    """The tree with the one command that `argv` names; all of it where it names none: a start is short."""
    words = iter(argv)
    named = ""
    for word in words:
        if word == "--lang":
            next(words, "")
        elif not word.startswith("-"):
            named = word
            break
    return build(named) or build()


@overload
def build() -> Parser: ...
@overload
def build(only: str) -> Parser | None: ...
def build(only: str = "") -> Parser | None:
    """The whole tree, or that with `only` one command; None where there is no such. Every command names what runs it
    as `module:function` in `args.run`, so nothing is imported."""
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

    def command(name: str, run: str, text: str, *, json: bool = False) -> Parser | _Unasked:
        if only and name != only:
            return _Unasked()
        made: Parser = commands.add_parser(
            name, help=text, description=_("{sentence}.").format(sentence=text[:1].upper() + text[1:])
        )
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
    return None if only and not commands.choices else parser


Command = Callable[..., Any]
"""Makes the parser of a command, or what stands for one that is not asked for."""


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
    add.add_argument("--account", default="", metavar=_("ACCOUNT"), help=_("subscribe in this account"))

    remove = command("remove", "feeds:remove", _("unsubscribe from feeds, with their articles"))
    remove.add_argument("feeds", nargs="+", metavar=_("FEED"), help=_("an id, an address, a title or a part of it"))

    feeds = command("feeds", "feeds:feeds", _("list the feeds"), json=True)
    feeds.add_argument(
        "--full-text", choices=("on", "off"), default="", help=_("let their whole texts be fetched, or not")
    )
    feeds.add_argument(
        "--rank", type=whole, default=None, metavar="N", help=_("where two say the same, the higher one is kept (0)")
    )
    feeds.add_argument("text", nargs="?", default="", metavar=_("TEXT"), help=_("only those that match"))

    stats = command("stats", "stats:stats", _("tell how the feeds fare, and what could be dropped"), json=True)
    sorts = ("trouble", "name", "volume", "read", "size", "success")
    stats.add_argument("--sort", choices=sorts, default="trouble", help=_("what comes first; trouble when left out"))
    stats.add_argument("--drop", action="store_true", help=_("only those that could be dropped"))
    stats.add_argument("text", nargs="?", default="", metavar=_("TEXT"), help=_("only those that match"))

    refresh = command("refresh", "refresh:refresh", _("fetch the feeds"), json=True)
    refresh.add_argument(
        "feeds",
        nargs="*",
        default=[],
        metavar=_("FEED"),
        help=_("an id, an address, a title or a part of it; all when left out"),
    )
    refresh.add_argument("--full-text", action="store_true", help=_("then fetch the whole texts of what is unread"))
    refresh.add_argument("--force", action="store_true", help=_("fetch feeds that are to be left alone for now, too"))

    offline = command("offline", "offline:offline", _("fetch whole texts to read without a network"), json=True)
    offline.add_argument("--days", type=natural, default=3, metavar="N", help=_("what came in the last N days (3)"))
    offline.add_argument(
        "--megabytes", type=natural, default=0, metavar="N", help=_("then forget the oldest read beyond N MB of texts")
    )
    offline.add_argument("--images", action="store_true", help=_("fetch the pictures too"))

    _account_commands(command)

    load = command("import", "opml:import_", _("take over OPML, or what newsboat or newsraft kept"), json=True)
    file_help = _("OPML, newsboat's urls or cache.db, newsraft's feeds; - for standard input")
    load.add_argument("files", nargs="+", metavar=_("FILE"), help=file_help).complete = "file"


def _account_commands(command: Command) -> None:
    account = command("account", "accounts:account", _("list, add, test or remove accounts to sync with"), json=True)
    account.add_argument(
        "what", nargs="?", default="list", choices=("list", "add", "test", "remove"), help=_("what to do")
    )
    words_help = _("for add its kind and its server's address, else the account's name")
    account.add_argument("words", nargs="*", default=[], metavar=_("NAME"), help=words_help)
    account.add_argument("--user", default="", metavar=_("NAME"), help=_("your name there; asked for when left out"))
    account.add_argument("--name", default="", metavar=_("NAME"), help=_("what you call it; its kind when left out"))
    command_help = _("a program that prints the password; run as it stands, without a shell")
    account.add_argument("--password-command", default="", metavar=_("PROGRAM"), help=command_help)
    account.add_argument("--no-keyring", action="store_true", help=_("keep the password in a file, not in the keyring"))
    account.add_argument("--keep-feeds", action="store_true", help=_("remove the account but not its feeds"))
    account.add_argument("--force", action="store_true", help=_("remove it though actions wait to be sent"))

    sync = command("sync", "accounts:sync", _("sync with the servers of your accounts"), json=True)
    sync.add_argument("accounts", nargs="*", default=[], metavar=_("ACCOUNT"), help=_("their names; all when left out"))


def _article_commands(command: Command) -> None:
    query_help = _query_help()
    for name, run, text in (
        ("list", "articles:list_", _("list articles, newest first")),
        ("search", "articles:search", _("find articles in everything stored")),
    ):
        made = command(name, run, text, json=True)
        made.add_argument(
            "query", nargs="*" if name == "list" else "+", default=[], metavar=_("QUERY"), help=query_help
        )
        made.add_argument("--limit", type=natural, default=50, metavar="N", help=_("at most so many (50); 0 for all"))
        sorts, sort_help = ["newest", "score"], _("the newest first, or what rules score")
        if name == "search":
            sorts.insert(1, "best")
            sort_help = _("the newest first, the 200 that answer best, or what rules score")
        made.add_argument("--sort", choices=sorts, default="newest", help=sort_help)

    read = command("read", "articles:read", _("print an article"), json=True)
    read.add_argument("id", type=natural, metavar="ID", help=_("the number that list shows"))
    read.add_argument("--width", type=width, default=0, metavar="N", help=_("set lines of at most so many cells"))
    read.add_argument("--changes", action="store_true", help=_("show what its publisher changed: [-was-], {+is+}"))
    read.add_argument("--mark", action="store_true", help=_("mark it read"))

    star = command("star", "articles:star", _("star articles"))
    star.add_argument("--undo", action="store_true", help=_("take the star away"))
    star.add_argument("ids", nargs="+", type=natural, metavar="ID", help=_("the number that list shows"))

    mark = command("mark", "articles:mark", _("mark articles read or unread"))
    mark.add_argument("state", choices=("read", "unread"), help=_("what they become"))
    mark.add_argument("ids", nargs="+", type=natural, metavar="ID", help=_("the number that list shows"))

    _export_command(command)

    get = command("download", "download:download", _("download the files that come with an article"), json=True)
    get.add_argument("id", type=natural, metavar="ID", help=_("the number that list shows"))
    get.add_argument(
        "number", nargs="?", type=place, default=0, metavar="N", help=_("the Nth of them; all if left out")
    )
    get.add_argument("--to", default="", metavar=_("FOLDER"), help=_("the folder; that of the settings when left out"))

    keep = command("save", "save:save", _("keep articles in a service of the settings, or list those"), json=True)
    keep.add_argument("service", nargs="?", default="", metavar=_("SERVICE"), help=_("its name in the settings"))
    keep.add_argument("ids", nargs="*", default=[], type=natural, metavar="ID", help=_("the number that list shows"))

    count = command("count", "articles:count", _("print the number of unread articles"), json=True)
    count.add_argument("query", nargs="*", default=[], metavar=_("QUERY"), help=query_help)


def _export_command(command: Command) -> None:
    save = command("export", "export:export", _("write articles into files, or without a format the feeds as OPML"))
    save.add_argument(
        "--format", choices=("md", "html", "epub", "txt", "json"), help=_("what articles become; OPML when left out")
    )
    save.add_argument("--article", type=natural, action="append", metavar="ID", help=_("the number that list shows"))
    save.add_argument(
        "--feed", default="", metavar=_("FEED"), help=_("all of a feed: an id, an address, a title or a part of it")
    )
    save.add_argument("--starred", action="store_true", help=_("what is starred"))
    save.add_argument("--later", action="store_true", help=_("what was put off till later, in its order"))
    save.add_argument("--pictures", action="store_true", help=_("fetch the pictures that are not kept yet"))
    save.add_argument(
        "-o", "--output", default="-", metavar=_("FILE"), help=_("the file, or a folder for a file each; - for a pipe")
    ).complete = "file"
    query = save.add_argument("query", nargs="*", default=[], metavar=_("QUERY"), help=_("which articles; see search"))
    query.complete = "file"


def _query_help() -> str:
    return _(
        'words, "phrases", -not, OR and ( ); is:unread|read|starred|later|muted|hot,'
        " has:image|enclosure|fulltext|notes, feed:NAME, category:NAME, source:NAME, tag:NAME, author:NAME,"
        " title:WORD, after:7d, before:2026-01-31, lang:zh, words:>500"
    )


_WITH_DASHES = ("search", "list", "count", "export", "smart", "rules", "tag")


def with_words_apart(argv: Sequence[str]) -> list[str]:
    """`argv` with what a query leaves out (`-word`), and the tags that are taken away, set apart from options, which in
    these commands have two dashes or are -h and -o. A space before it says nothing there."""
    command = next((index for index, argument in enumerate(argv) if argument in _WITH_DASHES), len(argv))
    told = [
        argument[:1] == "-" and argument[1:2] not in ("-", "") and argument not in ("-h", "-o") for argument in argv
    ]
    return [" " + word if index > command and told[index] else word for index, word in enumerate(argv)]


def _note_commands(command: Command) -> None:
    tag = command("tag", "notes:tag", _("tag an article, or list the tags"), json=True)
    tag.add_argument("id", nargs="?", type=natural, metavar="ID", help=_("the number that list shows"))
    tag.add_argument("changes", nargs="*", default=[], metavar="+NAME -NAME", help=_("tags to add and take away"))

    note = command("note", "notes:note", _("keep a note on an article, or print it"), json=True)
    note.add_argument("--remove", action="store_true", help=_("take the note away"))
    note.add_argument("id", type=natural, metavar="ID", help=_("the number that list shows"))
    note.add_argument("text", nargs="*", default=[], metavar=_("TEXT"), help=_("the note"))

    later = command("later", "notes:later", _("put articles off till later, or list those"), json=True)
    later.add_argument("--first", action="store_true", help=_("put them first in the queue"))
    later.add_argument("--remove", action="store_true", help=_("take them out of the queue"))
    later.add_argument("ids", nargs="*", default=[], type=natural, metavar="ID", help=_("the number that list shows"))

    undo = command("undo", "undo:undo", _("take back what was done last"), json=True)
    undo.add_argument("--list", action="store_true", help=_("list what can be taken back, the last first"))
    undo.add_argument("--force", action="store_true", help=_("also where articles go with it that were read or marked"))

    smart = command("smart", "queries:smart", _("keep queries as smart feeds"), json=True)
    smart.add_argument("what", nargs="?", default="list", choices=("list", "add", "remove"), help=_("what to do"))
    smart.add_argument("name", nargs="?", default="", metavar=_("NAME"), help=_("its name"))
    smart.add_argument("query", nargs="*", default=[], metavar=_("QUERY"), help=_query_help())

    rules = command("rules", "queries:rules", _("list, try, run or add the rules for what arrives"), json=True)
    what = ("list", "test", "run", "add", "remove", "move")
    rules.add_argument("what", nargs="?", default="list", choices=what, help=_("what to do"))
    words_help = _("the number of the rule to test or remove, the one to move and where to, or a query")
    rules.add_argument("words", nargs="*", default=[], metavar=_("QUERY"), help=words_help)
    do_help = _("read, star, later, mute, highlight, notify, score:+N or tag:NAME; may be repeated")
    rules.add_argument("--do", action="append", default=[], metavar=_("ACTION"), help=do_help)


def _story_commands(command: Command) -> None:
    hot = command("hot", "stories:hot", _("list the hottest stories"), json=True)
    hot.add_argument("--limit", type=natural, default=10, metavar="N", help=_("at most so many (10); 0 for all"))
    digest = command("digest", "digest:digest", _("list what can be read in the time there is"), json=True)
    minutes_help = _("the minutes there are; as in the settings when left out")
    digest.add_argument("--minutes", type=minutes, default=0, metavar="N", help=minutes_help)
    for name, run, text in (
        ("related", "stories:related", _("list what is related to an article, and why")),
        ("coverage", "stories:coverage", _("list all articles on the event of an article")),
    ):
        made = command(name, run, text, json=True)
        made.add_argument("id", type=natural, metavar="ID", help=_("the number that list shows"))


def _other_commands(command: Command) -> None:
    sources = command("sources", "sources:sources", _("list the sources that can be read, or test one"), json=True)
    sources.add_argument("action", nargs="?", choices=("test",), help=_("show what is caught at an address"))
    sources.add_argument("address", nargs="?", default="", metavar=_("ADDRESS"), help=_("the address to test"))
    sources.add_argument("--source", default="", metavar=_("NAME"), help=_("the source; guessed when left out"))
    config = command("config", "settings:config", _("show the settings, or change them"), json=True)
    config.add_argument(
        "what",
        choices=("path", "show", "get", "set", "unset", "edit"),
        help=_("the file's place, every setting, one of them; set one, or leave it to its default; open the file"),
    )
    config.add_argument("key", nargs="?", default="", metavar=_("KEY"), help=_("the setting, such as ui.theme"))
    config.add_argument(
        "words",
        nargs="*",
        default=[],
        metavar=_("VALUE"),
        help=_("what to set it to, word by word; -- before words with a dash"),
    )
    command("doctor", "doctor:doctor", _("look over the terminal, the locale and the store"), json=True)
    topic = command("help", "help:help_", _("show a page of the guide, or a command's options"))
    topic.add_argument(
        "topic", nargs="?", default="", metavar=_("TOPIC"), help=_("a page or a command; listed when left out")
    ).complete = "topic"
    completion = command("completion", "completion:completion", _("print a completion script for a shell"))
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help=_("the shell"))
