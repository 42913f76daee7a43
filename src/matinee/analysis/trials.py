"""What experiments found: each person's figures since they were exposed, compared by variant.

A person counts from the first page that an experiment made a difference to, with everything they
do from then on (until it ended), under the variant of that page; who was given several, because two
histories became one, is told. (To leave them out would leave out more of a small variant than of a
large one.) Each metric is a sum y over a person, or the ratio of two, y over x; the covariate of
CUPED is over the `BEFORE_DAYS` days before they were exposed, of what was certain at the time: what
becomes of an earlier start may be touched by the experiment.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ..experiments import INTERLEAVED, Experiment
from ..outcomes import OutcomesConfig
from ..outcomes.comparing import (
    ALPHA,
    BURN_IN,
    FEWEST,
    Arm,
    boundary,
    compare,
    contributors,
    mismatch,
)
from ..storage.base import AnalysisReader
from .causes import ask, tell_pages
from .database import run
from .judged import judge_all
from .verdict import Result, Trial, preference, verdict

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
BEFORE_DAYS = 28


class Metric(Struct, frozen=True):
    """What is summed over what a person did (`y`), over what (`x`; "" for the person), what tells
    people apart and was certain at the time (`before`), whether more is better, and its definition
    in words."""

    y: str
    x: str
    before: str
    more_is_better: bool
    words: str


_RECOMMENDED = "(cause IN ('row', 'message', 'foreign'))::INT"
_PLAYS = "(kind = 'play')::INT"
_FROM_ROWS = "(cause = 'row')::INT"
_ORDERS = "(kind = 'purchase')::INT"
_HOURS = "watched / 3600"
METRICS = {
    "takes": Metric(
        "(cause = 'row' AND take)::INT", "", _FROM_ROWS, True, "takes from rows a person"
    ),
    "starts": Metric(_PLAYS, "", _PLAYS, True, "starts a person"),
    "hours": Metric(_HOURS, "", _HOURS, True, "hours watched a person"),
    "orders": Metric(_ORDERS, "", _ORDERS, True, "things ordered a person"),
    "revenue": Metric("revenue", "", "revenue", True, "revenue a person"),
    "share": Metric(
        _RECOMMENDED,
        "(cause IS NOT NULL)::INT",
        _RECOMMENDED,
        True,
        "share of starts and orders from recommendations",
    ),
    "finished": Metric(
        "(finished AND kind = 'play')::INT",
        _PLAYS,
        _PLAYS,
        True,
        "share of starts that were finished",
    ),
    "regret": Metric(
        "(regret AND take)::INT",
        "take::INT",
        _FROM_ROWS,
        False,
        "share of takes that were regretted",
    ),
}
_ACTS = """
CREATE TEMP TABLE acts AS
SELECT "user", time, kind, cause, take, finished, regret, revenue, 0.0 AS watched FROM judged
UNION ALL SELECT "user", time, 'watched', NULL, false, false, false, 0, seconds FROM watched;
"""
_EXPOSED = """
CREATE TEMP TABLE exposed AS
SELECT "user", arg_min(variant, time) AS variant, count(DISTINCT variant) AS variants,
    min(time) AS since
