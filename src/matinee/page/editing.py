"""What an editor may say of a row, as it is written in the settings."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class EditorRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One word of an editor; it holds while all its conditions do."""

    row: str
    """A kind ("trending"), a row id ("category:Drama"), or a new id for a row of one's own."""
    forbid: bool = False
    """True takes the row, or all rows of the kind, off the page."""
    position: int = 0
    """Where a pinned row stands; 0 is the top."""
    title: str = ""
    """Title of a row of the editor's own; its `filter` says what is in it."""
    reason: str = "Chosen by the editors"
    """What is said beside the title."""
    filter: str = ""
    """Which items, in the grammar of `filter=`; the person's best of them come first."""
    since: str = ""
    """First day, such as 2026-12-01 (UTC)."""
    until: str = ""
    """Last day, inclusive."""
    devices: tuple[str, ...] = ()
    """Only on these; none named: on all."""
    audience: Literal["all", "new", "known"] = "all"
    """new: people with fewer than ten events; known: all others."""
