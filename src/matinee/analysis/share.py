"""The number on the wall: the share of viewing that came from recommendations, and of what kinds.

Recommended is what a row, a message or a recommendation of another system caused; the rest was
searched for, or found by the person alone. The unit is the person: intervals are those of a ratio
of sums over people, by its linearisation (Cochran, "Sampling Techniques", 1977, eq. 6.13).
"""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..outcomes import OutcomesConfig
from ..storage.base import AnalysisReader
from .causes import KeptOut, ask, kept_out
from .incremental import Incremental, incremental

if TYPE_CHECKING:
    import duckdb

NETFLIX = 0.75
"""What Netflix says that its recommendations have of what is watched."""
_Z = 1.959964
_RECOMMENDED = "cause IN ('row', 'message', 'foreign')"
_FEWEST_PEOPLE = 2
_SUMS = f"""count(*) FILTER (kind = 'play'), count(*) FILTER (kind = 'play' AND {_RECOMMENDED}),
    coalesce(sum(seconds), 0) / 3600, coalesce(sum(seconds) FILTER ({_RECOMMENDED}), 0) / 3600,
    count(*) FILTER (kind = 'purchase'), count(*) FILTER (kind = 'purchase' AND {_RECOMMENDED}),
    coalesce(sum(revenue), 0), coalesce(sum(revenue) FILTER ({_RECOMMENDED}), 0)"""


class Proportion(Struct, frozen=True):
    """A share with its 95 % interval over people; None where it cannot be computed, and why."""

    share: float | None
    low: float | None
    high: float | None
    why_not: str = ""


class Sums(Struct, frozen=True):
    """Starts, hours, orders and revenue under a name, and of each what was recommended; `share` is
    that of starts and orders together."""

    name: str
    starts: int
    recommended_starts: int
    hours: float
    recommended_hours: float
    orders: int
    recommended_orders: int
    revenue: float
    recommended_revenue: float
    share: Proportion


class ViewingShare(Struct, frozen=True):
    """The share of starts, hours, orders and revenue, of `people` from `since` to `until` (days,
    inclusive), by the rules of a version; `causes` are those of starts and orders, by kind of row.
    `incremental` is of all days.
    """

    rules: str
    since: str | None
    until: str | None
    people: int
    total: Sums
    starts: Proportion
    hours: Proportion
    orders: Proportion
    revenue: Proportion
    days: list[Sums]
    devices: list[Sums]
    causes: list[Sums]
    incremental: Incremental
    kept_out: KeptOut = KeptOut(0, 0)
    beside: float = NETFLIX


_FIGURES = Sums.__struct_fields__[1:-1]
_NONE = Proportion(None, None, None, "Nothing was started or ordered.")


def share_of(
    data: Path,
    reader: AnalysisReader,
    config: OutcomesConfig,
    since: str | None = None,
    until: str | None = None,
) -> ViewingShare:
    """The share of a data folder, of all its days or some."""

    def question(database: duckdb.DuckDBPyConnection) -> ViewingShare:
        database.execute(
            "CREATE TEMP TABLE counted AS SELECT * FROM caused "
            "WHERE day >= coalesce($since, day) AND day <= coalesce($until, day)",
            {"since": since, "until": until},
        )
        return _share(database, config)

    return ask(data, reader, config, question)


def _share(database: duckdb.DuckDBPyConnection, config: OutcomesConfig) -> ViewingShare:
    first, last, people = database.execute(
        "SELECT min(day), max(day), count(DISTINCT user) FROM counted"
    ).fetchall()[0]
    (total,) = _by(database, "'all'")
    return ViewingShare(
        rules=config.version,
        since=first,
        until=last,
        people=people,
        total=total,
        starts=_proportion(database, "CAST(kind = 'play' AS INTEGER)", "starts"),
        hours=_proportion(database, "seconds", "hours"),
        orders=_proportion(database, "CAST(kind = 'purchase' AS INTEGER)", "orders"),
        revenue=_proportion(database, "revenue", "revenue"),
        days=_by(database, "day", "name"),
        devices=_by(database, "device"),
        causes=_by(database, "CASE WHEN cause = 'row' THEN row_kind ELSE cause END"),
        incremental=incremental(database),
        kept_out=kept_out(database),
    )


def _by(database: duckdb.DuckDBPyConnection, what: str, order: str = "") -> list[Sums]:
    """Sums by some expression; most starts and orders first, if no other order is asked for."""
    group = "" if what == "'all'" else "GROUP BY name"
    rows = database.execute(
        f"SELECT {what} AS name, {_SUMS} FROM counted {group} "
        f"ORDER BY {order or 'count(*) DESC, name'}"
    ).fetchall()
    shares = _proportions(database, what, "1")
    made = []
    for name, *sums in rows:
        figures = dict(zip(_FIGURES, (round(value, 3) for value in sums), strict=True))
        made.append(Sums(name=name, **figures, share=shares.get(name, _NONE)))
    return made


def _proportions(
    database: duckdb.DuckDBPyConnection, what: str, unit: str
) -> dict[str, Proportion]:
    """Recommended over all of a unit by some expression, each summed by person: r = sum x / sum y,
    with the variance n / (n - 1) * sum (x - r y)^2 / (sum y)^2."""
    rows = database.execute(
        "SELECT name, count(*), sum(x), sum(y), sum(x * x), sum(x * y), sum(y * y) FROM ("
        f"SELECT {what} AS name, user, sum(CASE WHEN {_RECOMMENDED} THEN {unit} ELSE 0 END) AS x, "
        f"sum({unit}) AS y FROM counted GROUP BY name, user) WHERE y > 0 GROUP BY name"
    ).fetchall()
    return {name: ratio(*sums) for name, *sums in rows}


def _proportion(database: duckdb.DuckDBPyConnection, unit: str, called: str) -> Proportion:
    missing = Proportion(None, None, None, f"There were no {called} yet.")
    return _proportions(database, "'all'", unit).get("all", missing)


def ratio(  # noqa: PLR0917
    n: int, x: float, y: float, xx: float, xy: float, yy: float
) -> Proportion:
    """The share sum x / sum y over n people, from their sums of squares and products."""
    share = x / y
    if n < _FEWEST_PEOPLE:
        return Proportion(round(share, 4), None, None, "One person tells nothing of others.")
    spread = max(xx - 2 * share * xy + share**2 * yy, 0.0)
    reach = _Z * sqrt(n / (n - 1) * spread) / y
    low, high = max(share - reach, 0.0), min(share + reach, 1.0)
    return Proportion(round(share, 4), round(low, 4), round(high, 4))
