"""Who comes back, and which outcomes of a day foretell it.

A person who does anything on a day returns within k days if they do anything on a later day up to k
days on; it is known once k days have passed. The rate is that of days, the unit is the person.

Which outcomes foretell a return within 7 days is told by a logistic regression of it on whether
each outcome happened on the day, with errors that are clustered by person (Liang & Zeger,
Biometrika 73, 1986). It foretells; that it causes is another matter, which an experiment tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .database import run
from .share import Proportion, ratio

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
_WITHIN = (7, 28)
_FEWEST_DAYS, _FEWEST_PEOPLE, _MOST_DAYS = 200, 50, 300_000
_FEWEST_EACH = 10
"""Days with an outcome, and without, below which nothing is told of it."""
_SIGNS = ("take", "finished", "abandoned", "liked", "disliked", "search", "missed", "passed_by")
_STEPS, _RIDGE = 25, 1e-6
_Z = 1.959964
_LONG = 30.0
_DAYS = """
CREATE TEMP TABLE active AS
SELECT *, lead(day) OVER (PARTITION BY "user" ORDER BY day) - day AS later FROM (
    SELECT DISTINCT "user", (time + offset_min * 60000) // 86400000 AS day FROM events
);
CREATE TEMP TABLE signs AS
SELECT "user", date_diff('day', DATE '1970-01-01', day::DATE) AS day, what FROM (
    SELECT "user", day, unnest(list_filter([
        CASE WHEN take THEN 'take' END, CASE WHEN finished THEN 'finished' END,
        CASE WHEN abandoned THEN 'abandoned' END, CASE WHEN liked THEN 'liked' END,
        CASE WHEN disliked THEN 'disliked' END
    ], lambda x: x IS NOT NULL)) AS what FROM judged
    UNION ALL SELECT "user", day, 'missed' FROM missed
)
UNION ALL SELECT "user", (time + offset_min * 60000) // 86400000, 'search' FROM events
    WHERE kind = 'search'
UNION ALL SELECT "user", (time + offset_min * 60000) // 86400000, 'passed_by' FROM sights
    GROUP BY ALL HAVING count(*) >= 20;
"""


class Sign(Struct, frozen=True):
    """An outcome, on how many days it happened, how often people came back after such days and
    after others, and the odds of it with the outcome next to without, others being equal (95 %)."""

    name: str
    days: int
    returned: float
    without: float
    odds: float
    low: float
    high: float


class Returns(Struct, frozen=True):
    """The share of days after which people came back within 7 and 28 days, and what foretells the
    former; `why_not` where that cannot be told. `passed_by`: twenty sights or more."""

    week: Proportion
    month: Proportion
    signs: list[Sign]
    why_not: str = ""


def returns_of(
    database: duckdb.DuckDBPyConnection, since: str | None, until: str | None
) -> Returns:
    """Of a database that `causes` and `judged` have made."""
    run(database, _DAYS, {})
    asked = {"since": since, "until": until}
    week, month = (_rate(database, within, asked) for within in _WITHIN)
    signs, why_not = _signs(database, asked)
    return Returns(week, month, signs, why_not)


_KNOWN = """FROM active WHERE day + $within <= (SELECT max(day) FROM active)
    AND day >= coalesce(date_diff('day', DATE '1970-01-01', $since::DATE), day)
    AND day <= coalesce(date_diff('day', DATE '1970-01-01', $until::DATE), day)"""


def _rate(database: duckdb.DuckDBPyConnection, within: int, asked: dict[str, Any]) -> Proportion:
    (sums,) = database.execute(
        "SELECT count(*), sum(x), sum(y), sum(x * x), sum(x * y), sum(y * y) FROM ("
        "SELECT count(*) FILTER (later <= $within) AS x, count(*) AS y "
        f'{_KNOWN} GROUP BY "user")',
        asked | {"within": within},
    ).fetchall()
    if not sums[0]:
        return Proportion(None, None, None, f"No day lies {within} days back yet.")
    return ratio(*sums)


def _signs(database: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> tuple[list[Sign], str]:
    columns = ", ".join(f"coalesce(bool_or(s.what = '{sign}'), false)" for sign in _SIGNS)
    rows = database.execute(
        f'SELECT a."user", any_value(a.later <= $within), {columns} '
        f'FROM (SELECT * {_KNOWN}) a LEFT JOIN signs s ON a."user" = s."user" AND a.day = s.day '
        f'GROUP BY a."user", a.day ORDER BY a."user", a.day LIMIT {_MOST_DAYS}',
        asked | {"within": _WITHIN[0]},
    ).fetchnumpy()
    people, returned, *found = (np.ma.filled(column, 0) for column in rows.values())
    if len(people) < _FEWEST_DAYS or len(np.unique(people)) < _FEWEST_PEOPLE:
        return [], (
            f"Too few days are known yet: {len(people)} of {len(np.unique(people))} people; "
            f"{_FEWEST_DAYS} of {_FEWEST_PEOPLE} are needed."
        )
    y = returned.astype(np.float64)
    happened = np.column_stack(found).astype(np.float64)
    often = (happened.sum(axis=0) >= _FEWEST_EACH) & ((1 - happened).sum(axis=0) >= _FEWEST_EACH)
    if y.min() == y.max() or not often.any():
        return [], "Everybody came back, or nobody did, or nothing happened: nothing to tell apart."
    names = [sign for sign, enough in zip(_SIGNS, often, strict=True) if enough]
    return _told(y, happened[:, often], names, people), ""


def _told(y: Floats, x: Floats, names: list[str], people: NDArray[np.int64]) -> list[Sign]:
    odds, errors = logistic(np.column_stack((np.ones(len(y)), x)), y, people)
    signs = []
    for number, name in enumerate(names):
        is_in, log_odds, error = x[:, number] == 1, odds[number + 1], _Z * errors[number + 1]
        ends = [log_odds - error, log_odds, log_odds + error]
        low, value, high = np.exp(np.clip(ends, -_LONG, _LONG))
        signs.append(
            Sign(
                name=name,
                days=int(is_in.sum()),
                returned=round(float(y[is_in].mean()), 4),
                without=round(float(y[~is_in].mean()), 4),
                odds=round(float(value), 3),
                low=round(float(low), 3),
                high=round(float(high), 3),
            )
        )
    return sorted(signs, key=lambda one: -one.odds)


def logistic(x: Floats, y: Floats, groups: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Coefficients (k,) of y (n,) on x (n, k) by Newton's method, and their errors clustered by
    `groups` (n,)."""
    beta, ridge = np.zeros(x.shape[1]), _RIDGE * np.eye(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -_LONG, _LONG)))
        bread = np.linalg.inv(x.T @ (x * (p * (1 - p))[:, None]) + ridge)
        beta = beta + bread @ (x.T @ (y - p))
    _, number = np.unique(groups, return_inverse=True)
    scores = np.zeros((number.max() + 1, x.shape[1]))
    np.add.at(scores, number, x * (y - p)[:, None])
    spread = bread @ (scores.T @ scores) @ bread * len(scores) / (len(scores) - 1)
    return beta, np.sqrt(np.diag(spread))
