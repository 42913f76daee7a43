"""The choice distribution of Thompson sampling, computed instead of sampled.

The chance that picture k is best, with independent worths X_j ~ N(m_j, s_j^2), is
int f_k(t) prod_{j != k} F_j(t) dt. All pictures of an item share one grid of t: on it
P_k = sum_i (F_k(t_{i+1}) - F_k(t_i)) prod_{j != k} F_j(t_i'), t' the middle of the step. With 20
steps the error is below 0.03 for five pictures (a test holds it to sampling), also where one
picture is known and another new.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS = 20
_REACH = 3.5
"""Standard deviations around a mean that the grid covers."""
_TINY = 1e-40


def best_chances(means: Floats, deviations: Floats, there: NDArray[np.bool_]) -> Floats:
    """The chance of each picture to be its item's best; (items, pictures), rows sum to 1.

    `there` says which pictures exist; each item has one or more, deviations are above 0.
    """
    from scipy.special import ndtr  # noqa: PLC0415  (heavy)

    # Below the best lower end nothing can be the best: the grid need not look there.
    low = np.where(there, means - _REACH * deviations, -np.inf).max(axis=1)
    high = np.where(there, means + _REACH * deviations, -np.inf).max(axis=1)
    edges = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _STEPS + 1)
    z = (edges[:, None, :] - means[:, :, None]) / deviations[:, :, None]
    below = np.where(there[:, :, None], ndtr(z), 1.0)
    middle = np.maximum((below[:, :, 1:] + below[:, :, :-1]) / 2, _TINY)
    others = middle.prod(axis=1, keepdims=True) / middle
    mass = np.diff(below, axis=2)
    chances = np.where(there, (mass * others).sum(axis=2), 0.0)
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def limited(chances: Floats, before: Floats, there: NDArray[np.bool_], most: float) -> Floats:
    """Chances (n, k) no further than `most` from those of `before` (NaN in rows without any), in
    total variation: as far towards the new ones as the limit lets."""
    known = np.asarray(~np.isnan(before).any(axis=1, where=there))
    away = np.where(there & known[:, None], chances - before, 0.0)
    moved = np.abs(away).sum(axis=1) / 2
    share = np.where(moved > most, most / np.maximum(moved, _TINY), 1.0)
    return np.where(known[:, None] & there, before + share[:, None] * away, chances)


def floored(chances: Floats, there: NDArray[np.bool_], floor: float) -> Floats:
    """The chances with no picture below `floor` (or an even share, if that is less)."""
    count = there.sum(axis=1, keepdims=True)
    least = np.minimum(floor, 1 / count)
    return np.where(there, least + (1 - least * count) * chances, 0.0)
