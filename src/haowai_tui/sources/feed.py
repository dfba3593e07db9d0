"""Feeds on the web: RSS, RDF, Atom and JSON Feed, and finding them behind a site's address."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from haowai_tui.errors import DamagedFeedError, NetError, NoFeedError, ParseError, SourceError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Candidate, Entry, FeedData
from haowai_tui.net import Response
from haowai_tui.sources.contract import Capability, Context, Request
from haowai_tui.sources.declared import Setting
from haowai_tui.sources.looks import looks_like_feed, looks_like_html, looks_like_opml
from haowai_tui.text import shown_url

TRIES = 8
"""Addresses tried at most while looking for the feeds of one site."""

_WELL_KNOWN = ("feed", "rss.xml", "atom.xml", "feed.json", "index.xml")
_FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
}
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom)/?$|(?:^|/)(?:feed|rss|atom|index)[\w.-]*\.(?:xml|rdf|json)$|\.(?:rss|atom|rdf)$",
    re.I,
)
_FEED_WORD = re.compile(r"\b(?:rss|atom|feed)\b|订阅|訂閱", re.I)
_OPENING = 65536
"""Bytes of an answer in which it shows whether it is a page."""
_COMMENTS = re.compile(r"comments?\b|评论|評論", re.I)


class FeedSource:
    """Reads a feed by its http(s) address."""

    name = "feed"
    title = "RSS, Atom, JSON Feed"
    capabilities = Capability.ARTICLES | Capability.DISCOVER
    uses_known = False
    settings: ClassVar[Mapping[str, Setting]] = {
        "rsshub": Setting("", "the RSSHub instance that rsshub:// addresses go to"),
    }

    def recognises(self, address: str) -> int:
        """Every web address may be a feed's; an address without a scheme, less surely."""
        text = address.strip()
        if re.match(r"rsshub://\S", text, re.I):
            return 90
        if re.match(r"(?:https?|feed)://\S|feed:https?://\S", text, re.I):
            return 50
        return 30 if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[:/?]\S*)?$", text) else 0

    async def fetch(self, request: Request, context: Context) -> FeedData:
        """The feed's entries. Raises `NetError`, `ParseError`, or `NoFeedError` when a web page is there."""
        address = hub_address(request.address, context.settings)
        response = await context.client.get(address, kind="feed", validators=request.validators, typed=True)
        if response.not_modified:
            return FeedData(
                not_modified=True,
                validators=response.validators,
                moved_to=response.moved_to,
                next_due=response.next_due,
            )
        data = await _read(response, context)
        return replace(data, validators=response.validators, moved_to=response.moved_to, next_due=response.next_due)

    async def article(self, link: str, context: Context) -> Entry:
        """Not offered: `capabilities` has no `ARTICLE`. Raises `SourceError`."""
        raise SourceError(_("A feed cannot be asked for one article."))

    async def discover(self, address: str, context: Context) -> tuple[Candidate, ...]:
        """The feeds behind an address, best first: itself when it is a feed, none when there are none.

        Raises `NetError` when the address itself cannot be fetched, `DamagedFeedError` for what is a feed, there or
        where it leads to, and cannot be read, when there is no other. At most `TRIES` further addresses are tried.
        """
        typed = hub_address(address, context.settings)
        response = await context.client.get(typed, kind="page", typed=True)
        # A route stays one: the instance it is asked at may change.
        kept = address.strip() if address.strip().lower().startswith("rsshub:") else response.moved_to or typed
        try:
            data = await _read(response, context)
        except DamagedFeedError as error:
            raise DamagedFeedError(str(error), kept) from error
        except SourceError:
            links = await context.workers.run(_links_in_page, response)
        else:
            return (Candidate(address=kept, title=data.title, source=self.name),)
        places = _own_places(typed, response.url)
        found, damaged = await _verified(list(links)[:TRIES], links, places, context)
        if not found:
            guesses = [one for one in _guesses(response.url) if one not in links]
            found, more = await _verified(guesses[: max(0, TRIES - len(links))], {}, places, context)
            damaged = damaged or more
        if not found:
            _tell_why(response, damaged)
        return found


