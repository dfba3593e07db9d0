"""The hosts that the reader named: what lies there may be fetched even from a private network."""

from __future__ import annotations

from urllib.parse import urlsplit

from haowai_tui.store import Store


def own_hosts(store: Store) -> frozenset[str]:
    """The hosts of the reader's feeds. A page elsewhere cannot make haowai ask a machine on the reader's own network,
    but a feed that the reader took from there has its articles and pictures there too. What a sync server lists is not
    the reader's word."""
    return frozenset(host for feed in store.feeds() if not feed.account and (host := host_of(feed.address)))


def host_of(url: str) -> str:
    """The host of a web address, or empty. `page+https://…` counts as one."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
