"""Handing an address to the reader's browser: web and mail alone, as one argument, never through a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from urllib.parse import urlsplit


def browser_command(environ: dict[str, str] | None = None) -> list[str] | None:
    """The program that opens addresses here, as an argv list without the address; None when there is none."""
    env = dict(os.environ) if environ is None else environ
    for name in filter(None, env.get("BROWSER", "").split(os.pathsep)):
        found = shutil.which(name, path=env.get("PATH"))
        if found:
            return [found]
    candidates = ["open"] if sys.platform == "darwin" else []
    if env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"):
        candidates += ["xdg-open", "gio", "firefox", "chromium"]
    candidates += ["wslview"]
    for name in candidates:
        found = shutil.which(name, path=env.get("PATH"))
        if found:
            return [found, "open"] if name == "gio" else [found]
    return None


def open_in_browser(address: str) -> bool:
    """Start the browser on `address` and return at once. False when there is no browser or it is no web address."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and _open(address)


def open_mail(address: str) -> bool:
    """Begin a mail with the program that opens addresses here; `address` is a `mailto:` of our own making. False when
    there is no such program."""
    return address.startswith("mailto:") and _open(address)


def _open(address: str) -> bool:
    command = browser_command()
    if command is None:
        return False
    try:
        subprocess.Popen(
            [*command, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
