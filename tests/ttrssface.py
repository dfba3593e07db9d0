"""Tiny Tiny RSS' API over a `World`, from its published reference."""

from __future__ import annotations

from typing import Any

from jsonfaces import JsonFace, small
from syncworld import WorldItem

PAGE = 200


class TtRssFace(JsonFace):
    """One address; what is asked stands in the body, and the status is always 200. Lists are as long as the world says
    at most, and never longer than 200."""

    def allowed(self) -> bool:
        return True  # the session is in the body

    def handle_call(self) -> None:
        if self.where != "/" or self.command != "POST":
            self.answer(b"nothing here", 404)
            return
        op = str(self.data.get("op", ""))
        self.server.requests[op] += 1
        if op == "login":
            self._log_in()
        elif self.data.get("sid") not in self.world.sessions:
            self._refuse("NOT_LOGGED_IN")
        else:
            getattr(self, f"_{op}", self._unknown)()

    def _say(self, content: object, status: int = 0) -> None:
        self.answer_json({"seq": 0, "status": status, "content": content})

    def _refuse(self, word: str) -> None:
        self._say({"error": word}, 1)

    def _unknown(self) -> None:
        self._refuse("UNKNOWN_METHOD")

    def _log_in(self) -> None:
        if self.data.get("user") != "anna" or self.data.get("password") != self.world.password:
            self._refuse("LOGIN_ERROR")
            return
        if "no api" in self.world.labels:
            self._refuse("API_DISABLED")
            return
        session = f"s{self.world.number()}"
        self.world.sessions.add(session)
        self._say({"session_id": session, "api_level": 15})

    def _getApiLevel(self) -> None:
        self._say({"level": 15})

    # Feeds.

    def _names(self) -> list[str]:
        return list(dict.fromkeys([*(f.category for f in self.world.feeds.values() if f.category), *self.world.labels]))

    def _getCategories(self) -> None:
        named = [{"id": number, "title": name} for number, name in enumerate(self._names(), 1)]
        self._say([*named, {"id": -1, "title": "Special"}, {"id": 0, "title": "Uncategorized"}])

    def _getFeeds(self) -> None:
        names = ["", *self._names()]
        self._say(
            [
                {"id": one.id, "feed_url": one.address, "title": one.title, "cat_id": names.index(one.category)}
                for one in self.world.feeds.values()
            ]
        )

    def _subscribeToFeed(self) -> None:
        address = self.data["feed_url"]
        there = any(feed.address == address for feed in self.world.feeds.values())
        place = ["", *self._names()][self.data["category_id"]]
        feed = self.subscribe(address)
        if feed is None:
            self._say({"status": {"code": 0 if there else 5}})
        else:
            feed.category = place
            self._say({"status": {"code": 1, "feed_id": feed.id}})

    def _unsubscribeFeed(self) -> None:
        if self.data["feed_id"] in self.world.feeds:
            self.forget(self.data["feed_id"])
            self._say({"status": "OK"})
        else:
            self._refuse("FEED_NOT_FOUND")

    # Articles.

    def _getHeadlines(self) -> None:
        found = [item for item in self.world.items.values() if small(item) > self.data.get("since_id", 0)]
        if self.data["feed_id"] == -1:
            found = [item for item in found if item.starred]
        if self.data["view_mode"] == "unread":
            found = [item for item in found if not item.read]
        assert self.data["order_by"] == "title"
        found.sort(key=lambda item: (item.title, small(item)))
        if self.fault == "shuffle":
            found.reverse()
        skip = 0 if self.fault == "again" else self.data["skip"]
        most = min(self.data["limit"], PAGE, max(2, self.world.page))
        self._say([{"id": small(item), "feed_id": str(item.feed)} for item in found[skip : skip + most]])

    def _getArticle(self) -> None:
        wanted = [int(one) for one in self.data["article_id"].split(",")]
        self._say([_article(item) for item in self.world.items.values() if small(item) in wanted])

    def _updateArticle(self) -> None:
        ids = self.ids([int(one) for one in self.data["article_ids"].split(",")])
        value = {0: False, 1: True}[self.data["mode"]]
        name, value = {0: ("starred", value), 2: ("read", not value)}[self.data["field"]]
        self.world.set(ids, **{name: value})
        self._say({"status": "OK", "updated": len(ids)})


def _article(item: WorldItem) -> dict[str, Any]:
    return {
        "id": str(small(item)),
        "feed_id": str(item.feed),
        "unread": not item.read,
        "marked": item.starred,
        "title": item.title,
        "link": item.link,
        "content": item.html,
        "author": "记者甲",
        "updated": item.published,
        "attachments": [],
    }
