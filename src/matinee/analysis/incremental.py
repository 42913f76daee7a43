"""What rows add: what people start in a week in which a kind of row is held out from them by
chance, next to those who are given it.

The unit is a person's week from the first page on that has the kind, or would have had it; what
that first page drew is what they count for, whatever later ones did. With m1
starts and orders in a week with it, m0 without, and n weeks with it, the kind adds n (m1 - m0) of
the T that there are. The sum over kinds is the incremental share; it takes what one kind adds not
to depend on the others, and as they stand in for each other, it is rather too low. Errors are
clustered by person (linearisation, as in `share`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from .causes import tell_pages
from .database import run

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
_Z = 1.959964
FEWEST_HELD = 20
"""People of whom a kind was held out below which nothing is told of it."""
_WEEK_MS = 7 * 86_400_000
_WEEKS = f"""
CREATE TEMP TABLE offered AS
SELECT "user", week, kind, arg_min(is_held, 2 * time + 1 - is_held::INT) AS is_held,
    min(time) AS since
FROM (
    SELECT "user", time // {_WEEK_MS} AS week, time, unnest(string_split(kinds, chr(10))) AS kind,
        false AS is_held
    FROM pages WHERE hold_out > 0
    UNION ALL
    SELECT "user", time // {_WEEK_MS}, time, unnest(string_split(held, chr(10))), true
    FROM pages WHERE hold_out > 0 AND held <> ''
) GROUP BY "user", week, kind;
CREATE TEMP TABLE told AS
SELECT o.kind, o."user", sum(1 - o.is_held::INT) AS n1, sum(o.is_held::INT) AS n0,
    sum(y * (1 - o.is_held::INT)) AS y1, sum(y * o.is_held::INT) AS y0
FROM (
    SELECT o."user", o.kind, o.week, o.is_held, count(c.seq) AS y
    FROM offered o LEFT JOIN caused c ON o."user" = c."user" AND c.time >= o.since
        AND c.time < (o.week + 1) * {_WEEK_MS}
    WHERE o.kind IN (SELECT kind FROM offered WHERE is_held) GROUP BY ALL
) o GROUP BY ALL;
"""


class KindAdds(Struct, frozen=True):
    """Weeks of people with a kind of row and with it held out, starts and orders a week in both,
    and the share of all that the kind adds, with its 95 % interval over people."""

    kind: str
    weeks: int
    held: int
    a_week: float | None
    a_week_held: float | None
    share: float | None
    low: float | None
    high: float | None
    why_not: str = ""


class Incremental(Struct, frozen=True):
    """The share of starts and orders that would not have been without rows; None where it cannot
    be told, and why not."""

    share: float | None
    low: float | None
    high: float | None
    kinds: list[KindAdds]
    why_not: str = ""


def incremental(database: duckdb.DuckDBPyConnection) -> Incremental:
    """Of a database that `causes` has made."""
    tell_pages(database)
    run(database, _WEEKS, {})
    rows = database.execute(
        'SELECT kind, "user", n1, n0, y1, y0 FROM told ORDER BY kind, "user"'
    ).fetchnumpy()
    if not len(rows["kind"]):
        return Incremental(None, None, None, [], "No row was held out yet (page.hold_out).")
    (total,) = database.execute(
        "SELECT count(*) FROM caused WHERE time >= (SELECT min(since) FROM offered)"
    ).fetchall()[0]
    kinds, people = np.asarray(rows["kind"], object), rows["user"]
    values = np.column_stack([np.ma.filled(rows[name], 0) for name in ("n1", "n0", "y1", "y0")])
    _, number = np.unique(people, return_inverse=True)
    pulls, told = np.zeros(number.max() + 1), []
    for kind in sorted(set(kinds)):
        is_in = kinds == kind
        adds, pull = _adds(kind, values[is_in].astype(np.float64), total)
        told.append(adds)
        if adds.share is not None:
            np.add.at(pulls, number[is_in], pull)
    shares = [one.share for one in told if one.share is not None]
    if not shares:
        why_not = f"Each kind of row was held out from fewer than {FEWEST_HELD} people yet."
        return Incremental(None, None, None, told, why_not)
    share, reach = sum(shares), _Z * float(np.sqrt((pulls**2).sum()))
    return Incremental(round(share, 4), round(share - reach, 4), round(share + reach, 4), told)


def _adds(kind: str, values: Floats, total: int) -> tuple[KindAdds, Floats]:
    """What a kind adds, and how far each person pulls at it; from (people, 4)."""
    n1, n0, y1, y0 = values.T
    held = int((n0 > 0).sum())
    empty = KindAdds(kind, int(n1.sum()), int(n0.sum()), None, None, None, None, None)
    if held < FEWEST_HELD or not n1.sum() or not total:
        why_not = f"{kind}: held out from {held} people yet; from {FEWEST_HELD} on it is told."
        return replace(empty, why_not=why_not), np.zeros(len(values))
    with_it, without = y1.sum() / n1.sum(), y0.sum() / n0.sum()
    scale = n1.sum() / total
    pull = scale * ((y1 - with_it * n1) / n1.sum() - (y0 - without * n0) / n0.sum())
    share, reach = scale * (with_it - without), _Z * np.sqrt((pull**2).sum())
    return replace(
        empty,
        a_week=round(float(with_it), 4),
        a_week_held=round(float(without), 4),
        share=round(float(share), 4),
        low=round(float(share - reach), 4),
        high=round(float(share + reach), 4),
    ), pull
