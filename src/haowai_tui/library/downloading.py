"""Enclosures onto the disk: into the folder of the settings, under safe names, going on where they broke off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from haowai_tui.errors import AddressError, HaowaiError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.model import Enclosure
    from haowai_tui.net.transfer import Partial, Progress
    from haowai_tui.store import Store


class Downloading:
    """The part of the library that downloads enclosures."""

    _store: Store
    paths: Paths
    settings: Settings

    async def download(self, enclosure: Enclosure, told: Progress, *, folder: Path | None = None) -> Path:
        """Fetch an enclosure into `folder`, or that of the settings; the file it became. `told` hears how many bytes of
        how many are there. What came before it broke off is gone on from at the next call. Raises `NetError`, and
        `UnwrittenError` when it cannot be written."""
        import asyncio

        from haowai_tui.library.files import typed_path, unwritten
        from haowai_tui.library.hosts import host_of, own_hosts
        from haowai_tui.net import Client, Limits
        from haowai_tui.net.transfer import download
        from haowai_tui.text import clean_url

        url = clean_url(enclosure.url)
        if not url.startswith(("http://", "https://")):
            raise AddressError(_("That address is not one that is opened."))
        folder = folder or typed_path(self.settings.share.downloads)
        own = host_of(url) in await asyncio.to_thread(own_hosts, self._store)
        net = self.settings.net
        try:
            partial, path = await asyncio.to_thread(_begin, folder, url)
            with partial.file:
                try:
                    async with Client(
                        Limits(timeout=net.timeout), proxy_from_environment=net.proxy_from_environment
                    ) as client:
                        await download(client, url, partial, told, typed=own)
                finally:
                    partial.file.flush()
                    path.with_suffix(".known").write_text(partial.validator, "utf-8")
            return await asyncio.to_thread(_finish, path, folder, file_name(enclosure))
        except OSError as error:
            raise unwritten(folder, error) from error


def file_name(enclosure: Enclosure) -> str:
    """A safe name for the file of an enclosure: what its address ends with, with an ending that suits its kind."""
    import mimetypes
    from urllib.parse import unquote, urlsplit

    from haowai_tui.text import safe_name

    name = safe_name(unquote(urlsplit(enclosure.url).path.rpartition("/")[2], errors="replace"), "enclosure")
    if "." not in name:
        kind = enclosure.media_type.partition(";")[0].strip().lower()
        name = safe_name(name + (mimetypes.guess_extension(kind) or ""))
    return name


def _begin(folder: Path, url: str) -> tuple[Partial, Path]:
    """The file that a download goes into until it is whole, with what is known of what is in it."""
    import fcntl
    import hashlib

    from haowai_tui.net.transfer import Partial

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".haowai-{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:24]}.part"
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.fdopen(os.open(path, flags, 0o666), "r+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise HaowaiError(_("This file is being downloaded already.")) from error
    try:
        validator = path.with_suffix(".known").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        validator = ""
    return Partial(file, validator if validator.isascii() and validator.isprintable() else ""), path


def _finish(part: Path, folder: Path, name: str) -> Path:
    from haowai_tui.library.files import free_name

    while True:
        path = free_name(folder, name)
        try:
            # Never over a file that is there, also one that has come since the name was looked at.
            os.link(part, path, follow_symlinks=False)
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            part.replace(path)
        else:
            part.unlink()
        part.with_suffix(".known").unlink(missing_ok=True)
        return path
