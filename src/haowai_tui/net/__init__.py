"""The only door to the network. httpx is imported when a client is entered, not before."""

import sys
from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

if TYPE_CHECKING:
    from haowai_tui.net.address import split_credentials
    from haowai_tui.net.body import Body
    from haowai_tui.net.client import USER_AGENT, Client, Limits, Response

# Where `click` is there httpx imports a program of its own, with all that draws its progress: two thirds of its time.
# A module that is None is one that cannot be imported, for which httpx has an answer.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

__all__ = ["USER_AGENT", "Body", "Client", "Limits", "Response", "split_credentials"]

if not TYPE_CHECKING:
    __getattr__ = names_in(
        __name__, {"address": "split_credentials", "body": "Body", "client": "USER_AGENT Client Limits Response"}
    )
