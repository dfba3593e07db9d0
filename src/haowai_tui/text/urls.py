"""Addresses from outside: which are safe to show, fetch and open."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit, urlunsplit

from haowai_tui.text.clean import clean

_MAX = 4096
_NO_HOST = frozenset(' %<>\\^`{|}"')
"""What no host has (the URL standard's forbidden domain code points that get this far)."""
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?"
    r"(?:/[A-Za-z0-9/!$%&'()*+,.:=@_~-]*)?(?:\?[A-Za-z0-9/!$%&'()*+,.:;=?@_~-]+)?(?:#[A-Za-z0-9/!$%&'()*+,.:;=?@_~-]+)?"
)
"""What nearly all addresses are, and what `clean_url` and joining to a base leave as it is."""
_VISIT = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|spm|scm|PHPSESSID|jsessionid|"
    r"ref_src|wt[._]mc|at_(?:campaign|medium|custom\d)|cmpid|share_(?:from|token|source|medium|session_id)|vd_source",
    re.I,
)
"""Names in a query that say nothing of what is asked for."""
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.I)
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


def story_url(address: str) -> str:
    """`address` as a story is known by: without a place in the page, and without what tells where a reader came from or
    which visit it is. A list that is printed anew for every visitor has these, and its stories would be new each time.
    """
    address = urldefrag(address).url
    path, mark, query = address.partition("?")
    parts = query.split("&")
    kept = [part for part in parts if not _VISIT.fullmatch(part.partition("=")[0])]
    path = _SESSION.sub("", path)
    return path if len(kept) < len(parts) and not kept else path + mark + "&".join(kept)


def leads_somewhere(identifier: str) -> bool:
    """Whether an identifier that may be a link is written as one."""
    return identifier.strip().startswith(("http://", "https://", "/"))


_ON_THE_WAY = {
    "link.zhihu.com": "target",
    "www.douban.com/link2": "url",
    "link.juejin.cn": "target",
    "www.jianshu.com/go-wild": "url",
    "gate.sc": "url",
    "www.google.com/url": "q",
    "l.facebook.com/l.php": "u",
    "www.youtube.com/redirect": "q",
    "steamcommunity.com/linkfilter": "url",
}
"""Pages that only say that one is about to leave, and where their address has where to."""


_LEAVING = re.compile("(?:" + "|".join(map(re.escape, _ON_THE_WAY)) + r")[/?]")


def led_url(address: str) -> str:
    """Where a link in a text leads: past the pages that only say that one is leaving, which count who does."""
    if not _LEAVING.search(address):
        return address
    parts = urlsplit(address)
    name = _ON_THE_WAY.get(parts.netloc + parts.path.rstrip("/"), "")
    target = next((value for key, value in parse_qsl(parts.query) if key == name), "") if name else ""
    return (clean_url(target) if target.startswith(("http://", "https://")) else "") or address


def shown_url(address: str) -> str:
    """`address` without name, password and query, for messages: nothing in it is a secret."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return clean(address)[:80]
    if not parts.netloc:
        return clean(address)
    return clean(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))
