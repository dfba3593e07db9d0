"""Miniflux' and Nextcloud News' APIs over a `World`, from their published documentation."""

from __future__ import annotations

import base64
import json
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any

from syncworld import Face, WorldFeed, WorldItem

_BITS = (1 << 40) - 1


def small(item: WorldItem) -> int:
    """These servers count from one."""
    return item.id & _BITS


class JsonFace(Face, ABC):
    """A face whose requests have JSON in them. `data` is what came, an empty table where nothing did."""

    def handle_request(self) -> None:
        spoken = "json" in self.headers.get("Content-Type", "")
        self.data: Any = json.loads(self.body) if self.body and spoken else {}
        if not self.allowed():
            self.answer_json({"error_message": "Access Unauthorized"}, 401)
            return
        self.handle_call()

    @abstractmethod
    def handle_call(self) -> None:
        """Answer a call whose sender is known."""

    def allowed(self) -> bool:
        pair = base64.b64encode(f"anna:{self.world.password}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {pair}"

    def item(self, number: int) -> WorldItem | None:
        return next((item for item in self.world.items.values() if small(item) == number), None)

    def ids(self, numbers: list[int]) -> list[int]:
        return [item.id for item in self.world.items.values() if small(item) in numbers]

    def subscribe(self, address: str) -> WorldFeed | None:
        if "nothing" in address or any(feed.address == address for feed in self.world.feeds.values()):
            return None
        feed = self.world.add_feed(address.removeprefix("https://").partition(".")[0], items=2)
        feed.address = address
        return feed

    def forget(self, number: int) -> None:
        del self.world.feeds[number]
        self.world.items = {key: item for key, item in self.world.items.items() if item.feed != number}


class MinifluxFace(JsonFace):
    """Ids that count from one; categories have numbers by their order."""

    def allowed(self) -> bool:
        return super().allowed() or self.headers.get("X-Auth-Token") == self.world.password

    def _names(self) -> list[str]:
        return [
            "",
            *dict.fromkeys(feed.category for feed in self.world.feeds.values() if feed.category),
            *self.world.labels,
        ]

    def handle_call(self) -> None:
        path = self.where.removeprefix("/v1/").split("/")
        match (self.command, path):
            case ("GET", ["me"]):
                self.answer_json({"id": 1, "username": "anna"})
            case ("GET", ["feeds"]):
                self.answer_json([self._feed(feed) for feed in self.world.feeds.values()])
            case ("POST", ["feeds"]):
                feed = self.subscribe(self.data["feed_url"])
                if feed is None:
                    self.answer_json({"error_message": "This feed already exists."}, 400)
                else:
                    self.answer_json({"feed_id": feed.id}, 201)
            case ("GET", ["categories"]):
                names = self._names()
                self.answer_json([{"id": i + 1, "title": name or "All"} for i, name in enumerate(names)])
            case ("POST", ["categories"]):
                self.world.labels.append(self.data["title"])
                self.answer_json({"id": self._names().index(self.data["title"]) + 1, "title": self.data["title"]}, 201)
            case ("PUT" | "DELETE", ["feeds", number]) if int(number) in self.world.feeds:
                self._change_feed(int(number))
            case ("GET", ["entries"]):
                self._entries()
            case ("GET", ["entries", number]) if (item := self.item(int(number))) is not None:
                self.answer_json(self._entry(item))
            case ("PUT", ["entries", number, "bookmark"]) if (item := self.item(int(number))) is not None:
                self.world.set([item.id], starred=not item.starred)
                self.answer(b"", 204)
            case ("PUT", ["entries"]):
                self.world.set(self.ids(self.data["entry_ids"]), read=self.data["status"] == "read")
                self.answer(b"", 204)
            case _:
                self.answer_json({"error_message": "Resource Not Found"}, 404)

    def _change_feed(self, number: int) -> None:
        if self.command == "DELETE":
            self.forget(number)
            self.answer(b"", 204)
            return
        feed = self.world.feeds[number]
        feed.title = self.data.get("title", feed.title)
        if "category_id" in self.data:
            feed.category = self._names()[self.data["category_id"] - 1]
        self.answer_json(self._feed(feed), 201)

    def _feed(self, feed: WorldFeed) -> dict[str, Any]:
        category = {"id": self._names().index(feed.category) + 1, "title": feed.category}
        site = feed.address.removesuffix("feed.xml")
        return {"id": feed.id, "title": feed.title, "feed_url": feed.address, "site_url": site, "category": category}

    def _entries(self) -> None:
        after, before = float(self.asked("changed_after", "0")), float(self.asked("changed_before", "inf"))
        last = int(self.asked("after_entry_id", "0"))
        found = [i for i in self.world.items.values() if after < i.changed < before and small(i) > last]
        found.sort(key=(lambda i: i.changed) if self.asked("order") == "changed_at" else small)
        if self.asked("direction") == "desc":
            found.reverse()
        page = found[: int(self.asked("limit", "100"))]
        self.answer_json({"total": len(found), "entries": [self._entry(item) for item in page]})

    def _entry(self, item: WorldItem) -> dict[str, Any]:
        return {
            "id": small(item),
            "feed_id": item.feed,
            "status": "read" if item.read else "unread",
            "starred": item.starred,
            "title": item.title.replace("&amp;", "&"),
            "url": item.link,
            "content": item.html,
            "author": "记者甲",
            "published_at": datetime.fromtimestamp(item.published, UTC).isoformat(),
            "changed_at": datetime.fromtimestamp(item.changed, UTC).isoformat().replace("+00:00", "Z"),
            "enclosures": [],
        }


class NextcloudFace(JsonFace):
    """Folders are known by their order; changes count in seconds."""

    def handle_call(self) -> None:
        path = self.where.removeprefix("/").split("/")
        match (self.command, path):
            case ("GET", ["version"]):
                self.answer_json({"version": "25.0.0"})
            case ("GET", ["folders"]):
                self.answer_json({"folders": [{"id": i + 1, "name": name} for i, name in enumerate(self._folders())]})
            case ("POST", ["folders"]):
                self.world.labels.append(self.data["name"])
                self.answer_json({"folders": [{"id": self._folders().index(self.data["name"]) + 1}]})
            case ("GET", ["feeds"]):
                self.answer_json({"feeds": [self._feed(feed) for feed in self.world.feeds.values()]})
            case ("POST", ["feeds"]):
                there = any(feed.address == self.data["url"] for feed in self.world.feeds.values())
                feed = self.subscribe(self.data["url"])
                if feed is None:
                    self.answer_json({"message": "no"}, 409 if there else 422)
                else:
                    self.answer_json({"feeds": [self._feed(feed)]})
            case ("DELETE" | "POST", ["feeds", number, *what]) if int(number) in self.world.feeds:
                self._change_feed(int(number), what)
            case ("GET", ["items"]):
                self._items()
            case ("GET", ["items", "updated"]):
                since = float(self.asked("lastModified"))
                found = [item for item in self.world.items.values() if item.changed >= since]
                self.answer_json({"items": [self._item(item) for item in found]})
            case ("POST", ["items", what, "multiple"]):
                flags = {"read": ("read", True), "unread": ("read", False)}
                flags |= {"star": ("starred", True), "unstar": ("starred", False)}
                name, value = flags[what]
                self.world.set(self.ids(self.data["itemIds"]), **{name: value})
                self.answer_json([])
            case _:
                self.answer_json({"message": "not found"}, 404)

    def _folders(self) -> list[str]:
        return list(dict.fromkeys([*(f.category for f in self.world.feeds.values() if f.category), *self.world.labels]))

    def _change_feed(self, number: int, what: list[str]) -> None:
        feed = self.world.feeds[number]
        match what:
            case []:
                self.forget(number)
            case ["rename"]:
                feed.title = self.data["feedTitle"]
            case ["move"]:
                folder = self.data["folderId"]
                feed.category = self._folders()[folder - 1] if folder else ""
            case ["read"]:
                until = self.data["newestItemId"]
                ids = [i.id for i in self.world.items.values() if i.feed == number and small(i) <= until]
                self.world.set(ids, read=True)
        self.answer_json([])

    def _feed(self, feed: WorldFeed) -> dict[str, Any]:
        folder = self._folders().index(feed.category) + 1 if feed.category else None
        return {"id": feed.id, "url": feed.address, "title": feed.title, "folderId": folder, "link": ""}

    def _items(self) -> None:
        offset, size = int(self.asked("offset", "0")), int(self.asked("batchSize"))
        # As the documentation has it: lower than or equal to that id.
        found = sorted(self.world.items.values(), key=small, reverse=True)
        found = [item for item in found if not offset or small(item) <= offset]
        self.answer_json({"items": [self._item(item) for item in found[:size]]})

    def _item(self, item: WorldItem) -> dict[str, Any]:
        return {
            "id": small(item),
            "feedId": item.feed,
            "unread": not item.read,
            "starred": item.starred,
            "title": item.title,
            "url": item.link,
            "body": item.html,
            "author": "记者甲",
            "pubDate": item.published,
            "lastModified": int(item.changed),
            "enclosureLink": None,
        }
