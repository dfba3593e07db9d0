"""The kinds of sync servers, and how a session with one of each begins."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec import Struct

from haowai_tui.errors import AddressError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.net import Client
from haowai_tui.net.address import web_host
from haowai_tui.sync.contract import Account, Limits, Login
from haowai_tui.sync.greader import Dialect, GoogleReader
from haowai_tui.sync.miniflux import Miniflux
from haowai_tui.sync.nextcloud import NextcloudNews
from haowai_tui.sync.ttrss import TinyTinyRss
from haowai_tui.sync.wire import Patience, Wire
from haowai_tui.text import clean, shown_url

Open = Callable[[Wire, Login], Account]


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of server. `address` is where it is when there is only one of it, `path` what its API's address ends in;
    `options` are asked for beside the name and the password."""

    name: str
    title: str
    open: Open
    address: str = ""
    path: str = ""
    options: tuple[str, ...] = ()


def _google_reader(dialect: Dialect) -> Open:
    return lambda wire, login: GoogleReader(wire, login, dialect)


_SELF_HOSTED = Dialect(limits=Limits(ids=1000, articles=250, read_to_mark=True))
_UNKNOWN = Dialect(limits=Limits(ids=250, articles=100))
_HOSTED = Dialect(limits=Limits(ids=250, articles=100, read_to_mark=True))

KINDS = {
    kind.name: kind
    for kind in (
        Kind(name="freshrss", title="FreshRSS", path="/api/greader.php", open=_google_reader(_SELF_HOSTED)),
        Kind(name="miniflux", title="Miniflux", open=Miniflux),
        Kind(name="nextcloud", title="Nextcloud News", path="/index.php/apps/news/api/v1-3", open=NextcloudNews),
        Kind(name="ttrss", title="Tiny Tiny RSS", path="/api", open=TinyTinyRss),
        Kind(
            name="theoldreader",
            title="The Old Reader",
            address="https://theoldreader.com",
            open=_google_reader(
                Dialect(limits=Limits(ids=250, articles=250, read_to_mark=True), ts_per_microsecond=1000)
            ),
        ),
        Kind(
            name="inoreader",
            title="Inoreader",
            address="https://www.inoreader.com",
            open=_google_reader(
                Dialect(
                    limits=Limits(ids=250, articles=100, read_to_mark=True),
                    listing=1000,
                    headers=(("AppId", "app_id"), ("AppKey", "app_key")),
                )
            ),
            options=("app_id", "app_key"),
        ),
        Kind(name="bazqux", title="BazQux Reader", address="https://bazqux.com", open=_google_reader(_HOSTED)),
        Kind(name="greader", title="Google Reader API", open=_google_reader(_UNKNOWN)),
    )
}
"""The kinds by name, in the order in which they are offered."""


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises `UsageError`."""
    kind = KINDS.get(name)
    if kind is None:
        text = _("There is no kind of account called {name}; there are: {known}.")
        raise UsageError(text.format(name=name, known=", ".join(KINDS)))
    return kind


def server_address(kind: Kind, written: str) -> str:
    """A server's address as it is kept: with its scheme, without what belongs to its API, a name or a password. Raises
    `UsageError`."""
    address = clean(written).strip() or kind.address
    if not address:
        raise UsageError(_("An account of this kind needs the address of its server."))
    if "://" not in address:
        address = f"https://{address}"
    try:
        web_host(address)
    except AddressError as error:
        raise UsageError(_("{address} is not the address of a server.").format(address=shown_url(address))) from error
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    path = parts.path.rstrip("/")
    for end in ("/reader/api/0", "/v1", "/index.php/apps/news", kind.path):
        path = path.removesuffix(end).rstrip("/") if end else path
    return f"{parts.scheme}://{host}{path}"


def open_account(kind: Kind, client: Client, address: str, login: Login, patience: Patience | None = None) -> Account:
    """A session with an account at a server's address; nothing is asked yet."""
    return kind.open(Wire(client, address + kind.path, patience), login)
