"""What keeps the reader's own doings safe: backups of them, and what is said when the database had to be replaced."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from haowai_tui.errors import StoreDamagedError, StoreError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import moment

if TYPE_CHECKING:
    from haowai_tui.store import Store

log = logging.getLogger("haowai")

_KEY = "rescued"
_DAY = 86400.0
_BETWEEN = 300.0
_CHEAP = 100_000
"""Bytes of a backup up to which one may be written after each command."""


class Keeping:
    """The part of the library that writes backups."""

    _store: Store

    def keep_safe(self, *, enough: Callable[[], bool] = bool) -> bool:
        """Back up what the reader did, if there is anything new in it. A large backup is written again after five
        minutes at the earliest. Before one that is a day younger than the last, the database is looked over
        until `enough`. Whether it was done; what stood in the way is in the log: it is tried again.

        Raises `StoreDamagedError`: of such a database no backup is written."""
        age = self._store.seconds_since_backup()
        soon = age < _BETWEEN and self._store.backup_bytes() > _CHEAP
        if age < _DAY and (soon or not self._store.changed_since_backup()):
            return False
        try:
            if age >= _DAY:
                self._store.look_over(enough)
            self._store.back_up()
        except StoreDamagedError:
            raise
        except StoreError as error:
            log.warning("no backup could be written: %s", error)
            return False
        return True

    def look_over(self, enough: Callable[[], bool]) -> None:
        """Look the database over until `enough`. Raises `StoreDamagedError` for one that is damaged."""
        self._store.look_over(enough)

    @property
    def takes_nothing(self) -> bool:
        """Whether the disk takes nothing: every change is refused with a sentence."""
        return self._store.read_only

    def restore_part(self) -> bool:
        """Put back a part of what the reader did, after a rescue that had much of it; False when nothing waits."""
        return self._store.restore_part()

    def note_rescue(self) -> None:
        """Keep what became of a damaged database until the reader has been told."""
        import json

        from haowai_tui.model.times import encode_time

        rescued = self._store.rescued
        if rescued is not None:
            told = {
                "kept": rescued.kept.name if rescued.kept else "",
                "as_of": encode_time(rescued.as_of),
                "found": rescued.found,
            }
            self._store.set_value(_KEY, json.dumps(told))

    def rescue_notice(self) -> str:
        """One sentence on a damaged database that was replaced, or empty. It is given once."""
        import json

        from haowai_tui.model.times import decode_time

        text = self._store.get_value(_KEY)
        if not text:
            return ""
        self._store.set_value(_KEY, "")
        told = json.loads(text)
        return _sentence(told["kept"], decode_time(told["as_of"]), bool(told["found"]))


def _sentence(kept: str, as_of: datetime | None, found: bool) -> str:
    values = {"name": kept, "time": moment(as_of) if as_of else ""}
    if not found:
        text = _(
            "The database was damaged and is kept as {name}; nothing could be brought back, so haowai starts anew."
        )
    elif not kept:
        text = _("The database was gone; your feeds and marks are back as of {time}, articles come with a refresh.")
    elif as_of is None:
        text = _("The database was damaged and is kept as {name}; your feeds and marks are back, refresh for articles.")
    else:
        text = _(
            "The database was damaged and is kept as {name}; your feeds and marks are back as of {time},"
            " refresh for articles."
        )
    return text.format(**values)