FROM (
    SELECT "user", time, unnest(string_split(assignments, chr(10))) AS pair,
        split_part(pair, '=', 1) AS experiment, split_part(pair, '=', 2) AS variant
    FROM pages WHERE assignments <> ''
) WHERE experiment = $name GROUP BY "user";
"""


def trial_of(
    data: Path,
    reader: AnalysisReader,
    config: OutcomesConfig,
    experiment: Experiment,
    stopped: int | None = None,
) -> Trial:
    """The results of an experiment until now, its last day, or when it was stopped (ms)."""

    def question(database: duckdb.DuckDBPyConnection) -> Trial:
        tell_pages(database)
        judge_all(database, config)
        run(database, _ACTS, {})
        run(database, _EXPOSED, {"name": experiment.name})
        ends = [one for one in (stopped, experiment.ends()) if one is not None]
        found = _interleaved if experiment.interleave else _compared
        return found(database, config, experiment, min(ends, default=None))

    return ask(data, reader, config, question)


def _compared(
    database: duckdb.DuckDBPyConnection,
    config: OutcomesConfig,
    experiment: Experiment,
    stopped: int | None,
) -> Trial:
    names = [variant.name for variant in experiment.variants]
    people, mixed = _people(database, names)
    weights = np.array([variant.weight for variant in experiment.variants])
    uneven = mismatch(list(people.values()), (weights / weights.sum()).tolist())
    goals = len(names) - 1
    results = []
    for name in dict.fromkeys((experiment.goal, *experiment.guardrails)):
        arms = _arms(database, METRICS[name], names, stopped)
        is_goal = name == experiment.goal
        asked = Asked(name, names[0], ALPHA / goals if is_goal else ALPHA, is_goal)
        results += [_result(asked, arms, variant) for variant in names[1:]]
    state, sentences, harms = verdict(experiment, people, uneven, results)
    if mixed:
        sentences.append(
            f"Given several variants, as two histories became one: {mixed:,}; they count for the "
            "first."
        )
    return Trial(
        name=experiment.name,
        people=people,
        mixed=mixed,
        mismatch=round(uneven, 6),
        state=state,
        sentences=sentences,
        harms=harms,
        results=results,
        rules=config.version,
    )


def _people(database: duckdb.DuckDBPyConnection, names: list[str]) -> tuple[dict[str, int], int]:
    """How many people each variant has, and how many had several."""
    rows = database.execute(
        "SELECT variant, count(*), count(*) FILTER (variants > 1) FROM exposed GROUP BY variant"
    ).fetchall()
    counted = {name: one for name, one, _ in rows}
    return {name: counted.get(name, 0) for name in names}, sum(row[2] for row in rows)


def _arms(
    database: duckdb.DuckDBPyConnection, metric: Metric, names: list[str], stopped: int | None
) -> dict[str, Arm]:
    """The sums of (y, x, c) over the people of each variant."""
    after = "c.time >= e.since AND c.time < coalesce($stopped, c.time + 1)"
    x = f"coalesce(sum({metric.x}) FILTER ({after}), 0)" if metric.x else "1"
    before = "c.time < e.since AND c.time >= e.since - $before"
    rows = database.execute(
        f"SELECT e.variant, coalesce(sum({metric.y}) FILTER ({after}), 0)::DOUBLE, {x}::DOUBLE, "
        f"coalesce(sum({metric.before}) FILTER ({before}), 0)::DOUBLE "
        'FROM exposed e LEFT JOIN acts c ON e."user" = c."user" '
        'GROUP BY e."user", e.variant ORDER BY e."user"',
        {"stopped": stopped, "before": BEFORE_DAYS * 86_400_000},
    ).fetchnumpy()
    variant, *values = rows.values()
    table = np.column_stack([np.ma.filled(value, 0.0) for value in values])
    return {name: Arm.of(table[np.asarray(variant == name)]) for name in names}


class Asked(Struct, frozen=True):
    """A metric that is to be compared with the control's, and how."""

    metric: str
    control: str
    alpha: float
    is_goal: bool


def _result(asked: Asked, arms: dict[str, Arm], name: str) -> Result:
    known, a, b = METRICS[asked.metric], arms[asked.control], arms[name]
    empty = Result(
        metric=asked.metric,
        words=known.words,
        variant=name,
        is_goal=asked.is_goal,
        more_is_better=known.more_is_better,
        alpha=round(asked.alpha, 5),
    )
    if why_not := _why_not(known, (asked.control, a), (name, b)):
        return replace(empty, why_not=why_not)
    found = compare(a, b, asked.alpha)
    figures = {
        "control": found.before,
        "value": found.after,
        "difference": found.difference,
        "low": found.difference - found.reach,
        "high": found.difference + found.reach,
        "saved": found.saved,
    }
    # A share of what is not known to be anything would be any number.
    if abs(found.before) > found.before_reach:
        figures |= {
            "change": found.relative,
            "change_low": found.relative - found.relative_reach,
            "change_high": found.relative + found.relative_reach,
        }
    return _filled(empty, figures)


