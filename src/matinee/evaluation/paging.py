"""Replay of whole pages: what people took after a moment, and where our page had it.

Pages are made on a time split by the code that serves; beside ours, in the same run and from the
same candidates, the ranked list cut into rows, rows of what is popular, and rows of the person's
favourite categories with what is popular in each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ..home import Home, HomeConfig, Ranking, Request
from ..jobs import engine
from ..learning import by_person, fit_model
from ..packed import PackedLog
from ..page import UNLEARNT, Arranged, Learnt, arrange
from ..page.mix import category_shares
from ..page.policies import category_rows, cut, popularity_rows
from ..page.rows import by_score
from ..ranking.train import train_ranker
from ..recommender import Recommender
from ..replay import Sample, moments
from .accuracy.data import Data
from .accuracy.metrics import mean_interval, ratio_interval
from .accuracy.protocols import Split, thinned, time_splits

Say = Callable[[str], None]
Floats = NDArray[np.float64]
ROWS, COLUMNS = 12, 20
BLOCKS = ((1, 6), (3, 6), (6, 6), (ROWS, COLUMNS))
_DEVICE = "desktop"
_MOMENTS = 3_000
Policy = Callable[[Home, Ranking], list[Arranged]]


class Pages(Struct, frozen=True, eq=False):
    """Pages of one policy: `items` (moments, rows, columns), -1 where nothing stands; what was
    taken (`targets`), by whom, and what each person's mix of categories was (moments, c)."""

    items: NDArray[np.int32]
    targets: Sequence[NDArray[np.int32]]
    users: NDArray[np.int64]
    mixes: Floats


def _matinee(home: Home, ranking: Ranking) -> list[Arranged]:
    return arrange(ranking.rows, ranking.shelf, (ROWS, COLUMNS), home.config.page, home.learnt)


def _list(home: Home, ranking: Ranking) -> list[Arranged]:
    fresh = np.flatnonzero(ranking.shelf.fresh)
    return cut(ranking.shelf, by_score(ranking.shelf, fresh), ("list", ""), ROWS, COLUMNS)


def _popular(home: Home, ranking: Ranking) -> list[Arranged]:
    return popularity_rows(ranking.shelf, home.model, ROWS, COLUMNS)


def _categories(home: Home, ranking: Ranking) -> list[Arranged]:
    return category_rows(ranking.shelf, home.model, ranking.inputs, ROWS, COLUMNS)


POLICIES: dict[str, Policy] = {
    "matinee": _matinee,
    "ranked list cut into rows": _list,
    "popularity rows": _popular,
    "category rows": _categories,
}


def measure(
    data: Data,
    config: HomeConfig,
    say: Say,
    *,
    seed: int = 1,
    share: float = 0.8,
    learnt: Learnt = UNLEARNT,
) -> list[dict[str, Any]]:
    """A row for each policy; see `rows_of`. Our pages are made with what was `learnt`, and all are
    graded by it."""
    split = time_splits(data, (share,))[0]
    home = fitted(split, config, seed, say, learnt)
    return rows_of(pages_of(split, home), split, learnt)


def fitted(
    split: Split, config: HomeConfig, seed: int, say: Say, learnt: Learnt = UNLEARNT
) -> Home:
    """Sources and ranker learnt from the split, as they would serve."""
    run = engine()
    if split.horizon.repeats:
        config = replace(config, page=replace(config.page, repeat_seen=True))
    say(f"{split.name}: {len(split.train):,} events to learn from, {len(split.asked):,} pages")
    examples = split.examples(config, seed, run.map, run.workers)
    grown = train_ranker(examples, config.ranking, "bench", seed)
    model = fit_model(split.train, split.data.catalog, config.retrieval, run.map)
    recommender = Recommender(split.data.catalog, model, config, grown.ranker)
    return Home(recommender, config, learnt=learnt)


def pages_of(split: Split, home: Home) -> dict[str, Pages]:
    """The pages of every policy at the split's moments."""
    asked = thinned(split.asked, _MOMENTS)
    sample = Sample(asked, split.horizon)
    half_life = home.config.profiles.behaviour_half_life_days

    def one_part(log: PackedLog) -> list[Any]:
        found = []
        for moment in moments(log, half_life, sample):
            event, user = moment.event, moment.profile.user
            request = Request(str(user), event.time, _DEVICE, event.offset_min)
            ranking = home.rank(moment.profile, request)
            targets = home.catalog.indices(moment.targets)
            may = ranking.shelf.candidates.place[targets]
            had = np.zeros(len(targets), bool)
            had[may >= 0] = ~ranking.shelf.fresh[may[may >= 0]]
            if not len(targets := targets[~had]):
                continue
            taste = ranking.shelf.query.taste
            liked = taste.weights > 0
            mix = taste.weights[liked] @ category_shares(home.catalog, taste.items[liked])
            pages = {
                name: _grid(policy(home, ranking), ranking) for name, policy in POLICIES.items()
            }
            found.append(((event.time, user), pages, targets, mix))
        return found

    run = engine()
    parts = run.map(one_part, by_person(split.replay, run.workers))
    rows = sorted((row for part in parts for row in part), key=lambda row: row[0])
    users = np.array([row[0][1] for row in rows], np.int64)
    targets, mixes = [row[2] for row in rows], np.array([row[3] for row in rows])
    return {
        name: Pages(np.array([row[1][name] for row in rows], np.int32), targets, users, mixes)
        for name in POLICIES
    }


