"""Metrics of ranked lists, with intervals that treat the person as the unit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CUTS = (10, 20, 100)
LONGEST = max(CUTS)
_RESAMPLES = 1_000


class Lists(Struct, frozen=True, eq=False):
    """Ranked lists: `top` (moments, 100) are catalogue indices, best first, -1 where a list ends.

    `targets` are the indices of what was taken at each moment (never empty), `users` (moments,) who
    the moments belong to.
    """

    top: NDArray[np.int32]
    targets: Sequence[NDArray[np.int32]]
    users: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.users)


def hits(lists: Lists) -> NDArray[np.bool_]:
    """Whether each place of each list holds a target; shape (moments, 100)."""
    found = np.zeros(lists.top.shape, bool)
    for row, targets in enumerate(lists.targets):
        found[row] = np.isin(lists.top[row], targets)
    return found


def scores(lists: Lists) -> dict[str, Floats]:
    """Each metric of each moment; shape (moments,) each.

    NDCG with gains of 1 and log2(place + 1), over the best order possible (Jarvelin & Kekalainen,
    2002); recall is the share of the targets found, hr whether any was, mrr 1 / place of the first.
    """
    hit = hits(lists)
    sizes = np.array([len(targets) for targets in lists.targets], np.int64)
    discount = 1 / np.log2(np.arange(2, LONGEST + 2))
    ideal = np.concatenate(([0.0], np.cumsum(discount)))
    first = np.where(hit.any(axis=1), hit.argmax(axis=1), LONGEST)
    found: dict[str, Floats] = {}
    for cut in CUTS:
        within = hit[:, :cut]
        gain = np.asarray(within @ discount[:cut], np.float64)
        found[f"ndcg@{cut}"] = np.asarray(gain / ideal[np.minimum(sizes, cut)], np.float64)
        found[f"hr@{cut}"] = np.asarray(within.any(axis=1), np.float64)
        found[f"recall@{cut}"] = within.sum(axis=1) / sizes
        found[f"mrr@{cut}"] = np.where(first < cut, 1 / (first + 1.0), 0.0)
    return found


class Interval(Struct, frozen=True):
    """A mean, or a ratio of means, with its 95 % interval."""

    value: float
    low: float
    high: float


def _resampled(users: NDArray[np.int64], seed: int) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """(each moment's person, how often each person is drawn in each resample)."""
    _, person = np.unique(users, return_inverse=True)
    people = int(person.max(initial=-1)) + 1
    draws = np.random.default_rng(seed).multinomial(
        people, np.full(people, 1 / people), size=_RESAMPLES
    )
    return person, draws


def mean_interval(values: Floats, users: NDArray[np.int64], seed: int = 0) -> Interval:
    """Mean over moments, with a bootstrap interval that draws people, not moments."""
    person, draws = _resampled(users, seed)
    sums, counts = np.bincount(person, values), np.bincount(person)
    means = (draws @ sums) / (draws @ counts)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))


def ratio_interval(
    ours: Floats, theirs: Floats, users: NDArray[np.int64], seed: int = 0
) -> Interval | None:
    """Mean of ours over mean of theirs on the same moments, paired; None where theirs is 0."""
    person, draws = _resampled(users, seed)
    below = draws @ np.bincount(person, theirs)
    if theirs.mean() == 0 or (below == 0).any():
        return None
    ratios = (draws @ np.bincount(person, ours)) / below
    low, high = np.quantile(ratios, [0.025, 0.975])
    return Interval(float(ours.mean() / theirs.mean()), float(low), float(high))


def beyond_accuracy(
    lists: Lists, shares: Floats, categories: Floats, mixes: Floats
) -> dict[str, float | None]:
    """Coverage, effective catalogue size, novelty and calibration of the first ten places.

    `shares` (n,) are the items' shares of all takes; `categories` (n, c) are 0 or 1, `mixes`
    (moments, c) what each person took before, by category. Effective catalogue size is
    2 sum_i i p_i - 1 with p falling (Gomez-Uribe & Hunt 2015); novelty the mean -log2 share;
    calibration KL(p || 0.99 q + 0.01 p) of the person's mix p against the list's q (Steck 2018),
    None without categories.
    """
    top = lists.top[:, :10]
    shown = top[top >= 0]
    counts = np.bincount(shown, minlength=len(shares)).astype(np.float64)
    falling = np.sort(counts / max(counts.sum(), 1))[::-1]
    size = 2 * float((np.arange(1, len(falling) + 1) * falling).sum()) - 1
    floor = 0.5 / max(float(len(shares)), 1.0) if not shares.sum() else shares[shares > 0].min() / 2
    return {
        "coverage@10": float((counts > 0).mean()) if len(counts) else 0.0,
        "effective_catalogue": max(size, 0.0),
        "novelty@10": float(-np.log2(np.maximum(shares[shown], floor)).mean()) if len(shown) else 0,
        "calibration@10": _calibration(top, categories, mixes),
    }


def _calibration(top: NDArray[np.int32], categories: Floats, mixes: Floats) -> float | None:
    if not categories.shape[1]:
        return None
    kl = []
    for row, mix in zip(top, mixes, strict=True):
        held = categories[row[row >= 0]].sum(axis=0)
        if not mix.sum() or not held.sum():
            continue
        p, q = mix / mix.sum(), held / held.sum()
        q = 0.99 * q + 0.01 * p
        kl.append(float((p[p > 0] * np.log(p[p > 0] / q[p > 0])).sum()))
    return float(np.mean(kl)) if kl else None
