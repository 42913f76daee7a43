"""What the events of each day told, kept by day and computed again only when something came that
could change it.

A day's facts are a file, named for what they were computed from: the newest event of the days
around it, and whose histories were one by then. Once the name would be another, they are computed
anew; so a late event costs the days that it touches, and a new day itself and a few before.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, json

from .database import over, quoted, run

if TYPE_CHECKING:
    import duckdb

DAY_MS = 86_400_000
_FORMAT = 2
"""Raise it with what is kept, or how it is computed."""
_AT_ONCE = 12_000_000
"""Events of the days that are computed together, one day at least; the days around them, which have
a say in them, are read too."""
_READ_FOR_S, _RULES_FOR_S = 3_600, 7 * 86_400
"""What is younger stays though it was replaced, or is of other rules: somebody may be reading it.
Who reads what is older begins again."""
_DAYS = f"""
CREATE TEMP TABLE activity AS
SELECT "user", time // {DAY_MS} AS day, count(*) AS n, min(time) AS first, max(seq) AS last,
    bool_or("row" IS NOT NULL) AS saw, bool_or(kind IN ('play', 'purchase')) AS began
FROM raw_events GROUP BY ALL;
-- Of one text: hashes of several values are linear in the last, so that they may cancel.
CREATE TEMP TABLE merges AS
SELECT day, bit_xor(hash(w.user || ' ' || w.canonical || ' ' || day)) AS merged
FROM (
    SELECT "user", day FROM activity UNION SELECT "user", time // {DAY_MS} FROM raw_pages
) a JOIN who w ON a.user = w.user GROUP BY day;
CREATE TEMP TABLE days AS
SELECT day, sum(n) AS n, max(last) AS last, bool_or(saw) AS saw, bool_or(began) AS began,
    coalesce(any_value(merged), 0) AS merged
FROM activity LEFT JOIN merges USING (day) GROUP BY day;
CREATE TEMP TABLE needed (day BIGINT)
"""


class Kind(Struct, frozen=True):
    """A kind of facts, its columns; which days have any (a column of `days`), and how many days
    before and after a day have a say in its facts. A table or view `new_NAME` is to have them by
    `on_day` once its step was computed."""

    name: str
    shape: Mapping[str, str]
    has: str
    back: int
    ahead: int


class Facts:
    """The kept facts of a generation of segments, under the rules that `settings` are."""

    def __init__(
        self, database: duckdb.DuckDBPyConnection, segments: Path, settings: Mapping[str, int]
    ) -> None:
        """Adds tables `activity` (by user and day) and `days` to the database."""
        self._database = database
        rules = sha256(json.encode((_FORMAT, sorted(settings.items())))).hexdigest()[:12]
        self._folder = segments / f"facts-{rules}"
        run(database, _DAYS, {})

    def bring(self, kinds: Sequence[Kind], compute: Callable[[int, int], None]) -> None:
        """Bring kinds of facts up to date and open each as a view `kept_NAME`; `compute` makes what
        is new from the days in the table `needed`, which lie from one time to before another."""
        self._folder.mkdir(exist_ok=True)
        names = {kind.name: self._names(kind) for kind in kinds}
        stale = {
            name: {day for day, path in of_day.items() if not path.exists()}
            for name, of_day in names.items()
        }
        for days in self._batches(set().union(*stale.values())):
            compute(*self._need(kinds, stale, days))
            for kind in kinds:
                for day in sorted(stale[kind.name] & days):
                    self._write(kind, day, names[kind.name][day])
        for kind in kinds:
            kept = names[kind.name]
            over(self._database, f"kept_{kind.name}", [*map(str, kept.values())], kind.shape)
            if stale[kind.name]:
                self._let_go(kind, set(kept.values()))
        self._let_go_of_other_rules()

    def _names(self, kind: Kind) -> dict[int, Path]:
        """Each day's file, by what its facts come from."""
        rows = self._database.execute(
            "SELECT a.day, max(b.last), bit_xor(b.merged) FROM days a JOIN days b "
            f"ON b.day BETWEEN a.day - {kind.back} AND a.day + {kind.ahead} "
            f"WHERE a.{kind.has} GROUP BY a.day ORDER BY a.day"
        ).fetchall()
        return {
            day: self._folder / f"{kind.name}-{day}-{last}-{merged:x}.parquet"
            for day, last, merged in rows
        }

    def _batches(self, stale: set[int]) -> Iterator[set[int]]:
        """Days that are computed together."""
        counts = dict(self._database.execute("SELECT day, n FROM days").fetchall())
        batch: set[int] = set()
        size = 0
        for day in sorted(stale):
            if batch and size + counts[day] > _AT_ONCE:
                yield batch
                batch, size = set(), 0
            batch.add(day)
            size += counts[day]
        if batch:
            yield batch

    def _need(
        self, kinds: Sequence[Kind], stale: Mapping[str, set[int]], days: set[int]
    ) -> tuple[int, int]:
        needed = {
            day + off
            for kind in kinds
            for day in stale[kind.name] & days
            for off in range(-kind.back, kind.ahead + 1)
        }
        self._database.execute("DELETE FROM needed")
        self._database.execute("INSERT INTO needed SELECT unnest(?)", [sorted(needed)])
        return min(needed) * DAY_MS, (max(needed) + 1) * DAY_MS

    def _write(self, kind: Kind, day: int, path: Path) -> None:
        # PARTITION_BY writes them all at once, but of DuckDB 2.0.0 loses values of enums now and
        # then.
        columns = ", ".join(f'"{name}"' for name in kind.shape)
        part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
        self._database.execute(
            f"COPY (SELECT {columns} FROM new_{kind.name} WHERE on_day = {day}) "
            f"TO {quoted(part)} (FORMAT parquet)"
        )
        part.replace(path)

    def _let_go(self, kind: Kind, kept: set[Path]) -> None:
        for path in self._folder.glob(f"*{kind.name}-*"):
            if path not in kept and _age(path) > _READ_FOR_S:
                path.unlink(missing_ok=True)

    def _let_go_of_other_rules(self) -> None:
        for path in self._folder.parent.glob("facts-*"):
            if path != self._folder and _age(path) > _RULES_FOR_S:
                shutil.rmtree(path, ignore_errors=True)


def drop(segments: Path) -> None:
    """Let go of all facts of a generation of segments: they are computed anew."""
    for path in segments.glob("facts-*"):
        shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
