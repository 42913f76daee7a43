"""Turning a page over: what was seen and passed by makes room for what was not.

Each time that a title was seen and not taken says that it may not be wanted, and the share of takes
falls with it (Lee, Lakshmanan, Tiwari & Shah, "Modeling Impression Discounting in Large-scale
Recommender Systems", KDD 2014). With the chance of a take of unknown size, a ~ Beta with prior
takes t over k sights, the mean after n more sights without a take is t / (k + n): k / (k + n) of
its worth is left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..retrieval import Candidates, Query
from .rows import gains

Floats = NDArray[np.float32]
_SITTING_S = 1800
_HAIR = 1e-6
"""Next to the largest score; more than what float32 tells apart."""


def left_of(query: Query, candidates: Candidates, half_after: float) -> Floats:
    """What is left of the worth of each candidate, 0 to 1; (m,).

    Half after `half_after` sights; 0: always all. The last sight of this very sitting does not
    count yet, so that a page asked for again is mostly the same page.
    """
    left = np.ones(len(candidates.items), np.float32)
    if not half_after:
        return left
    find, place, now_s = query.catalog.index_of, candidates.place, query.now // 1000
    for item, seen in query.profile.exposure.read(now_s, 0.0).items():
        index = find(item)
        if index is not None and (where := place[index]) >= 0:
            times = seen.times - (now_s - seen.last < _SITTING_S)
            left[where] = half_after / (half_after + max(times, 0))
    return left


def turned_over(scores: Floats, left: Floats, gain_scale: float) -> Floats:
    """The same scores (m,) with other owners: in the order of worth times what is left of it.

    Worth is that of `gains`. Scores have no unit by which they could be made less themselves. Equal
    ones are set apart by a hair, or their order would be lost.
    """
    if (left == 1).all():
        return scores
    order = np.argsort(-gains(scores, gain_scale) * left, kind="stable")
    falling, hair = np.sort(scores)[::-1], _HAIR * max(float(np.abs(scores).max()), 1.0)
    steps = hair * np.arange(len(scores))
    turned = np.empty_like(scores)
    turned[order] = np.minimum.accumulate(falling + steps) - steps
    return turned