def _grid(arranged: Sequence[Arranged], ranking: Ranking) -> NDArray[np.int32]:
    grid = np.full((ROWS, COLUMNS), -1, np.int32)
    for row, placed in zip(grid, arranged, strict=False):
        row[: len(placed.places)] = ranking.shelf.candidates.items[placed.places]
    return grid


def grid_ndcg(hits: NDArray[np.bool_], wanted: NDArray[np.int64], curve: Floats) -> Floats:
    """Attention paid to what was taken over the most that could have been; shape (moments,).

    `hits` (moments, rows, columns); `wanted` (moments,) how many items were taken; `curve`
    (rows, columns) the chance that each place is looked at: DCG with a gain of 1 and a discount
    learnt for two dimensions instead of one.
    """
    best = np.concatenate(([0.0], np.cumsum(np.sort(curve.ravel())[::-1])))
    gain = (hits * curve).sum(axis=(1, 2))
    return np.asarray(gain / best[np.minimum(wanted, curve.size)])


def effective_size(items: NDArray[np.int32]) -> float:
    """2 sum_i i p_i - 1 with p falling, of items as often as they occur (Gomez-Uribe 2015)."""
    if not len(items):
        return 0.0
    counts = np.sort(np.bincount(items))[::-1].astype(np.float64)
    return float(2 * (np.arange(1, len(counts) + 1) * counts).sum() / counts.sum() - 1)


def rows_of(
    pages: dict[str, Pages], split: Split, learnt: Learnt = UNLEARNT
) -> list[dict[str, Any]]:
    """What each policy's pages held, ours with the ratio to each other's, paired over people."""
    curve = learnt.curve(_DEVICE, ROWS, COLUMNS)
    shares = category_shares(split.data.catalog, np.arange(len(split.data.catalog), dtype=np.int32))
    rows, graded = [], {}
    for name, one in pages.items():
        hits = _hits(one)
        wanted = np.array([len(targets) for targets in one.targets])
        graded[name] = grid_ndcg(hits, wanted, curve)
        row: dict[str, Any] = {"name": name, "kind": "ours" if name == "matinee" else "peer"}
        interval = mean_interval(graded[name], one.users)
        row["grid_ndcg"] = round(interval.value, 4)
        row["interval"] = [round(interval.low, 4), round(interval.high, 4)]
        for m, n in BLOCKS:
            recall = hits[:, :m, :n].sum(axis=(1, 2)) / wanted
            row[f"recall@{m}x{n}"] = round(float(recall.mean()), 4)
        if name != "matinee":
            ratio = ratio_interval(graded["matinee"], graded[name], one.users)
            if ratio is not None:
                row["ours over this"] = [round(v, 3) for v in (ratio.value, ratio.low, ratio.high)]
        row |= _spread(one, hits, curve, shares)
        row |= {"pages": len(one.users), "users": len(np.unique(one.users))}
        rows.append(row)
    return rows


def _hits(pages: Pages) -> NDArray[np.bool_]:
    return np.array(
        [np.isin(grid, targets) for grid, targets in zip(pages.items, pages.targets, strict=True)]
    )


def _spread(
    pages: Pages, hits: NDArray[np.bool_], curve: Floats, shares: Floats
) -> dict[str, float]:
    """Coverage, effective catalogue of what was taken from the page, diversity, calibration."""
    shown = pages.items[pages.items >= 0]
    diversity, away = [], []
    weights = curve.ravel()
    for grid, mix in zip(pages.items, pages.mixes, strict=True):
        flat = grid.ravel()
        held = shares[flat[flat >= 0]]
        seen = weights[flat >= 0] / weights[flat >= 0].sum()
        length = np.linalg.norm(held, axis=1, keepdims=True)
        unit = held / np.maximum(length, 1e-12)
        alike = float(np.square(seen @ unit).sum() - (np.square(seen) * (length[:, 0] > 0)).sum())
        diversity.append(1 - alike / max(1 - float(np.square(seen).sum()), 1e-12))
        if mix.sum() > 0:
            p, q = mix / mix.sum(), seen @ held
            smooth = 0.99 * q + 0.01 * p
            away.append(float((p[p > 0] * np.log(p[p > 0] / smooth[p > 0])).sum()))
    return {
        "coverage": round(len(np.unique(shown)) / len(shares), 4),
        **{
            f"effective_catalogue_taken@{m}x{n}": round(
                effective_size(pages.items[:, :m, :n][hits[:, :m, :n]]), 1
            )
            for m, n in BLOCKS[1::2]
        },
        "diversity": round(float(np.mean(diversity)), 4),
        "calibration": round(float(np.mean(away)), 4) if away else 0.0,
    }
