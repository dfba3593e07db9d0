"""Addresses from outside: which are safe to show, fetch and open."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from haowai_tui.text.clean import clean

_MAX = 4096
_NO_HOST = frozenset(' %<>\\^`{|}"')
"""What no host has (the URL standard's forbidden domain code points that get this far)."""
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?"
    r"(?:/[A-Za-z0-9/!$%&'()*+,.:=@_~-]*)?(?:\?[A-Za-z0-9/!$%&'()*+,.:;=?@_~-]+)?(?:#[A-Za-z0-9/!$%&'()*+,.:;=?@_~-]+)?"
)
"""What nearly all addresses are, and what `clean_url` and joining to a base leave as it is."""
_UNSAFE = re.compile(r"""[\x00- "<>\\^`{|}\x7f]""")
"""The characters of ASCII that are not written as they are in a path or a query."""


def clean_url(address: str, base: str = "") -> str:
    """`address` made absolute against `base`, or "" when it is not one that is safe to show and open.

    Safe are http, https and mailto addresses without controls, spaces or a name and password. Characters outside
    ASCII are kept: they are encoded when the address is fetched.
    """
    if is_plain(address):
        return address
    if not address:
        return ""
    address = clean(address).replace(" ", "%20")
    if not address or len(address) > _MAX or address.startswith("-"):
        return ""
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return address if "@" in parts.path and not parts.path.startswith("-") else ""
    if parts.scheme not in ("http", "https") or not host or host.startswith("-") or _NO_HOST & set(host):
        return ""
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, _escaped(parts.path), _escaped(parts.query), parts.fragment))


def is_plain(address: str) -> bool:
    """Whether an address is absolute, safe and ordinary in every part: nothing about it is to be changed."""
    return len(address) <= _MAX and _PLAIN.fullmatch(address) is not None


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", text)


def shown_url(address: str) -> str:
    """`address` without name, password and query, for messages: nothing in it is a secret."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return clean(address)[:80]
    if not parts.netloc:
        return clean(address)
    return clean(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))
