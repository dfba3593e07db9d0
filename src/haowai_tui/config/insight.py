"""`[insight]`: what is related, what is hot, key points."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.config.setting import setting
from haowai_tui.locale import N_


class InsightSettings(Struct, frozen=True, kw_only=True):
    """`[insight]`"""

    related: int = setting(6, N_("Related articles that are found for an article."), least=0, most=30)
    half_life: float = setting(
        12.0, N_("Hours after which a report makes its story half as hot."), least=1, most=240, example=24.0
    )
    key_points: bool = setting(True, N_("Extract key points from long articles whose source has none."))
    habits: bool = setting(False, N_("Lift hot stories of feeds that you read and star more than others."))
    mark_copies: bool = setting(True, N_("Mark the same text in other feeds read with an article."))
