"""Which machines may be reached, decided on the address that is really connected to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

from haowai_tui.errors import AddressError
from haowai_tui.locale import gettext as _
from haowai_tui.text import shown_url

Credentials = tuple[str, str] | None
"""A name and a password, or that there are none."""


def split_credentials(url: str) -> tuple[str, Credentials]:
    """An address without its name and password, and those."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, None
    name, _colon, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=host)), (unquote(name), unquote(password))


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet: not loopback, private, link-local, metadata, reserved."""
    try:
        address = ipaddress.ip_address(ip.split("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if address in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


_HOST = re.compile(r"(?=.*\w)[\w.~-]+")
"""A name with at least a letter or digit, in any script."""
_PLACE = re.compile(r"(?:[^\[\]:]+|\[[\da-f:.]+(?:%[\w.~-]+)?\])(?::\d*)?", re.I)
"""A host and a port as they stand in an address; one in numbers of IPv6 stands in brackets, and nothing beside it."""
_IN_NUMBERS = re.compile(r"(?:\d+|0x[\da-f]*)", re.I)
_LONGEST_HOST = 253


def _is_host(host: str) -> bool:
    """Whether a name could be one: in each of its parts are 1 to 63 characters. What ends in a number is an address in
    numbers, or nothing."""
    if ":" in host:
        return True  # which `urlsplit` has looked at
    parts = host.removesuffix(".").split(".")
    if _HOST.fullmatch(host) is None or len(host) > _LONGEST_HOST or not all(0 < len(part) < 64 for part in parts):
        return False
    return not _IN_NUMBERS.fullmatch(parts[-1]) or _is_in_numbers(host.removesuffix("."))


def _is_in_numbers(host: str) -> bool:
    import socket

    try:
        socket.inet_aton(host)
    except (OSError, UnicodeError):
        return False
    return True


def web_host(url: str) -> str:
    """The host of an http or https address. Raises `AddressError` for anything else."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        place = parts.netloc.rpartition("@")[2]
    except ValueError:
        host = None
    # A backslash before the host is a slash to browsers: they would go elsewhere than we do.
    if (
        not host
        or parts.scheme not in ("http", "https")
        or port == 0
        or "\\" in parts.netloc
        or not _PLACE.fullmatch(place)
        or not _is_host(host)
    ):
        raise AddressError(
            _("{address} is not a web address; only http and https are fetched.").format(address=shown_url(url))
        )
    return host


def joined(url: str, target: str) -> str:
    """Where an answer from `url` leads to with `target`. Raises `AddressError` for what can be no address."""
    try:
        return urldefrag(urljoin(url, target)).url
    except ValueError as error:
        text = _("{host} leads to an address that is not fetched.")
        raise AddressError(text.format(host=shown_url(web_host(url)))) from error


def place_of(url: str) -> tuple[str, int]:
    """The host, in the letters that are connected to, and the port of an http or https address. Raises `AddressError`
    for anything else."""
    host = _on_the_wire(web_host(url).lower())
    parts = urlsplit(url)
    return host, parts.port or (443 if parts.scheme == "https" else 80)


def _on_the_wire(host: str) -> str:
    """A host in ASCII: bücher.example as xn--bcher-kva.example."""
    if host.isascii():
        return host
    import httpx

    try:
        return httpx.URL(scheme="http", host=host).raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError):
        return host


def refuse_private(host: str) -> AddressError:
    """The error for a private address that remote data led to."""
    return AddressError(
        _(
            "{host} is on a private network and was reached from a web page; add its address yourself if you trust it."
        ).format(host=host)
    )