def hub_address(address: str, settings: Mapping[str, object]) -> str:
    """A feed's address on the web: `rsshub://route` is a route of the RSSHub instance that `[sources.feed]` names as
    `rsshub`. Raises `SourceError` when it names none."""
    route = re.match(r"rsshub:/*(?P<route>.*)$", address.strip(), re.I)
    if route is None:
        return web_address(address)
    instance = settings.get("rsshub")
    if not isinstance(instance, str) or not instance:
        text = _("{address} needs an RSSHub instance; name one: haowai config set sources.feed.rsshub https://...")
        raise SourceError(text.format(address=shown_url(address)))
    return web_address(instance).rstrip("/") + "/" + route["route"]


def web_address(address: str) -> str:
    """An address as people type it, ready to fetch: no `feed:`, and `https://` before a bare host."""
    text = re.sub(r"^feed:(?=https?://)", "", address.strip(), flags=re.I)
    text = re.sub(r"^feed://", "https://", text, flags=re.I)
    # One slash too few, and a scheme pasted behind another: `http` would be taken for the host.
    text = re.sub(r"^(https?):/(?=[^/])", r"\1://", text, flags=re.I)
    text = re.sub(r"^(?:https?://)+(?=https?://)", "", text, flags=re.I)
    if _NO_WEB.match(text):
        return text
    if re.match(r"[a-z][a-z0-9+.-]*://", text, re.I):
        return _PLACE.sub(_usual, text)
    # What is typed without a scheme for one's own machine or network is hardly ever served securely.
    own = re.match(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?:[:/?]|$)", text, re.I)
    return f"http://{text}" if own else f"https://{text}"


_NO_WEB = re.compile(
    r"(?:about|blob|data|file|javascript|magnet|mailto|news|tel|urn|view-source):(?!\d+(?:[/?#]|$))", re.I
)
"""What is an address, and no place on the web: a host before it would make one that nobody meant."""
_PLACE = re.compile(
    r"^(?P<scheme>https?)://(?P<login>[^/?#]*@)?(?P<host>\[[^]/]*\]|[^/?#:@]*)(?::(?P<port>\d*))?(?=[/?#]|$)", re.I
)


def _usual(found: re.Match[str]) -> str:
    """A scheme and a host in small letters, as every server takes them, without the port that goes without saying."""
    scheme, port = found["scheme"].lower(), found["port"] or ""
    needless = {"http": "80", "https": "443"}[scheme] == port or not port
    return f"{scheme}://{found['login'] or ''}{found['host'].lower()}" + ("" if needless else f":{port}")


def _place(url: str) -> tuple[str, str]:
    """Scheme, and host with port, without a name and password."""
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.rpartition("@")[2].lower()


def _own_places(typed: str, reached: str) -> set[tuple[str, str]]:
    """Where the reader sent us himself: the address he typed, and where that host led to on the same host."""
    same_host = urlsplit(typed).hostname == urlsplit(reached).hostname
    return {_place(typed), _place(reached)} if same_host else {_place(typed)}


async def _read(response: Response, context: Context) -> FeedData:
    """What a feed's bytes say. Raises `NoFeedError` for a page, `DamagedFeedError` for a feed that cannot be read,
    `ParseError` for what is neither."""
    start = response.content.read(_OPENING)
    if looks_like_html(start, response.content_type):
        raise NoFeedError(_("There is a web page at the address, not a feed."))
    try:
        return await context.workers.parse_feed(
            response.content, charset=response.charset, address=response.url, content_type=response.content_type
        )
    except ParseError as error:
        if looks_like_feed(start):
            raise DamagedFeedError(str(error), response.moved_to or response.url) from error
        raise


def _tell_why(response: Response, damaged: DamagedFeedError | None) -> None:
    """Raise what is known of why there is no feed, if anything is."""
    if damaged is not None:
        raise damaged
    start = response.content.read(_OPENING)
    if looks_like_opml(start):
        raise NoFeedError(
            _("There is a list of feeds (OPML) at the address; download it and take it over with haowai import.")
        )
    if not start.strip(b" \t\r\n\x00"):
        raise ParseError(_("The address answered with nothing at all."))


