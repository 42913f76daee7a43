"""The score: a hand-weighted sum, re-ranked by a trained ranker where there is one."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..retrieval.base import best
from .config import RankingConfig
from .features import FEATURES, GROUP_OF, GROUPS
from .ranker import Ranker

POLICY = "hand-weighted-3"
"""Named in every decision without a trained ranker; raise the number when the formula changes."""
_HAND = tuple(name for name in FEATURES if name in RankingConfig.__struct_fields__)
_HAND_COLUMNS = np.array([FEATURES.index(name) for name in _HAND])
_HAND_GROUPS = np.zeros((len(_HAND), len(GROUPS)), np.float32)
_HAND_GROUPS[np.arange(len(_HAND)), [GROUPS.index(GROUP_OF[name]) for name in _HAND]] = 1.0


class Scored(Struct, frozen=True, eq=False):
    """Scores (m,) and their parts (m, len(GROUPS)), which add up to them less a constant."""

    scores: NDArray[np.float32]
    parts: NDArray[np.float32]
    policy: str = POLICY


def hand_score(x: NDArray[np.float32], config: RankingConfig) -> Scored:
    """sum_f weight_f x_f for each row of x, shape (m, len(FEATURES))."""
    weights = np.array([getattr(config, feature) for feature in _HAND], np.float32)
    parts = np.asarray((x[:, _HAND_COLUMNS] * weights) @ _HAND_GROUPS, np.float32)
    return Scored(parts.sum(axis=1), parts)


def score(x: NDArray[np.float32], config: RankingConfig, ranker: Ranker | None) -> Scored:
    """The hand-weighted sum; with a ranker the best `rerank` by it are put in the ranker's order.

    The rest keep their order behind them.
    """
    by_hand = hand_score(x, config)
    if ranker is None or not len(x):
        return by_hand
    first = foremost(by_hand.scores, config.rerank)
    ranked = ranker.score(x[first], config)
    scores = by_hand.scores - by_hand.scores.max() + ranked.scores.min()
    scores[first] = ranked.scores
    parts = by_hand.parts
    parts[first] = ranked.parts
    return Scored(scores, parts, ranker.policy)


def foremost(scores: NDArray[np.float32], n: int) -> NDArray[np.int64]:
    """Places of the n largest scores in ascending order; the earlier place wins a tie."""
    return np.sort(best(scores, n)).astype(np.int64)
