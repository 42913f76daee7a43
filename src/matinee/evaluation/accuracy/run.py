"""Running an accuracy bench: ours and the peers, the same moments, one table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ...catalog import FACETS, Catalog
from ...errors import MatineeError
from ...jobs import engine
from ...learning import allowed_at, by_person, fit_model
from ...packed import PackedLog
from ...ranking.train import Grown, train_ranker
from ...recommender import Recommender, RecommenderConfig
from ...replay import Horizon, Moment, Sample, moments
from ...retrieval import Query
from ...retrieval.base import best
from .data import Data
from .memory import Peak
from .metrics import (
    LONGEST,
    Lists,
    beyond_accuracy,
    mean_interval,
    ratio_interval,
    scores,
)
from .peers import PEERS, Asked, settings_of, takes_of
from .protocols import SHARES, Split, splits, thinned, validation
from .published import PUBLISHED

Say = Callable[[str], None]
Masks = dict[str, NDArray[np.bool_]]
Answer = Callable[[Moment, Query, Masks], dict[str, NDArray[np.int32]]]
"""Places of the catalogue for each view, best first, within each view's mask."""
VIEWS = ("all", "new", "again")
_TUNE_MOMENTS = 1_500
_LARGE = 20_000
"""Peers on more items than this are not tuned: the middle of their grid is taken."""


class Answers(Struct, frozen=True, eq=False):
    """What a model answered at the moments of a split: `lists` by view, and its costs."""

    lists: dict[str, Lists]
    fit_seconds: float
    score_seconds: float
    peak_mb: float
    settings: dict[str, Any] = {}
    note: str = ""

    @property
    def moments(self) -> int:
        """How many lists were made."""
        return len(self.lists["all"])


def views_of(horizon: Horizon) -> tuple[str, ...]:
    """All targets together; where people take again, new and again apart as well."""
    return VIEWS if horizon.repeats else VIEWS[:1]


def masks(moment: Moment, query_allowed: NDArray[np.bool_], catalog: Catalog) -> Masks:
    """What may be listed in each view."""
    had = np.zeros(len(catalog), bool)
    had[catalog.indices(moment.profile.trail.items)] = True
    had[catalog.indices(moment.profile.lists.bought)] = True
    return {"all": query_allowed, "new": query_allowed & ~had, "again": query_allowed & had}


def ask(
    split: Split, recommender: Recommender, answer: Answer, asked: frozenset[int] | None = None
) -> dict[str, Lists]:
    """Lists of every asked moment; `answer` gives places of the catalogue for each view."""
    catalog, config = split.data.catalog, recommender.config
    sample = Sample(split.asked if asked is None else asked, split.horizon)
    half_life = config.profiles.behaviour_half_life_days
    views = views_of(split.horizon)

    def one_part(log: PackedLog) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {view: [] for view in views}
        for moment in moments(log, half_life, sample):
            event = moment.event
            query = recommender.query(moment.profile, event.time, event.device, event.offset_min)
            allowed = masks(moment, allowed_at(query, split.horizon), catalog)
            targets = catalog.indices(moment.targets)
            again = catalog.indices(moment.again)
            of_view = {
                "all": targets[allowed["all"][targets]],
                "new": np.setdiff1d(targets, again),
                "again": again,
            }
            answers = answer(moment, query, {view: allowed[view] for view in views})
            for view in views:
                if len(of_view[view]):
                    top = np.full(LONGEST, -1, np.int32)
                    given = answers[view][:LONGEST]
                    top[: len(given)] = given
                    seq = (event.time, moment.profile.user)
                    found[view].append((top, of_view[view], moment.profile.user, seq))
        return found

    run = engine()
    gathered = run.map(one_part, by_person(split.replay, run.workers))
    return {view: _lists([row for part in gathered for row in part[view]]) for view in views}


def _lists(rows: list[Any]) -> Lists:
    rows = sorted(rows, key=lambda row: (row[3], row[2]))
    top = np.array([row[0] for row in rows], np.int32).reshape(-1, LONGEST)
    return Lists(top, [row[1] for row in rows], np.array([row[2] for row in rows], np.int64))


