"""The outcomes of what was shown, day by day: from sights to takes, and what became of these."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..outcomes import OutcomesConfig
from ..records import Item
from ..storage.base import AnalysisReader
from .causes import KeptOut, ask, kept_out
from .database import run
from .judged import judge_all
from .returns import Returns, returns_of

if TYPE_CHECKING:
    import duckdb

_COUNTED = """
CREATE TEMP TABLE counted AS
SELECT strftime(make_timestamp(on_day * 86400000000), '%Y-%m-%d') AS day, row_kind,
    'sight' AS what, n
FROM (
    SELECT (time + offset_min * 60000) // 86400000 AS on_day, row_kind, count(*) AS n
    FROM sights GROUP BY ALL
)
UNION ALL SELECT day, row_kind, unnest(list_filter([
    'started',
    CASE WHEN take THEN 'take' END, CASE WHEN qualified THEN 'qualified' END,
    CASE WHEN finished THEN 'finished' END, CASE WHEN abandoned THEN 'abandoned' END,
    CASE WHEN abandoned IS NULL THEN 'open' END, CASE WHEN liked THEN 'liked' END,
    CASE WHEN disliked THEN 'disliked' END, CASE WHEN regret THEN 'regret' END
], lambda x: x IS NOT NULL)), 1 FROM judged WHERE cause = 'row'
UNION ALL SELECT day, NULL, 'missed', 1 FROM missed
"""


class Counts(Struct, frozen=True):
    """What was seen of rows under a name (a day, a kind of row), what was started from there, and
    what became of it. `open`: it is not known yet whether it was abandoned. `missed` was shown, not
    taken, and found by a search later: it belongs to no kind of row."""

    name: str
    sight: int
    started: int
    take: int
    qualified: int
    finished: int
    abandoned: int
    open: int
    liked: int
    disliked: int
    regret: int
    missed: int


class Outcomes(Struct, frozen=True):
    """The outcomes of what was shown from `since` to `until` (days, inclusive); who returned."""

    rules: str
    since: str | None
    until: str | None
    total: Counts
    days: list[Counts]
    rows: list[Counts]
    returns: Returns
    kept_out: KeptOut = KeptOut(0, 0)


_KINDS = Counts.__struct_fields__[1:]


def outcomes_of(
    data: Path,
    reader: AnalysisReader,
    config: OutcomesConfig,
    since: str | None = None,
    until: str | None = None,
    *,
    items: Sequence[Item] = (),
) -> Outcomes:
    """The outcomes of a data folder, of all its days or some, judged anew by the settings; which
    `items` are episodes of one series is told by their parents."""

    def question(database: duckdb.DuckDBPyConnection) -> Outcomes:
        judge_all(database, config, items)
        run(database, _COUNTED, {})
        database.execute(
            "CREATE TEMP TABLE asked AS SELECT * FROM counted "
            "WHERE day >= coalesce($since, day) AND day <= coalesce($until, day)",
            {"since": since, "until": until},
        )
        days = _by(database, "day")
        return Outcomes(
            rules=config.version,
            since=days[0].name if days else None,
            until=days[-1].name if days else None,
            total=_by(database, "'all'")[0] if days else Counts("all", *[0] * len(_KINDS)),
            days=days,
            rows=_by(database, "row_kind"),
            returns=returns_of(database, since, until),
            kept_out=kept_out(database),
        )

    return ask(data, reader, config, question)


def _by(database: duckdb.DuckDBPyConnection, what: str) -> list[Counts]:
    columns = ", ".join(f"coalesce(sum(n) FILTER (what = '{kind}'), 0)" for kind in _KINDS)
    rows = database.execute(
        f"SELECT {what} AS name, {columns} FROM asked WHERE {what} IS NOT NULL "
        "GROUP BY name ORDER BY name"
    ).fetchall()
    return [Counts(name, *map(int, counts)) for name, *counts in rows]
