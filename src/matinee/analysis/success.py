"""The success map: which titles succeed with whom and where, next to what is usual there.

A sight (see `causes`) is taken if a start of the title by the person was caused by it, and kept if
that was watched past the time of a take (or bought). What is expected of a sight is the rate of
takes at its place, on its device, with people as new as the one who saw it, drawn towards the rate
of all; as a strong title would lift what is expected of its places, and a place what its titles
get, both are told apart in turns (the rates of places given those of titles, and those of titles
given the places').

A cell (a title; a title in a kind of row, on a device, with an audience, with one of the pictures
that were chosen among for it; a kind of row) with y
takes where e are expected has the rate r (y + a) / (r e + a): the mean of a Gamma-Poisson model
around the rate r of its parent (1 for titles and kinds, the title's own for its parts). Winners are
ranked by the lower end of the 95 % interval and failures by the upper; a cell is a finding only if
it is one at a false discovery rate of 10 % (Benjamini & Hochberg, JRSS B 57, 1995) among all cells
of its kind.

The taste of a person is the category of which they started most, next to what all start of it; for
what they took, without that very start, which would else vouch for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ..outcomes import OutcomesConfig
from ..page.steering import KNOWN, NEW, NEW_DAYS, TIMES
from ..records import Item
from ..storage.base import AnalysisReader
from .causes import KeptOut, ask, kept_out
from .database import run, tell
from .findings import Cell, Finding, findings

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
PRIOR, _PLACE_PRIOR = 5.0, 20.0
"""Expected takes at which half of a cell's rate is its own; sights for half of a place's."""
_DISCOVERIES = 0.1
_TASTE_PRIOR, _FEWEST_TAKEN = 5.0, 5
"""Starts that a category is expected to have more of than it would by chance; starts from which on
a person leans to one."""
_GROUPS: dict[str, tuple[str, str]] = {
    "title": ("item", "NULL"),
    "title in rows": ("item", "row_kind"),
    "title on device": ("item", "device"),
    "title with audience": ("item", "audience"),
    "title at time": ("item", "daytime"),
    "title with taste": ("item", "taste"),
    "title with picture": ("item", "artwork"),
    "rows": ("NULL", "row_kind"),
}
_STEERING = ("title", "title on device", "title with audience", "title at time")
_WORDS = {"audience": (NEW, KNOWN), "daytime": TIMES}


def _band(place: str) -> str:
    """The first, the two after it, the four after these, the others: attention falls that way."""
    return " + ".join(f"({place} >= {first})::INT" for first in (1, 3, 7))


_SIGHTS = f"""
CREATE TEMP TABLE took AS
SELECT sight AS id, any_value("user") AS "user", any_value(item) AS item,
    max(CASE WHEN kind = 'purchase' OR seconds >= $take THEN 1 ELSE 0 END) AS kept
FROM caused WHERE sight IS NOT NULL GROUP BY sight;
CREATE TEMP TABLE leaning AS
WITH counts AS (
    SELECT user, category, count(*)::DOUBLE AS n FROM (
        SELECT user, unnest(categories) AS category FROM caused JOIN categories USING (item)
    ) GROUP BY ALL
), whole AS (
    SELECT user, sum(n) AS whole FROM counts GROUP BY user HAVING sum(n) >= {_FEWEST_TAKEN}
), usual AS (
    SELECT category, sum(n) / (SELECT sum(n) FROM counts) AS share FROM counts GROUP BY category
), weighed AS (
    SELECT user, category, 1 / (whole * share + {_TASTE_PRIOR}) AS one, n * one AS score
    FROM counts JOIN whole USING (user) JOIN usual USING (category)
), scored AS (
    SELECT *, row_number() OVER (PARTITION BY user ORDER BY score DESC, category) AS place
    FROM weighed
)
SELECT user, any_value(category) FILTER (place = 1) AS first,
    any_value(category) FILTER (place = 2) AS second,
    any_value(score) FILTER (place = 1) AS first_score,
    coalesce(any_value(score) FILTER (place = 2), 0) AS second_score,
    any_value(one) FILTER (place = 1) AS one
FROM scored GROUP BY user;
CREATE TEMP TABLE takes AS
SELECT t.id, t.kept::UTINYINT AS kept, CASE WHEN list_contains(c.categories, l.first)
        AND NOT list_contains(c.categories, l.second) AND l.first_score - l.one < l.second_score
    THEN l.second ELSE l.first END AS taste
