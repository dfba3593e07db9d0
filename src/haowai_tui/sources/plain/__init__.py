"""Plain RSS 2.0 and Atom, read by expat in a fraction of the time that feedparser takes.

What is here gives what feedparser gives, its oddities included: the same values under the same names. It knows what
nearly all feeds are made of; whatever else stands in one is `Unusual`, and the feed is left to feedparser. A feed with
a document type is unusual, so no entity is ever defined.
"""

from haowai_tui.sources.plain.elements import MAIL_AND_NAME, Unusual
from haowai_tui.sources.plain.feed import read_plain

__all__ = ["MAIL_AND_NAME", "Unusual", "read_plain"]