def ours(split: Split, config: RecommenderConfig, seed: int, say: Say) -> Answers:
    """Fit sources and ranker on the split, and answer its moments as serving would."""
    run = engine()
    with Peak() as peak:
        started = time.perf_counter()
        examples = split.examples(config, seed, run.map, run.workers)
        say(f"  {len(examples.groups):,} moments to learn from, {len(examples.x):,} rows")
        grown = train_ranker(examples, config.ranking, "bench", seed)
        del examples
        model = fit_model(split.train, split.data.catalog, config.retrieval, run.map)
        fitted = time.perf_counter()
    recommender = Recommender(split.data.catalog, model, config, grown.ranker)
    begun = time.perf_counter()
    lists = ask(split, recommender, our_answer(recommender))
    took = time.perf_counter() - begun
    return Answers(lists, fitted - started, took, peak.megabytes, {}, _note(grown))


def _note(grown: Grown) -> str:
    return "; ".join(f"{name} is off: {why}" for name, why in grown.off.items())


def our_answer(recommender: Recommender) -> Answer:
    """The ranked list of a moment for each view: one retrieval, one ranking each."""

    def answer(moment: Moment, query: Query, allowed: Masks) -> dict[str, NDArray[np.int32]]:
        found: dict[str, NDArray[np.int32]] = {}
        for view, mask in allowed.items():
            candidates = recommender.candidates(query, mask)
            scored = recommender.score(query, candidates)
            found[view] = candidates.items[best(scored.scores, LONGEST)]
        return found

    return answer


def peer(kind: Any, split: Split, recommender: Recommender, chosen: dict[str, Any]) -> Answers:
    """Fit a peer with chosen settings and answer the split's moments."""
    catalog = split.data.catalog
    with Peak() as peak:
        started = time.perf_counter()
        fitted = kind(takes_of(split.train, catalog), catalog, **chosen)
        fit = time.perf_counter() - started
    begun = time.perf_counter()
    lists = ask(split, recommender, peer_answer(fitted))
    took = time.perf_counter() - begun
    return Answers(lists, fit, took, peak.megabytes, chosen)


def peer_answer(fitted: Any) -> Answer:
    """The best of a peer's scores within each view."""

    def answer(moment: Moment, query: Query, allowed: Masks) -> dict[str, NDArray[np.int32]]:
        said = fitted.scores(Asked(moment.profile, moment.event, query.trail))
        found = {}
        for view, mask in allowed.items():
            places = np.flatnonzero(mask & np.isfinite(said)).astype(np.int32)
            found[view] = places[best(said[places], LONGEST)]
        return found

    return answer


