"""What sites ask to be told again, for as long as a client lives: many send one round until they hear their cookie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from email.message import Message
    from http.cookiejar import CookieJar


class _Answer(Struct, frozen=True):
    """As much of an answer as a cookie jar looks at."""

    headers: Message

    def info(self) -> Message:
        return self.headers


class Cookies:
    """Cookies by the rules of `http.cookiejar`: each site is told its own. Nothing is imported until there is one."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def told_to(self, url: str) -> str:
        """The header for a request to `url`, empty for none."""
        if self._jar is None:
            return ""
        from urllib.request import Request

        request = Request(url)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""

    def take(self, url: str, lines: Sequence[str]) -> None:
        """Keep what the Set-Cookie lines of an answer from `url` say."""
        if not lines:
            return
        from email.message import Message
        from http.cookiejar import CookieJar
        from urllib.request import Request

        self._jar = self._jar or CookieJar()
        headers = Message()
        for line in lines:
            headers["Set-Cookie"] = line
        self._jar.extract_cookies(_Answer(headers), Request(url))  # type: ignore[arg-type]
