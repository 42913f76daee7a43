"""Weights given by hand: the whole score without trees, and what trees could not learn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .config import RankingConfig
from .features import FEATURES, GROUP_OF, GROUPS

HAND = tuple(name for name in FEATURES if name in RankingConfig.__struct_fields__)
STATED = ("asked", "searched", "saved", "passed_by")
"""What a person says or shows plainly. Trees from a log that has nothing of it would be deaf to it:
there its weight by hand is added to what they say."""


_PASSED_BY = FEATURES.index("passed_by")
Given = tuple[NDArray[np.float32], Callable[[], NDArray[np.float32]]]


def stated(x: NDArray[np.float32], config: RankingConfig, features: tuple[str, ...]) -> Given:
    """As `by_hand`, for what trees did not learn. Passed by counts once it was often enough to be
    a word: else each look at a page would put it in another order."""
    whole = x.copy()
    whole[:, _PASSED_BY] = np.floor(whole[:, _PASSED_BY])
    return by_hand(whole, config, features)


def by_hand(x: NDArray[np.float32], config: RankingConfig, features: tuple[str, ...]) -> Given:
    """sum_f weight_f x_f over some features for each row of x (m, len(FEATURES)): shape (m,).

    And when asked what each group gave of it, shape (m, len(GROUPS)).
    """
    weights = np.array([getattr(config, feature) for feature in features], np.float32)
    columns, groups = _layout(features)
    given = x[:, columns] * weights
    return given.sum(axis=1), lambda: np.asarray(given @ groups, np.float32)


@lru_cache(maxsize=64)
def _layout(features: tuple[str, ...]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The columns of some features (k,), and 1 where each is of a group (k, len(GROUPS))."""
    columns = np.array([FEATURES.index(feature) for feature in features], np.intp)
    groups = np.zeros((len(features), len(GROUPS)), np.float32)
    groups[np.arange(len(features)), [GROUPS.index(GROUP_OF[name]) for name in features]] = 1.0
    return columns, groups