def tuned(kind: Any, split: Split, recommender: Recommender, seed: int) -> dict[str, Any]:
    """The settings of a peer's grid with the best NDCG@10 on the validation split."""
    grid = list(settings_of(kind))
    if len(split.data.catalog) > _LARGE:  # a grid of fits of this size would take an hour
        grid = grid[len(grid) // 2 :][:1]
    if len(grid) == 1:
        return grid[0]
    held = validation(split)
    if not held.asked or not len(held.train):
        return grid[len(grid) // 2]
    rng = np.random.default_rng(seed)
    every = np.array(sorted(held.asked))
    some = rng.choice(every, min(_TUNE_MOMENTS, len(every)), replace=False)
    asked = frozenset(some.tolist())
    catalog = split.data.catalog
    takes = takes_of(held.train, catalog)
    best_score, choice = -1.0, grid[0]
    for one in grid:
        answer = peer_answer(kind(takes, catalog, **one))
        lists = ask(held, recommender, answer, asked)["all"]
        value = float(scores(lists)["ndcg@10"].mean()) if len(lists) else 0.0
        if value > best_score:
            best_score, choice = value, one
    return choice


def rows_of(
    name: str, kind: str, answers: list[Answers], split: Split, ours_too: list[Answers] | None
) -> list[dict[str, Any]]:
    """The rows of a model over all splits of a protocol, one for each view."""
    rows = []
    for view in answers[0].lists:
        lists = _joined([one.lists[view] for one in answers])
        if not len(lists):
            continue
        row: dict[str, Any] = {"name": name, "kind": kind}
        if view != "all":
            row["view"] = view
        values = scores(lists)
        for metric, each in values.items():
            row[metric] = round(float(each.mean()), 4)
        for metric in ("ndcg@10", "hr@10"):
            interval = mean_interval(values[metric], lists.users)
            row[f"{metric} interval"] = [round(interval.low, 4), round(interval.high, 4)]
        if ours_too is not None:
            mine = scores(_joined([one.lists[view] for one in ours_too]))
            ratio = ratio_interval(mine["ndcg@10"], values["ndcg@10"], lists.users)
            if ratio is not None:
                row["ours over this"] = [round(v, 3) for v in (ratio.value, ratio.low, ratio.high)]
        row |= _beyond(lists, split)
        row["moments"], row["users"] = len(lists), len(np.unique(lists.users))
        row["fit_seconds"] = round(sum(one.fit_seconds for one in answers) / len(answers), 1)
        row["peak_mb"] = round(max(one.peak_mb for one in answers))
        made = sum(one.moments for one in answers)
        row["lists_a_second"] = round(made / sum(one.score_seconds for one in answers), 1)
        if answers[0].settings:
            row["settings"] = [one.settings for one in answers]
        if answers[0].note:
            row["note"] = answers[0].note
        rows.append(row)
    return rows


def _joined(lists: list[Lists]) -> Lists:
    return Lists(
        np.concatenate([one.top for one in lists]),
        [targets for one in lists for targets in one.targets],
        np.concatenate([one.users for one in lists]),
    )


def _beyond(lists: Lists, split: Split) -> dict[str, Any]:
    catalog = split.data.catalog
    takes = takes_of(split.train, catalog)
    shares = np.bincount(takes.items, minlength=len(catalog)) / max(len(takes.items), 1)
    kinds = np.flatnonzero(catalog.facet_kinds() == FACETS.index("category"))
    few = kinds[:400] if len(kinds) <= 400 else kinds[:0]
    categories = np.zeros((len(catalog), len(few)))
    for column, facet in enumerate(few.tolist()):
        categories[catalog.members(facet), column] = 1.0
    mixes = np.zeros((len(takes.keys), len(few)))
    np.add.at(mixes, takes.people, categories[takes.items])
    row = {key: place for place, key in enumerate(takes.keys.tolist())}
    nobody = np.zeros(len(few))
    own = np.array([mixes[row[u]] if u in row else nobody for u in lists.users.tolist()])
    figures = beyond_accuracy(lists, shares, categories, own.reshape(len(lists), -1))
    return {name: None if value is None else round(value, 4) for name, value in figures.items()}


def measure(
    data: Data,
    protocol: str,
    config: RecommenderConfig,
    say: Say,
    *,
    seed: int = 0,
    peers: Sequence[str] = (),
    shares: Sequence[float] = SHARES,
    most: int | None = None,
) -> list[dict[str, Any]]:
    """The rows of ours, of the named peers, and what was published.

    `shares` are the moments of a time-split: shares of the takes before T. At most `most` moments
    are asked for in each split.
    """
    cut = splits(data, protocol, seed, shares)
    if most is not None:
        cut = [replace(split, asked=thinned(split.asked, most)) for split in cut]
    mine: list[Answers] = []
    for split in cut:
        say(f"{split.name}: {len(split.train):,} events to learn from, asked {len(split.asked):,}")
        mine.append(ours(split, config, seed, say))
        if not mine[-1].moments:
            raise MatineeError(
                f"{split.name}: no take that was held back is of an item in the catalogue."
            )
        value = float(scores(mine[-1].lists["all"])["ndcg@10"].mean())
        say(f"  ours: NDCG@10 {value:.4f}, fitted in {mine[-1].fit_seconds:.0f} s")
    rows = rows_of("matinee", "ours", mine, cut[0], None)
    idle = Recommender(data.catalog, fit_model([], data.catalog, config.retrieval), config)
    for name in peers:
        if name.startswith("implicit") and find_spec("implicit") is None:
            say(f"{name} is left out: it needs the extra, pip install 'matinee[peers]'")
            continue
        say(f"{name} ...")
        kind = PEERS[name]
        answers = [peer(kind, split, idle, tuned(kind, split, idle, seed)) for split in cut]
        rows += rows_of(name, "peer", answers, cut[0], mine)
    for known in PUBLISHED.get((data.name, protocol), []):
        rows.append(known | {"kind": "published"})
    return rows
