"""Pictures kept for reading offline: files in the cache folder, named by their address, within a budget."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

from haowai_tui.config import Paths, Settings
from haowai_tui.errors import ParseError, StoreFullError
from haowai_tui.library.hosts import host_of, own_hosts
from haowai_tui.locale import gettext as _
from haowai_tui.locale.reasons import reason_of
from haowai_tui.net import Client, Limits
from haowai_tui.store import Store
from haowai_tui.text import shown_url

MOST_BYTES = 10_000_000
"""The largest picture that is fetched."""

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM")


def is_picture(data: bytes) -> bool:
    """Whether `data` begins as a picture of a kind that can be shown does, whatever its name and type say."""
    return data.startswith(_MAGIC) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


class PictureCache:
    """The folder of kept pictures. `budget` is in bytes; beyond it those that were not looked at longest go."""

    def __init__(self, folder: Path, budget: int) -> None:
        self._folder = folder
        self._budget = budget

    def find(self, url: str) -> Path | None:
        """The file of a picture that is kept, or None. Looking at it keeps it longer."""
        path = self._path(url)
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def keep(self, url: str, data: bytes) -> Path:
        """Keep a picture. Raises `ParseError` when it is none, `StoreFullError` when it cannot be written."""
        if not is_picture(data):
            raise ParseError(
                _("What {address} gave is not a picture that can be shown.").format(address=shown_url(url))
            )
        path = self._path(url)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix="part-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
            self._prune(path)
        except OSError as error:
            raise StoreFullError(
                _("The picture cannot be kept in {folder} ({detail}); free space or check its permissions.").format(
                    folder=self._folder, detail=reason_of(error)
                )
            ) from error
        return path

    def size(self) -> int:
        """The bytes of all kept pictures."""
        return sum(bytes_ for _when, bytes_, _path in self._files())

    def _path(self, url: str) -> Path:
        # The address may be as long as its publisher likes, and hold anything.
        return self._folder / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:40]

    def _files(self) -> list[tuple[float, int, Path]]:
        found: list[tuple[float, int, Path]] = []
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                try:
                    status = path.stat()
                except FileNotFoundError:
                    continue  # another process has pruned meanwhile
                found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _prune(self, keep: Path) -> None:
        files = self._files()
        excess = sum(size for _when, size, _path in files) - self._budget
        for _when, size, path in files:
            if excess <= 0:
                return
            if path != keep:
                path.unlink(missing_ok=True)
                excess -= size


def cache_of(paths: Paths, settings: Settings) -> PictureCache:
    """The cache of this user."""
    return PictureCache(paths.cache / "pictures", settings.general.picture_megabytes * 1_000_000)


async def fetch_picture(store: Store, paths: Paths, settings: Settings, url: str) -> Path:
    """The file of a picture, fetched unless it is kept already. Raises `NetError`, `ParseError`, `StoreFullError`."""
    cache = cache_of(paths, settings)
    kept = await asyncio.to_thread(cache.find, url)
    if kept is not None:
        return kept
    net = settings.net
    own = host_of(url) in await asyncio.to_thread(own_hosts, store)
    limits = Limits(timeout=net.timeout, page_bytes=MOST_BYTES)
    async with Client(limits, proxy_from_environment=net.proxy_from_environment) as client:
        response = await client.get(url, kind="page", typed=own)
    return await asyncio.to_thread(cache.keep, url, response.body)
