"""The one table of what a reader can do: bindings, footer hints, help and palette are made from it."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _


class Group(Enum):
    """The headings of the help screen, in its order. The value is the untranslated title."""

    HERE = N_("Here")
    MOVE = N_("Moving")
    READ = N_("Reading")
    MARK = N_("Marking")
    FEEDS = N_("Feeds")
    FIND = N_("Finding")
    APP = N_("The program")


class Need(Enum):
    """What an action works on: without it there, the help does not offer the action."""

    ARTICLE = "an open article"
    LINK = "an article or teaser with an address"
    LINKS = "links in the open article"
    HEADINGS = "headings in the open article"
    ENCLOSURES = "files enclosed with the open article"
    PICTURES = "a terminal that shows pictures"
    ROWS = "articles in the list"
    FEED = "a feed"
    TEASERS = "related or hot stories"
    TRAIL = "an article to go back to"
    CHANGE = "a change to do again"
    MARKS = "an article with a mark"


class Action(Struct, frozen=True):
    """One thing a reader can do.

    `name` is the method it calls (`action_NAME` on the reader screen), `keys` are its keys in the default keymap as
    the settings write them, the first one shown; `title` is a short imperative; `hint` puts it into the status line's
    hints, in table order, by its `brief` title if it has one. `panes` are those in which it does something, all of them
    when empty; `need` is what it works on; `counted` tells that a count before the key means something. On a screen
    over the reader (`screen_actions`) the action has the keys of those of the reader that it is `like`, too.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    group: Group
    hint: bool = False
    panes: tuple[str, ...] = ()
    need: Need | None = None
    counted: bool = False
    like: tuple[str, ...] = ()
    brief: str = ""

    @property
    def label(self) -> str:
        """The title in the interface's language."""
        return _(self.title)

    @property
    def hint_label(self) -> str:
        """What the hints call it, in the interface's language."""
        return _(self.brief or self.title)


_LISTS = ("feeds", "headlines", "side")

