"""The faces by the kind of server."""

from __future__ import annotations

from greaderface import GReaderFace
from jsonfaces import MinifluxFace, NextcloudFace
from syncworld import Face
from ttrssface import TtRssFace

FACES: dict[str, type[Face]] = {
    "freshrss": GReaderFace,
    "miniflux": MinifluxFace,
    "nextcloud": NextcloudFace,
    "ttrss": TtRssFace,
}

READ_TO_MARK = {"freshrss", "nextcloud"}
"""The kinds that can be told how far a feed was read."""
