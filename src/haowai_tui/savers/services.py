"""The services that come with haowai, each by its published interface:

Wallabag's REST API with OAuth 2, Readeck's and linkding's REST APIs with tokens, Instapaper's Simple API with HTTP
Basic authentication, and a webhook that takes JSON.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

from haowai_tui.errors import SaverError, StatusError
from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _
from haowai_tui.net import Client
from haowai_tui.net.transfer import send
from haowai_tui.savers.contract import Kept, Need

_BAD, _REFUSED = 400, 401
_ADDRESS = Need(N_("the service's address"))
_TOKEN = Need(N_("the token that the service gave you"), secret=True)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json; charset=utf-8"}


def _at(settings: Mapping[str, str], path: str) -> str:
    return settings["address"].rstrip("/") + path


def _form(**fields: str) -> bytes:
    return urlencode({name: value for name, value in fields.items() if value}).encode("ascii")


class Wallabag:
    """A Wallabag server. A token is asked for each time: it lives for an hour only."""

    title = "Wallabag"
    needs: ClassVar[dict[str, Need]] = {
        "address": _ADDRESS,
        "client_id": Need(N_("the client's id, from the page for developers")),
        "client_secret": Need(N_("the client's secret, from the same page"), secret=True),
        "user": Need(N_("your name there")),
        "password": Need(N_("your password there"), secret=True),
    }

    async def save(self, kept: Kept, settings: Mapping[str, str], client: Client) -> None:
        """Add an entry; the server fetches its text itself."""
        asked = _form(
            grant_type="password",
            client_id=settings["client_id"],
            client_secret=settings["client_secret"],
            username=settings["user"],
            password=settings["password"],
        )
        try:
            answer = await send(client, "POST", _at(settings, "/oauth/v2/token"), _FORM, asked)
        except StatusError as error:
            # By OAuth a wrong name or password is a bad request.
            raise StatusError(str(error), _REFUSED if error.status == _BAD else error.status) from error
        headers = _FORM | {"Authorization": f"Bearer {_token_in(answer.body)}"}
        body = _form(url=kept.link, title=kept.title, tags=",".join(tag.replace(",", " ") for tag in kept.tags))
        await send(client, "POST", _at(settings, "/api/entries.json"), headers, body)


def _token_in(body: bytes) -> str:
    try:
        token = json.loads(body)["access_token"]
    except (ValueError, KeyError, TypeError):
        token = None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise SaverError(_("What answers at that address is not Wallabag; check the address."))
    return token


class Readeck:
    """A Readeck server."""

    title = "Readeck"
    needs: ClassVar[dict[str, Need]] = {"address": _ADDRESS, "token": _TOKEN}

    async def save(self, kept: Kept, settings: Mapping[str, str], client: Client) -> None:
        """Add a bookmark; the server fetches its text itself."""
        headers = _JSON | {"Authorization": f"Bearer {settings['token']}"}
        body = {"url": kept.link, "title": kept.title, "labels": list(kept.tags)}
        await send(client, "POST", _at(settings, "/api/bookmarks"), headers, json.dumps(body).encode())


class Linkding:
    """A linkding server."""

    title = "linkding"
    needs: ClassVar[dict[str, Need]] = {"address": _ADDRESS, "token": _TOKEN}

    async def save(self, kept: Kept, settings: Mapping[str, str], client: Client) -> None:
        """Add an unread bookmark."""
        headers = _JSON | {"Authorization": f"Token {settings['token']}"}
        body = {
            "url": kept.link,
            "title": kept.title,
            "description": kept.excerpt,
            "notes": kept.note,
            "unread": True,
            # A tag is one word there.
            "tag_names": [tag.replace(" ", "-") for tag in kept.tags],
        }
        await send(client, "POST", _at(settings, "/api/bookmarks/"), headers, json.dumps(body).encode())


class Instapaper:
    """Instapaper."""

    title = "Instapaper"
    needs: ClassVar[dict[str, Need]] = {
        "address": Need(N_("the service's address"), default="https://www.instapaper.com"),
        "user": Need(N_("your name there")),
        "password": Need(N_("your password there"), secret=True, optional=True),
    }

    async def save(self, kept: Kept, settings: Mapping[str, str], client: Client) -> None:
        """Add the address."""
        known = base64.b64encode(f"{settings['user']}:{settings['password']}".encode()).decode("ascii")
        headers = _FORM | {"Authorization": f"Basic {known}"}
        body = _form(url=kept.link, title=kept.title, selection=kept.note or kept.excerpt)
        await send(client, "POST", _at(settings, "/api/add"), headers, body)


class Webhook:
    """Anything that takes a JSON object."""

    title = "Webhook"
    needs: ClassVar[dict[str, Need]] = {
        "address": Need(N_("where the object is posted")),
        "token": Need(N_("sent along as a bearer token"), secret=True, optional=True),
    }

    async def save(self, kept: Kept, settings: Mapping[str, str], client: Client) -> None:
        """Post `{"link", "title", "excerpt", "note", "tags", "author", "feed", "published"}`."""
        headers = _JSON | ({"Authorization": f"Bearer {settings['token']}"} if settings["token"] else {})
        body = {
            "link": kept.link,
            "title": kept.title,
            "excerpt": kept.excerpt,
            "note": kept.note,
            "tags": list(kept.tags),
            "author": kept.author,
            "feed": kept.feed,
            "published": kept.published.isoformat() if kept.published else None,
        }
        await send(client, "POST", settings["address"], headers, json.dumps(body).encode())