ACTIONS: tuple[Action, ...] = (
    Action("down", ("j", "down"), N_("Down"), Group.MOVE, counted=True),
    Action("up", ("k", "up"), N_("Up"), Group.MOVE, counted=True),
    Action("top", ("g", "home"), N_("To the top, or to a row by its number"), Group.MOVE, counted=True),
    Action("bottom", ("G", "end"), N_("To the end, or to a row by its number"), Group.MOVE, counted=True),
    Action("half_down", ("ctrl+d",), N_("Half a page down"), Group.MOVE, counted=True),
    Action("half_up", ("ctrl+u",), N_("Half a page up"), Group.MOVE, counted=True),
    Action("page_down", ("pagedown", "ctrl+f"), N_("A page down"), Group.MOVE, counted=True),
    Action("page_up", ("pageup", "ctrl+b"), N_("A page up"), Group.MOVE, counted=True),
    Action("pane_left", ("h",), N_("To the pane on the left"), Group.MOVE),
    Action("pane_right", ("l",), N_("To the pane on the right"), Group.MOVE),
    Action("fold", ("left",), N_("Fold the category, or go left"), Group.MOVE),
    Action("unfold", ("right",), N_("Unfold the category, or go right"), Group.MOVE),
    Action("next_pane", ("tab",), N_("Next pane"), Group.MOVE),
    Action("previous_pane", ("shift+tab",), N_("Previous pane"), Group.MOVE),
    Action("jump", (";",), N_("Jump to a pane or a row by its letters"), Group.MOVE),
    Action("set_mark", ("M",), N_("Put a mark on the article, with a letter"), Group.MOVE),
    Action("go_to_mark", ("'",), N_("Go to the article with a mark"), Group.MOVE, need=Need.MARKS),
    Action("leave", ("Q",), N_("Back to the article, the list, the feeds; then out"), Group.MOVE),
    Action(
        "read_on", ("space",), N_("Read on: page, next unread, next feed"), Group.READ, hint=True, brief=N_("Read on")
    ),
    Action("open", ("enter",), N_("Open; with a number, the article's link of that number"), Group.READ, counted=True),
    Action("next_article", ("J",), N_("Next article"), Group.READ, need=Need.ROWS, counted=True),
    Action("previous_article", ("K",), N_("Previous article"), Group.READ, need=Need.ROWS, counted=True),
    Action("next_unread", ("n",), N_("Next unread"), Group.READ, hint=True, counted=True),
    Action("previous_unread", ("p",), N_("Previous unread"), Group.READ, need=Need.ROWS, counted=True),
    Action("random_unread", ("ctrl+k",), N_("Any unread article"), Group.READ, need=Need.ROWS),
    Action("next_unread_feed", ("N",), N_("Next feed with unread articles"), Group.READ, counted=True),
    Action("previous_unread_feed", ("P",), N_("Previous feed with unread articles"), Group.READ, counted=True),
    Action("next_feed", (">",), N_("Next feed"), Group.READ, counted=True),
    Action("previous_feed", ("<",), N_("Previous feed"), Group.READ, counted=True),
    Action("next_related", ("]",), N_("Along what is related and hot"), Group.READ, need=Need.TEASERS, counted=True),
    Action("previous_related", ("[",), N_("Back along them"), Group.READ, need=Need.TEASERS, counted=True),
    Action("coverage", ("C",), N_("How the event is covered"), Group.READ, panes=("headlines", "article", "side")),
    Action("digest", ("B",), N_("A digest with an end"), Group.READ),
    Action("front_page", ("V",), N_("The day's front page"), Group.READ),
    Action("changes", ("W",), N_("What the publisher changed"), Group.READ, need=Need.ARTICLE),
    Action("back", ("backspace",), N_("Back to the article before"), Group.READ, need=Need.TRAIL),
    Action("zoom", ("z",), N_("The article alone"), Group.READ, need=Need.ARTICLE),
    Action("toggle_pictures", ("i",), N_("Pictures on or off"), Group.READ, need=Need.PICTURES),
    Action("full_text", ("F",), N_("Fetch the whole text"), Group.READ, need=Need.ARTICLE),
    Action("browser", ("o",), N_("Open in the browser"), Group.READ, need=Need.LINK, counted=True),
    Action("browser_read", ("!",), N_("Open in the browser and mark read"), Group.READ, need=Need.LINK),
    Action("copy_link", ("y",), N_("Copy the address, or what is marked"), Group.READ, need=Need.LINK),
    Action("side_tab", ("H",), N_("Related or hot"), Group.READ, need=Need.TEASERS),
    Action("outline", ("t",), N_("The article's headings"), Group.READ, need=Need.HEADINGS),
    Action("hints", ("f",), N_("Open a link by its letters"), Group.READ, need=Need.LINKS),
    Action("links", ("#",), N_("The article's links in a list"), Group.READ, need=Need.LINKS),
    Action("choose_text", ("v",), N_("Choose paragraphs to copy"), Group.READ, need=Need.ARTICLE),
    Action("send", ("S",), N_("Send the article on"), Group.READ, panes=("headlines", "article", "side")),
    Action("download", ("E",), N_("Download what is enclosed"), Group.READ, need=Need.ENCLOSURES),
    Action("export", ("x",), N_("Write articles into a file"), Group.READ),
    Action("fold_stories", ("=",), N_("One row for a story, or for each article"), Group.READ),
    Action("unread_only", ("U",), N_("All articles and feeds, or the unread alone"), Group.READ),
    Action("sort", ("ctrl+o",), N_("Another order: newest, what rules score, in a search the best"), Group.READ),
    Action("toggle_read", ("m",), N_("Mark read or unread"), Group.MARK),
    Action("toggle_star", ("s",), N_("Star or unstar"), Group.MARK, hint=True, brief=N_("Star")),
    Action("repeat", (".",), N_("Do the last change again, to this article"), Group.MARK, need=Need.CHANGE),
    Action("mark_all_read", ("A",), N_("Mark the whole list read"), Group.MARK, need=Need.ROWS),
    Action("mark_everything_read", ("*",), N_("Mark all articles of all feeds read"), Group.MARK),
    Action("catch_up", ("X",), N_("Catch up on what waits"), Group.MARK),
    Action("tag", ("+",), N_("Tags of the article"), Group.MARK),
    Action("note", ("w",), N_("Write a note on the article"), Group.MARK),
    Action("later", ("b",), N_("Read later, or no longer"), Group.MARK),
    Action("earlier_in_queue", ("{",), N_("Earlier in the read-later list"), Group.MARK, need=Need.ROWS, counted=True),
    Action("later_in_queue", ("}",), N_("Later in the read-later list"), Group.MARK, need=Need.ROWS, counted=True),
    Action("undo", ("u",), N_("Undo"), Group.MARK),
    Action("undo_list", ("Z",), N_("All that can be undone"), Group.MARK),
    Action("refresh_feed", ("r",), N_("Refresh this feed"), Group.FEEDS),
    Action("refresh_all", ("R",), N_("Refresh all feeds"), Group.FEEDS, hint=True, brief=N_("Refresh")),
    Action("health", ("I",), N_("How the feeds fare"), Group.FEEDS),
    Action("offline", ("O",), N_("Make an offline edition"), Group.FEEDS),
    Action("feed_full_text", ("ctrl+t",), N_("This feed's whole texts, or no longer"), Group.FEEDS, need=Need.FEED),
    Action("add_feed", ("a",), N_("Add a feed"), Group.FEEDS, hint=True),
    Action("edit_feed", ("ctrl+e",), N_("Change the feed: a menu"), Group.FEEDS, need=Need.FEED),
    Action("rename_feed", ("e",), N_("Rename the feed"), Group.FEEDS, need=Need.FEED),
    Action("move_feed", ("c",), N_("Move the feed to a category"), Group.FEEDS, need=Need.FEED),
    Action("remove_feed", ("D",), N_("Remove the feed"), Group.FEEDS, need=Need.FEED),
    Action("accounts", ("Y",), N_("Accounts and sync"), Group.FEEDS),
    Action("search", ("/",), N_("Search"), Group.FIND, hint=True),
    Action("search_all", ("\\",), N_("Search all articles"), Group.FIND),
    Action("tags", ("@",), N_("Articles with a tag"), Group.FIND),
    Action("save_search", ("ctrl+s",), N_("Keep the search as a smart feed, or change one"), Group.FIND),
    Action("cancel", ("escape",), N_("Close, cancel, or leave the search"), Group.FIND),
    Action("palette", (":", "ctrl+p"), N_("All commands"), Group.APP),
    Action("rules", ("&",), N_("Rules for what arrives"), Group.APP),
    Action("settings", (",",), N_("Settings"), Group.APP),
    Action("toggle_theme", ("T",), N_("Light or dark"), Group.APP),
    Action("choose_theme", ("L",), N_("Choose the colours"), Group.APP),
    Action("redraw", ("ctrl+l",), N_("Draw the screen again"), Group.APP),
    Action("suspend", ("ctrl+z",), N_("To the shell; fg comes back"), Group.APP),
    Action("help", ("?", "f1"), N_("Help"), Group.APP, hint=True),
    Action("quit", ("q",), N_("Quit"), Group.APP, hint=True),
)