def _filled(empty: Result, figures: Mapping[str, Floats | float]) -> Result:
    return replace(empty, **{key: round(float(value), 5) for key, value in figures.items()})


def _why_not(metric: Metric, *arms: tuple[str, Arm]) -> str:
    """Why two groups cannot be compared; "" where they can."""
    for name, arm in arms:
        if arm.people < BURN_IN:
            return f"{name} has {int(arm.people)} people yet; from {BURN_IN} on it is told."
        if arm.sums[1] <= 0:
            return f"nothing happened in {name} that could be counted ({metric.words})."
    if all(contributors(arm) < FEWEST for _, arm in arms):
        return f"hardly anybody has any yet ({metric.words})."
    return ""


_CREDIT = """
CREATE TEMP TABLE contacts AS
SELECT e.user, e.item, e.time, substr(p.teams, e.column - p.first + 1, 1) AS team
FROM events e JOIN places p ON e.page = p.page AND e.row = p.row
    AND e.column >= p.first AND e.column < p.past
WHERE p.teams IS NOT NULL AND p.user IN (0, e.user) AND e.item IS NOT NULL
    AND e.kind IN ('impression', 'dwell', 'preview', 'click', 'view', 'play', 'purchase');
CREATE TEMP TABLE credit AS
SELECT x."user", coalesce(sum((c.team = 'A')::INT), 0) AS a,
    coalesce(sum((c.team = 'B')::INT), 0) AS b
FROM exposed x LEFT JOIN (
    SELECT j.user, j.time, k.team, j.time - k.time AS ago
    FROM (SELECT * FROM judged WHERE take AND cause = 'row') j
    ASOF JOIN contacts k ON j.user = k.user AND j.item = k.item AND j.time >= k.time
) c ON x."user" = c."user" AND c.time >= x.since AND c.ago <= $seen
    AND c.time < coalesce($stopped, c.time + 1)
GROUP BY x."user";
"""


def _interleaved(
    database: duckdb.DuckDBPyConnection,
    config: OutcomesConfig,
    experiment: Experiment,
    stopped: int | None,
) -> Trial:
    """Takes of what each of two rankers picked, within each person: the mean of b - a with the
    boundary of `comparing` for one mean."""
    run(database, _CREDIT, {"seen": int(config.seen_hours * 3_600_000), "stopped": stopped})
    rows = database.execute("SELECT a, b FROM credit ORDER BY user").fetchnumpy()
    a, b = (np.asarray(rows[name], np.float64) for name in ("a", "b"))
    control, rival = (variant.name for variant in experiment.variants)
    result = _preference(a, b, rival, control)
    state, sentence = preference(result, control)
    return Trial(
        name=experiment.name,
        people={INTERLEAVED: len(a)},
        mixed=0,
        mismatch=1.0,
        state=state,
        sentences=[sentence],
        harms={},
        results=[result],
        rules=config.version,
    )


def _preference(a: Floats, b: Floats, rival: str, control: str) -> Result:
    empty = Result(
        metric="preference",
        words=f"share of {rival} in the takes of what one of the two picked",
        variant=rival,
        is_goal=True,
        more_is_better=True,
        alpha=ALPHA,
    )
    if len(a) < BURN_IN:
        return replace(empty, why_not=f"{len(a)} people yet; from {BURN_IN} on it is told.")
    telling = float((a + b).mean())
    if not telling:
        return replace(empty, why_not="nobody took anything that only one of the two picked.")
    difference = float((b - a).mean())
    reach = float(boundary(np.array(float(len(a)))) * (b - a).std(ddof=1))
    share = 0.5 + difference / (2 * telling)
    figures = {
        "control": a.mean(),
        "value": b.mean(),
        "difference": difference,
        "low": difference - reach,
        "high": difference + reach,
        "change": share,
        "change_low": max(share - reach / (2 * telling), 0.0),
        "change_high": min(share + reach / (2 * telling), 1.0),
    }
    return _filled(empty, figures)
