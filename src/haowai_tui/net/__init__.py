"""The only door to the network. httpx is imported when a client is entered, not before."""

from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

if TYPE_CHECKING:
    from haowai_tui.net.address import split_credentials
    from haowai_tui.net.body import Body
    from haowai_tui.net.client import USER_AGENT, Client, Limits, Response

__all__ = ["USER_AGENT", "Body", "Client", "Limits", "Response", "split_credentials"]

if not TYPE_CHECKING:
    __getattr__ = names_in(
        __name__, {"address": "split_credentials", "body": "Body", "client": "USER_AGENT Client Limits Response"}
    )
