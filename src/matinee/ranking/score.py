"""The score: a hand-weighted sum, with what each feature gave to it."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .features import FEATURES

POLICY = "hand-weighted-2"
"""Named in every decision; raise the number when the formula changes."""


class RankingConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of the score, one for each feature."""

    transitions: float = 1.0
    """What people took next after the person's latest items."""
    item_item: float = 1.0
    """What goes with the person's items."""
    content: float = 0.3
    """Being proposed for its categories and people."""
    popular: float = 0.4
    """Popularity on this device at this part of the day."""
    trending: float = 0.15
    """Being taken more than usual now."""
    new: float = 0.15
    """Being new."""
    continue_watching: float = 0.0
    """Being half watched: has its own row."""
    affinity: float = 0.5
    """Leaning to its categories, people, tags, era and length."""
    passed_by: float = -0.4
    """Having been seen and not taken."""
    opinion: float = 0.2
    """What the person said of it before."""
    saved: float = 0.3
    """Being on My List."""
    asked: float = 1.5
    """Having what the person asked for more of, or (negative) less of."""


class Scored(Struct, frozen=True, eq=False):
    """Scores (m,) and their parts (m, len(FEATURES)), which add up to them."""

    scores: NDArray[np.float32]
    parts: NDArray[np.float32]


def score(x: NDArray[np.float32], config: RankingConfig) -> Scored:
    """sum_f weight_f x_f for each row of x, shape (m, len(FEATURES))."""
    weights = np.array([getattr(config, feature) for feature in FEATURES], np.float32)
    parts = x * weights
    return Scored(parts.sum(axis=1), parts)
