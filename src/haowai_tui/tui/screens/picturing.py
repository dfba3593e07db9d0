"""Pictures in the open article: set up when the screen begins, switched with a key, given back when it ends."""

from __future__ import annotations

from haowai_tui.locale import gettext as _
from haowai_tui.tui.pictures.gallery import Pictures
from haowai_tui.tui.pictures.protocol import Protocol
from haowai_tui.tui.screens.within import Within


class Picturing(Within):
    """Holds the pictures of the article that is open."""

    pictures: Pictures | None = None

    def set_up_pictures(self) -> None:
        """Let the article pane draw pictures as the terminal can."""
        found = self.reader_app.pictures_found
        if found is None or found.protocol is Protocol.CAPTIONS:
            return
        pane = self.article_pane
        self.pictures = pane.pictures = Pictures(
            found,
            pane.ground,
            stored=self.library.picture_path,
            fetch=self.library.fetch_picture,
            write=self.reader_app.write_escape,
            arrived=pane.picture_arrived,
        )

    def action_toggle_pictures(self) -> None:
        if self.pictures is None:
            found = self.reader_app.pictures_found
            self.say(found.sentence if found is not None else _("There is no terminal here to draw pictures in."))
            return
        self.article_pane.toggle_pictures()
        self.say(_("Pictures are on.") if self.pictures.on else _("Pictures are off."))

    def on_unmount(self) -> None:
        if self.pictures is not None:
            self.pictures.close()
