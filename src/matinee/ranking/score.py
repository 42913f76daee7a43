"""The score: a hand-weighted sum, re-ranked by a trained ranker where there is one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..retrieval.base import Indices
from .config import RankingConfig
from .features import FEATURES
from .hand import HAND, by_hand
from .ranker import Ranker, behind

POLICY = "hand-weighted-4"
"""Named in every decision without a trained ranker; raise the number when the formula changes."""


class Scored(Struct, frozen=True, eq=False):
    """Scores (m,), and when asked their parts (m, len(GROUPS)), which add up to them less a
    constant. `first` (k,) are the places that were looked at closely and `x` what was seen."""

    scores: NDArray[np.float32]
    parts: Callable[[], NDArray[np.float32]]
    policy: str = POLICY
    first: Indices = np.zeros(0, np.int32)
    x: NDArray[np.float32] = np.zeros((0, len(FEATURES)), np.float32)


def hand_score(x: NDArray[np.float32], config: RankingConfig) -> Scored:
    """sum_f weight_f x_f for each row of x, shape (m, len(FEATURES))."""
    scores, parts = by_hand(x, config, HAND)
    return Scored(scores, parts)


def rescored(
    before: Scored,
    first: Indices,
    x: NDArray[np.float32],
    ranker: Ranker,
    config: RankingConfig,
) -> Scored:
    """The places `first`, described by x, in the ranker's order; the rest keep their order behind
    them."""
    ranked = ranker.score(x, config)

    def parts() -> NDArray[np.float32]:
        found = before.parts()
        found[first] = ranked.parts()
        return found

    scores = behind(before.scores, first, ranked.scores)
    return Scored(scores, parts, ranker.policy, first, x)