FROM took t LEFT JOIN leaning l ON t.user = l.user LEFT JOIN categories c ON t.item = c.item;
CREATE TEMP TABLE viewers AS
SELECT p.user, p.first + {NEW_DAYS * 86_400_000} AS known, l.first AS taste
FROM people p LEFT JOIN leaning l ON p.user = l.user WHERE NOT p.is_bot;
CREATE TEMP TABLE told AS
SELECT s.item, s.row_kind, s.device, s.artwork, (s.time >= v.known)::UTINYINT AS audience,
    CASE WHEN t.id IS NOT NULL THEN t.taste ELSE v.taste END AS taste,
    ((s.time // 60000 + s.offset_min) // 60 % 24 // 6)::UTINYINT AS daytime,
    ({_band("s.row")} + 4 * ({_band("s.column")}) + 16 * (s.time >= v.known)::INT
        + 32 * enum_code(s.device))::UINTEGER AS place,
    (t.id IS NOT NULL)::UTINYINT AS taken, coalesce(t.kept, 0)::UTINYINT AS kept
FROM sights s JOIN viewers v USING ("user") LEFT JOIN takes t USING (id);
CREATE TEMP TABLE placed AS
SELECT item, place, count(*) AS seen, sum(taken) AS taken FROM told GROUP BY ALL;
"""

_USUAL = f"""
CREATE OR REPLACE TEMP TABLE usual AS
SELECT place, (sum(taken) + {_PLACE_PRIOR} * (SELECT avg(taken) FROM told))
        / (sum(seen * rate) + {_PLACE_PRIOR}) AS expected
FROM placed JOIN rates USING (item) GROUP BY place;
CREATE OR REPLACE TEMP TABLE rates AS
SELECT item, (sum(taken) + {PRIOR}) / (sum(seen * expected) + {PRIOR}) AS rate
FROM placed JOIN usual USING (place) GROUP BY item;
"""
_EXPECTED = """
CREATE TEMP TABLE weighed AS
SELECT t.* EXCLUDE (place), u.expected FROM told t JOIN usual u USING (place);
"""
_ROUNDS = 3
_LEAST = 1e-9


class SuccessMap(Struct, frozen=True):
    """Cells by kind, those that say most first, and what they say in sentences; `sights` were
    judged, `taken` of them. Half of the titles were seen more often than `typical`."""

    rules: str
    sights: int
    taken: int
    cells: list[Cell]
    findings: list[Finding] = []
    typical: float = 0.0
    kept_out: KeptOut = KeptOut(0, 0)


def success_map(
    data: Path,
    reader: AnalysisReader,
    config: OutcomesConfig,
    items: Sequence[Item] = (),
    *,
    most: int = 50,
    item: str | None = None,
) -> SuccessMap:
    """The map of a data folder, at most so many winners and so many failures of each kind; findings
    name what is among the `items`, and only of these it is known who leans to them. With `item`,
    all cells of that one and no others."""
    titles = {one.item_id: one.title for one in items}

    def question(database: duckdb.DuckDBPyConnection) -> SuccessMap:
        _tell_categories(database, items)
        run(database, _SIGHTS, {"take": config.take_seconds})
        database.execute("CREATE TEMP TABLE rates AS SELECT DISTINCT item, 1.0 AS rate FROM placed")
        for _ in range(_ROUNDS):
            run(database, _USUAL, {})
        run(database, _EXPECTED, {})
        sights, taken = database.execute(
            "SELECT count(*), coalesce(sum(taken), 0) FROM told"
        ).fetchall()[0]
        cells = [
            replace(cell, title=titles.get(cell.item or "", cell.item or ""))
            for kind in _GROUPS
            for cell in _cells(database, kind, most, item)
        ]
        (typical,) = database.execute(
            "SELECT coalesce(median(n), 0) FROM (SELECT count(*) AS n FROM told GROUP BY item)"
        ).fetchall()[0]
        return SuccessMap(
            rules=config.version,
            sights=int(sights),
            taken=int(taken),
            cells=cells,
            findings=findings(cells, typical),
            typical=float(typical),
            kept_out=kept_out(database),
        )

    return ask(data, reader, config, question)


def _tell_categories(database: duckdb.DuckDBPyConnection, items: Sequence[Item]) -> None:
    told = [(item.item_id, category) for item in items for category in item.categories]
    tell(database, "named", ("item", "category"), told)
    database.execute(
        "CREATE TEMP TABLE categories AS SELECT item, list(category) AS categories FROM named "
        "GROUP BY item"
    )


def steering_of(found: SuccessMap) -> dict[str, dict[str, float]]:
    """What pages are steered by, of a map's findings: see `page.steering`."""
    cells: dict[str, dict[str, float]] = {}
    for cell in found.cells:
        if cell.finding and cell.item is not None and cell.kind in _STEERING:
            rate = max(cell.low, 1.0) if cell.finding == "winner" else min(cell.high, 1.0)
            cells.setdefault(cell.item, {})[cell.within or ""] = round(rate, 3)
    return cells


def _cells(
    database: duckdb.DuckDBPyConnection, kind: str, most: int, only: str | None
) -> list[Cell]:
    """The cells of a kind that say most, at most so many winners and so many failures; of kinds of
    rows, and of the `only` title, all."""
    item, within = _GROUPS[kind]
    known = f"WHERE {within} IS NOT NULL" if within != "NULL" else ""
    rows = database.execute(
        "SELECT * REPLACE (item::VARCHAR AS item, within::VARCHAR AS within) FROM ("
        f"SELECT {item} AS item, {within} AS within, count(*) AS seen, "
        "sum(taken)::DOUBLE AS taken, sum(kept)::DOUBLE AS kept, sum(expected) AS expected "
        f"FROM weighed {known} GROUP BY ALL) ORDER BY item, within"
    ).fetchnumpy()
    if not len(rows["seen"]):
        return []
    taken, expected = rows["taken"], np.maximum(rows["expected"], _LEAST)
    is_part = within != "NULL" and item != "NULL"
    parents = _parents(rows["item"], taken, expected) if is_part else np.ones(len(taken))
    rates, lows, highs = shrunk(taken, expected, parents)
    findings = np.array(found(taken, expected * parents), object)
    return [
        Cell(
            kind=kind,
            item=None if item == "NULL" else rows["item"][at],
            within=None if within == "NULL" else _word(within, rows["within"][at]),
            seen=int(rows["seen"][at]),
            taken=int(taken[at]),
            kept=int(rows["kept"][at]),
            expected=round(float(expected[at]), 3),
            rate=round(float(rates[at]), 3),
            low=round(float(lows[at]), 3),
            high=round(float(highs[at]), 3),
            finding=findings[at],
        )
        for at in (
            np.flatnonzero(np.ma.filled(rows["item"] == only, fill_value=False)).tolist()
            if only is not None
            else _strongest(kind, findings, lows, highs, most)
        )
    ]


def _word(within: str, value: str) -> str:
    return _WORDS[within][int(value)] if within in _WORDS else value


def _strongest(
    kind: str, findings: NDArray[np.object_], lows: Floats, highs: Floats, most: int
) -> Iterator[int]:
    """The strongest winners by their lower ends, then the worst failures by their upper ones; of
    kinds of rows all, the strongest first."""
    if kind == "rows":
        yield from np.argsort(-lows, kind="stable").tolist()
        return
    for finding, order in (("winner", -lows), ("failure", highs)):
        places = np.flatnonzero(findings == finding)
        yield from places[np.argsort(order[places], kind="stable")][:most].tolist()


def _parents(items: NDArray[np.object_], taken: Floats, expected: Floats) -> Floats:
    """The rate of each cell's title; the cells of a title stand together."""
    of = np.cumsum(np.append(False, items[1:] != items[:-1]))
    y, e = (np.bincount(of, weights=one).astype(np.float64) for one in (taken, expected))
    return np.asarray(shrunk(y, e, 1.0)[0][of])


def shrunk(
    taken: Floats, expected: Floats, parents: Floats | float
) -> tuple[Floats, Floats, Floats]:
    """Rate, and the ends of its 95 % interval, of cells around their parents' rates; each (k,)."""
    from scipy.special import gammaincinv  # noqa: PLC0415  (heavy)

    weight = expected * parents + PRIOR
    low, high = (gammaincinv(taken + PRIOR, end) / weight for end in (0.025, 0.975))
    return parents * (taken + PRIOR) / weight, parents * low, parents * high


def found(taken: Floats, expected: Floats) -> list[str]:
    """Which cells are winners or failures, false discoveries held to a tenth of those named."""
    from scipy.special import pdtr, pdtrc  # noqa: PLC0415  (heavy)

    over = np.where(taken > 0, pdtrc(np.maximum(taken - 1, 0), expected), 1.0)
    under = pdtr(taken, expected)
    p = np.minimum(2 * np.minimum(over, under), 1.0)
    order = np.argsort(p, kind="stable")
    passed = np.flatnonzero(p[order] <= _DISCOVERIES * np.arange(1, len(p) + 1) / len(p))
    named = set(order[: passed[-1] + 1].tolist()) if len(passed) else set()
    words = np.where(over < under, "winner", "failure").tolist()
    return [words[place] if place in named else "" for place in range(len(p))]
