"""What a demo's folder is filled with."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ..records import Item


class Filling(Struct, frozen=True, eq=False):
    """A catalogue and a log to import. `names` maps ids of people to what they are called."""

    items: list[Item]
    log: Path
    weeks: int
    """Whole weeks by which the log was moved to end now."""
    names: dict[str, str]
    about: str
    simulated: Path | None = None
    """More events, simulated; `simulated_messages` of them."""
    simulated_messages: int = 0
