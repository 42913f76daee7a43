"""What arrives: events by hour and kind, of the last days."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ..storage.base import AnalysisReader
from .database import opened
from .segments import Segments

HOUR_MS = 3_600_000
DAYS = 8


class Arrivals(Struct, frozen=True):
    """Events of each kind by hour: `counts[kind][h]` is that of the hour that began h hours after
    `since` (ms), up to the present one."""

    since: int
    counts: dict[str, list[int]]

    def total(self, since: int = 0, until: int | None = None) -> int:
        """All events of the hours from `since` on, before `until`."""
        return sum(sum(hours[since:until]) for hours in self.counts.values())

    @property
    def hours(self) -> int:
        """How many hours there are."""
        return DAYS * 24


def arrivals_of(data: Path, reader: AnalysisReader, now: int) -> Arrivals:
    """What arrived in the last days before `now` (ms), by the times of the events."""
    since = (now // HOUR_MS - DAYS * 24 + 1) * HOUR_MS
    database = opened(Segments(data), reader)
    try:
        rows = database.execute(
            "SELECT kind, (time - $since) // $hour AS at, count(*) FROM raw_events "
            "WHERE time >= $since AND time < $until GROUP BY ALL",
            {"since": since, "hour": HOUR_MS, "until": since + DAYS * 24 * HOUR_MS},
        ).fetchall()
    finally:
        database.close()
    counts: dict[str, list[int]] = {}
    for kind, at, count in rows:
        counts.setdefault(kind, [0] * (DAYS * 24))[int(at)] = int(count)
    return Arrivals(since, counts)