async def _verified(
    addresses: list[str], titles: dict[str, str], places: set[tuple[str, str]], context: Context
) -> tuple[tuple[Candidate, ...], DamagedFeedError | None]:
    """Those of the addresses that are feeds, in their order, each feed once; and what is wrong with the first that is
    damaged."""
    found = await asyncio.gather(*(_candidate(one, titles.get(one, ""), places, context) for one in addresses))
    unique: dict[str, Candidate] = {}
    for candidate in found:
        if isinstance(candidate, Candidate):
            unique.setdefault(candidate.address, candidate)
    return tuple(unique.values()), next((one for one in found if isinstance(one, DamagedFeedError)), None)


async def _candidate(
    address: str, title: str, places: set[tuple[str, str]], context: Context
) -> Candidate | DamagedFeedError | None:
    # A page may point anywhere; only the place the reader named himself may be a private one.
    try:
        response = await context.client.get(address, kind="feed", typed=_place(address) in places)
        data = await _read(response, context)
    except DamagedFeedError as error:
        return error
    except (NetError, ParseError, NoFeedError):
        return None
    return Candidate(address=response.moved_to or address, title=data.title or title)


def _links_in_page(response: Response) -> dict[str, str]:
    """Addresses in a page that are probably feeds, best first, with the titles the page gives them."""
    from selectolax.lexbor import LexborHTMLParser

    from haowai_tui.text import clean, clean_url, decode

    tree = LexborHTMLParser(decode(response.body, charset=response.charset, kind="html"))
    base_node = tree.css_first("base[href]")
    base = clean_url((base_node.attributes.get("href") if base_node else "") or "", response.url) or response.url
    ranked: list[tuple[int, str, str]] = []
    for node in tree.css("link[href], a[href], meta[http-equiv]"):
        written = node.attributes
        url = clean_url(written.get("href") or _onward(written), base)
        if not url.startswith("http"):
            continue
        if node.tag == "link":
            title = clean(written.get("title") or "")
            rank = _link_rank(written.get("rel") or "", written.get("type") or "")
        elif node.tag == "meta":
            title, rank = "", 3
        else:
            title = clean(node.text() or "")[:200]
            rank = _anchor_rank(url, title)
        if rank:
            # The comments on a site are rarely what somebody subscribes to.
            late = 10 if _COMMENTS.search(urlsplit(url).path) or _COMMENTS.search(title) else 0
            ranked.append((rank + late, url.split("#")[0], title))
    links: dict[str, str] = {}
    for _rank, url, title in sorted(ranked, key=lambda one: one[0]):
        links.setdefault(url, title)
    return links


def _onward(meta: Mapping[str, str | None]) -> str:
    """Where a page sends its visitors on to at once; empty when it does not."""
    if (meta.get("http-equiv") or "").strip().lower() != "refresh":
        return ""
    found = re.match(r"\s*\d*\s*[;,]\s*url\s*=\s*[\"']?([^\"'>]+)", meta.get("content") or "", re.I)
    return found[1].strip() if found else ""


def _link_rank(rel: str, media_type: str) -> int:
    words = rel.lower().split()
    kind = media_type.lower().split(";")[0].strip()
    if "alternate" in words and kind in _FEED_TYPES:
        return 2 if kind in {"application/json", "application/xml", "text/xml"} else 1
    return 3 if "feed" in words else 0


def _anchor_rank(url: str, title: str) -> int:
    if _FEED_PATH.search(urlsplit(url).path):
        return 4
    return 5 if len(title) <= 30 and _FEED_WORD.search(title) else 0


def _guesses(url: str) -> list[str]:
    """Where feeds commonly are: at the root of its site, then beside the page."""
    beside = url if url.endswith("/") else f"{urljoin(url, '.')}"
    places = dict.fromkeys((urljoin(url, "/"), beside))
    return list(dict.fromkeys(urljoin(place, name) for place in places for name in _WELL_KNOWN))
