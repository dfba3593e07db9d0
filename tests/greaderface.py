"""The Google Reader API over a `World`, from its published descriptions."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl

from syncworld import Face, WorldItem

LONG = "tag:google.com,2005:reader/item/"
STATE = "user/-/state/com.google/"


def signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def unsigned(text: str) -> int:
    if text.startswith(LONG):
        return int(text.removeprefix(LONG), 16)
    return int(text) & 0xFFFFFFFFFFFFFFFF


class GReaderFace(Face):
    """Listings write ids in signed decimal, articles in the long form, and states with the reader's number."""

    def handle_request(self) -> None:
        self.form = parse_qsl(self.body.decode(), keep_blank_values=True)
        if self.where == "/accounts/ClientLogin":
            self._log_in()
            return
        if not self.where.startswith("/reader/api/0/"):
            self.answer(b"nothing here", 404)
            return
        if self.headers.get("Authorization", "").removeprefix("GoogleLogin auth=") not in self.world.sessions:
            self.answer(b"Unauthorized", 401)
            return
        path = self.where.removeprefix("/reader/api/0/")
        if self.command == "POST" and path != "stream/items/contents" and self._one("T") not in self.world.tokens:
            self.answer(b"Bad token", 401, {"X-Reader-Google-Bad-Token": "true"})
            return
        getattr(self, "_" + path.replace("/", "_").replace("-", "_"), self._missing)()

    def _missing(self) -> None:
        self.answer(b"nothing here", 404)

    def _one(self, name: str) -> str:
        return next((value for key, value in self.form if key == name), "")

    def _all(self, name: str) -> list[str]:
        return [value for key, value in self.form if key == name]

    def _log_in(self) -> None:
        if self._one("Passwd") != self.world.password:
            self.answer(b"Error=BadAuthentication\n", 401)
            return
        session = f"{self._one('Email')}/{self.world.number()}"
        self.world.sessions.add(session)
        self.answer(f"SID=none\nLSID=none\nAuth={session}\n".encode())

    def _token(self) -> None:
        token = f"T{self.world.number()}"
        self.world.tokens.add(token)
        self.answer(token.encode() + b"\n")

    def _user_info(self) -> None:
        self.answer_json({"userId": "7", "userName": "anna", "userEmail": ""})

    # Subscriptions.

    def _subscription_list(self) -> None:
        listed = [
            {
                "id": f"feed/{feed.id}",
                "title": feed.title,
                "url": feed.address,
                "htmlUrl": feed.address.removesuffix("feed.xml"),
                "categories": [{"id": f"user/7/label/{feed.category}", "label": feed.category}]
                if feed.category
                else [],
            }
            for feed in self.world.feeds.values()
        ]
        self.answer_json({"subscriptions": listed})

    def _subscription_quickadd(self) -> None:
        address = self._one("quickadd")
        if "nothing" in address or any(feed.address == address for feed in self.world.feeds.values()):
            self.answer_json({"numResults": 0, "error": "already subscribed, or no feed"})
            return
        name = address.removeprefix("https://").partition(".")[0]
        feed = self.world.add_feed(name, items=2)
        feed.address = address
        self.answer_json({"numResults": 1, "query": address, "streamId": f"feed/{feed.id}", "streamName": feed.title})

    def _subscription_edit(self) -> None:
        known = int(self._one("s").removeprefix("feed/"))
        feed = self.world.feeds.get(known)
        if feed is None:
            self.answer(b"no such feed", 400)
            return
        if self._one("ac") == "unsubscribe":
            del self.world.feeds[known]
            self.world.items = {key: item for key, item in self.world.items.items() if item.feed != known}
        else:
            feed.title = self._one("t") or feed.title
            if self._one("a"):
                feed.category = self._one("a").removeprefix("user/-/label/")
            elif self._one("r").removeprefix("user/-/label/") == feed.category:
                feed.category = ""
        self.answer(b"OK")

    # Articles.

    def _wanted(self) -> list[WorldItem]:
        stream, without = self.asked("s"), self.asked("xt")
        items = [item for item in self.world.items.values() if item.crawled >= int(self.asked("ot", "0")) * 1000]
        if stream == STATE + "starred":
            items = [item for item in items if item.starred]
        elif stream == STATE + "read":
            items = [item for item in items if item.read]
        if without == STATE + "read":
            items = [item for item in items if not item.read]
        return sorted(items, key=lambda item: -item.crawled)

    def _stream_items_ids(self) -> None:
        items = self._wanted()
        size = min(int(self.asked("n", "20")), self.world.page)
        start = int(self.asked("c") or 0)
        if self.fault == "again":
            start = max(0, start - size)
        page = items[start : start + size]
        if self.fault == "shuffle":
            random.Random(start).shuffle(page)
        told: dict[str, object] = {"itemRefs": [{"id": str(signed(item.id)), "directStreamIds": []} for item in page]}
        if start + size < len(items):
            told["continuation"] = str(start + size)
        self.answer_json(told)

    def _stream_items_contents(self) -> None:
        wanted = [self.world.items[key] for one in self._all("i") if (key := unsigned(one)) in self.world.items]
        if not wanted:
            self.answer(b"none of them", 400)
            return
        if self.fault == "shuffle":
            wanted.reverse()
        self.answer_json({"id": STATE + "reading-list", "items": [self._item(item) for item in wanted]})

    def _item(self, item: WorldItem) -> dict[str, object]:
        states = ["reading-list", *(["read"] if item.read else []), *(["starred"] if item.starred else [])]
        return {
            "id": f"{LONG}{item.id:016x}",
            "title": item.title,
            "published": item.published,
            "crawlTimeMsec": str(item.crawled),
            "timestampUsec": str(item.crawled * 1000),
            "canonical": [{"href": item.link}],
            "categories": [f"user/7/state/com.google/{state}" for state in states],
            "origin": {"streamId": f"feed/{item.feed}", "title": "", "htmlUrl": ""},
            "summary": {"direction": "ltr", "content": item.html},
            "author": "记者甲",
            "enclosure": [{"href": item.link + "/sound.mp3", "type": "audio/mpeg", "length": "1000"}],
        }

    def _edit_tag(self) -> None:
        for name, value in (("a", True), ("r", False)):
            if state := self._one(name).removeprefix(STATE):
                flag = {"read": "read", "starred": "starred"}[state]
                self.world.set([unsigned(one) for one in self._all("i")], **{flag: value})
        self.answer(b"OK")

    def _mark_all_as_read(self) -> None:
        feed, until = int(self._one("s").removeprefix("feed/")), int(self._one("ts"))
        ids = [item.id for item in self.world.items.values() if item.feed == feed and item.crawled * 1000 <= until]
        self.world.set(ids, read=True)
        self.answer(b"OK")
