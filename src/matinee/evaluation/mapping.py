"""`matinee bench outcomes`: the share and the success map over a synthetic log of a stated size,
and what the statistics of experiments are worth."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from ..analysis.daily import outcomes_of
from ..analysis.segments import FOLDER, generation
from ..analysis.share import share_of
from ..analysis.success import success_map
from ..outcomes import OutcomesConfig
from ..outcomes.comparing import BURN_IN
from ..records import Decision, Logged
from . import interleaving
from .processes import machine
from .sights import A_PAGE, DAYS, ITEMS, TAKEN_OF, Log
from .streams import KINDS, FalseAlarms, false_alarms

Say = Callable[[str], None]
Found = TypeVar("Found")
_SEED, _RUNS = 1, 100


class OutcomesReport(Struct, frozen=True):
    """What was measured, in seconds: the map of a log of which nothing is kept by day yet, the map
    once one more day has come, and then the share and the outcomes by day. A small share of the
    `impressions` was taken. Of `streams` of experiments without a difference, watched all the time,
    `false_alarm_rate` told one: of the kind where it was highest."""

    bench: str
    protocol: str
    machine: dict[str, Any]
    impressions: int
    people: int
    starts: int
    map_seconds: float
    next_day_seconds: float
    share_seconds: float
    days_seconds: float
    streams: int
    false_alarm_rate: float
    false_alarms: list[FalseAlarms]
    interleaving: list[interleaving.Interleaved]


class _Nothing:
    """A reader with nothing new: the segments are there already."""

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """See AnalysisReader."""
        return []

    def served(self, after: int = 0, limit: int = 10_000) -> list[tuple[int, Decision]]:
        """See AnalysisReader."""
        return []

    def forgotten(self) -> int:
        """See AnalysisReader."""
        return 0

    def merged(self) -> list[tuple[int, int]]:
        """See AnalysisReader."""
        return []


def measure(impressions: int, people: int, streams: int, say: Say) -> OutcomesReport:
    """Make the segments, then time the share and the map, each on its own; then watch `streams` of
    each kind, and tell two rankers apart in two ways."""
    config = OutcomesConfig()
    with tempfile.TemporaryDirectory() as scratch:
        say(f"Making {impressions:,} impressions of {people:,} people ...")
        folder, a_day = Path(scratch), impressions // DAYS
        made = Log(folder / FOLDER / generation(0), impressions, people)
        made.write(0, impressions)
        map_seconds, _ = _timed(lambda: success_map(folder, _Nothing(), config))
        say(f"The map took {map_seconds:.1f} s ...")
        made.write(impressions, impressions + a_day)
        next_day_seconds, _ = _timed(lambda: success_map(folder, _Nothing(), config))
        share_seconds, share = _timed(lambda: share_of(folder, _Nothing(), config))
        days_seconds, _ = _timed(lambda: outcomes_of(folder, _Nothing(), config))
    say(
        f"With one more day it took {next_day_seconds:.1f} s, the share {share_seconds:.1f} s, "
        f"outcomes by day {days_seconds:.1f} s. "
        f"Watching {streams:,} streams of each kind ..."
    )
    watched = [false_alarms(kind, streams, _SEED) for kind in KINDS]
    told = [interleaving.measure(_RUNS, common, _SEED) for common in (0.0, 0.8)]
    words = (
        f"{DAYS} days, {ITEMS:,} titles, pages of {A_PAGE}, every {TAKEN_OF}th sight started; "
        "segments made beforehand, what is kept by day not; the next day has as much as each; "
        f"DuckDB on two threads; one run each. Streams: seed {_SEED}, a look after every "
        f"observation once each group has {BURN_IN} people. Interleaving: {_RUNS} runs each"
    )
    return OutcomesReport(
        bench="outcomes",
        protocol=words,
        machine=machine(),
        impressions=impressions,
        people=people,
        starts=share.total.starts,
        map_seconds=round(map_seconds, 2),
        next_day_seconds=round(next_day_seconds, 2),
        share_seconds=round(share_seconds, 2),
        days_seconds=round(days_seconds, 2),
        streams=streams,
        false_alarm_rate=max(one.rate for one in watched),
        false_alarms=watched,
        interleaving=told,
    )


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found
