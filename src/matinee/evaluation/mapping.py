"""`matinee bench outcomes`: the share and the success map over a synthetic log of a stated size,
and what the statistics of experiments are worth."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..analysis.segments import EVENTS, FOLDER, PAGES, PLACES, generation
from ..analysis.share import share_of
from ..analysis.success import success_map
from ..outcomes import OutcomesConfig
from ..outcomes.comparing import BURN_IN
from ..records import Decision, Logged
from . import interleaving
from .processes import machine
from .streams import KINDS, FalseAlarms, false_alarms

Say = Callable[[str], None]
_START = 1_790_000_000_000
_DAYS, _ITEMS, _A_PAGE, _A_ROW = 30, 20_000, 40, 8
_TAKEN_OF = 25
_SEED, _RUNS = 1, 100
_KINDS = ("top_picks", "trending", "category", "because", "new")


class OutcomesReport(Struct, frozen=True):
    """What was measured, in seconds; a small share of the `impressions` was taken. Of `streams` of
    experiments without a difference, watched all the time, `false_alarm_rate` told one: of the kind
    where it was highest."""

    bench: str
    protocol: str
    machine: dict[str, Any]
    impressions: int
    people: int
    starts: int
    share_seconds: float
    map_seconds: float
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
        _make(Path(scratch) / FOLDER / generation(0), impressions, people)
        started = time.perf_counter()
        share = share_of(Path(scratch), _Nothing(), config)
        shared = time.perf_counter()
        say(f"The share took {shared - started:.1f} s ...")
        success_map(Path(scratch), _Nothing(), config)
        mapped = time.perf_counter()
    say(f"The map took {mapped - shared:.1f} s. Watching {streams:,} streams of each kind ...")
    watched = [false_alarms(kind, streams, _SEED) for kind in KINDS]
    told = [interleaving.measure(_RUNS, common, _SEED) for common in (0.0, 0.8)]
    words = (
        f"{_DAYS} days, {_ITEMS:,} titles, pages of {_A_PAGE}, every {_TAKEN_OF}th sight started; "
        "segments made beforehand; DuckDB on two threads; one run each. Streams: seed "
        f"{_SEED}, a look after every observation once each group has {BURN_IN} people. "
        f"Interleaving: {_RUNS} runs each"
    )
    return OutcomesReport(
        bench="outcomes",
        protocol=words,
        machine=machine(),
        impressions=impressions,
        people=people,
        starts=share.total.starts,
        share_seconds=round(shared - started, 2),
        map_seconds=round(mapped - shared, 2),
        streams=streams,
        false_alarm_rate=max(one.rate for one in watched),
        false_alarms=watched,
        interleaving=told,
    )


def _make(folder: Path, impressions: int, people: int) -> None:
    """Impressions in pages, one in some followed by a start that carries its recommendation."""
    import duckdb  # noqa: PLC0415  (heavy)

    folder.mkdir(parents=True)
    step = _DAYS * 86_400_000 // impressions
    sight = {
        "seq": "2 * i + 1",
        "user": f"hash(i // {_A_PAGE}) % {people} + 1",
        "kind": "'impression'",
        "time": f"{_START} + i * {step}",
        "item": f"'f' || (hash(i) % {_ITEMS})",
        "value": "900.0",
        "price": "NULL",
        "duration": "5400.0",
        "device": "['tv', 'phone', 'desktop'][1 + i // 40 % 3]",
        "offset_min": "0",
        "page": f"'p' || (i // {_A_PAGE})",
        "row": f"i // {_A_ROW} % {_A_PAGE // _A_ROW}",
        "column": f"i % {_A_ROW}",
        "is_foreign": "false",
    }
    start = sight | {"seq": "2 * i + 2", "kind": "'play'", "time": f"{_START} + i * {step} + 1000"}
    place = {
        "page": "'p' || (i // 5)",
        "row": "i % 5",
        "row_kind": f"{list(_KINDS)}[1 + i % 5]",
        "user": "0",
        "device": "'tv'",
        "time": f"{_START}",
        "teams": "NULL",
    }
    page = {
        "page": "'p' || i",
        "user": f"hash(i) % {people} + 1",
        "device": "'tv'",
        "time": f"{_START}",
        "kinds": f"'{chr(10).join(_KINDS)}'",
        "held": f"CASE WHEN hash(i + 1) % 20 = 0 THEN '{_KINDS[-1]}' ELSE '' END",
        "hold_out": "0.01",
        "assignments": "''",
    }
    pages = -(-impressions // _A_PAGE)
    rows = [
        _selected(EVENTS, sight, f"range({impressions})"),
        _selected(EVENTS, start, f"range(0, {impressions}, {_TAKEN_OF})"),
    ]
    events = folder / f"events-{0:015d}-{2 * impressions:015d}.parquet"
    places = folder / f"places-{0:015d}-{pages:015d}.parquet"
    served = folder / f"pages-{0:015d}-{pages:015d}.parquet"
    for path, query in (
        (events, " UNION ALL ".join(rows)),
        (served, _selected(PAGES, page, f"range({pages})")),
        (places, _selected(PLACES, place, f"range({5 * pages})")),
    ):
        duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _selected(columns: dict[str, str], values: dict[str, str], source: str) -> str:
    cast = (f'CAST({values[name]} AS {kind}) AS "{name}"' for name, kind in columns.items())
    return f"SELECT {', '.join(cast)} FROM {source} t(i)"
