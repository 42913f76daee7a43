"""Transitions: what people took soon after each item. Order matters, so this leads on recency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .base import Floats, Found, Indices, Query, strongest
from .config import RetrievalConfig
from .live import LiveTransitions
from .neighbours import Neighbours, cut
from .sequences import Sequences

if TYPE_CHECKING:
    from scipy import sparse

_DAY_MS = 86_400_000


def fit_transitions(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """What followed each item: counts that fade with distance and time between, scaled.

    C[i, j] = sum over takes of j that followed one of i, d places and t days later, of
    2^(-(d - 1) / distance half-life) 2^(-t / half-life in days), divided by popularity(j)^e and by
    popularity(i)^f.
    """
    return _table(counts_of(takes, config, config.transition_window), takes, config)


def fit_backward(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """What preceded each item, counted and divided as `fit_transitions` does."""
    return _table(counts_of(takes, config, config.transition_window).T.tocsr(), takes, config)


def fit_next(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """What came directly after each item."""
    return _table(counts_of(takes, config, 1), takes, config)


def counts_of(takes: Sequences, config: RetrievalConfig, window: int) -> sparse.csr_array:
    """What followed what within a window, faded with distance and time; (items, items)."""
    from scipy import sparse  # noqa: PLC0415  (heavy; serving does not need it)

    n = len(takes.ids)
    counts = sparse.csr_array((n, n), dtype=np.float32)
    for distance in range(1, window + 1):
        same = takes.users[distance:] == takes.users[:-distance]
        before, after = takes.items[:-distance][same], takes.items[distance:][same]
        days = (takes.times[distance:][same] - takes.times[:-distance][same]) / _DAY_MS
        fade = 2.0 ** (-(distance - 1) / config.transition_distance_half_life)
        weights = fade * 2.0 ** (-days / config.transition_half_life_days)
        counts = counts + sparse.csr_array(
            (weights.astype(np.float32), (before, after)), shape=(n, n)
        )
    return counts


def _table(
    counts: sparse.csr_array, takes: Sequences, config: RetrievalConfig
) -> dict[str, NDArray[Any]]:
    from scipy import sparse  # noqa: PLC0415

    popularity = np.bincount(takes.items, minlength=len(takes.ids)).astype(np.float32)
    popularity = np.maximum(popularity, 1.0)
    after = sparse.diags_array(popularity**-config.popularity_exponent)
    before = sparse.diags_array(popularity**-config.from_exponent)
    weighted = (before @ counts @ after).tocsr().astype(np.float32)
    return {
        "items": np.array(takes.ids, np.str_),
        "counts": popularity,
        **cut(weighted, config.neighbours),
    }


_TRAIL = 12
"""Takes looked back on; the last of them counts 2^(-6) of the first by default."""


class Transitions:
    """Follows the end of the person's trail."""

    name = "transitions"

    def __init__(self, table: Neighbours, live: LiveTransitions, config: RetrievalConfig) -> None:
        self.table = table
        self.live = live
        self._half_life = config.transition_half_life_items

    def find(self, query: Query, n: int) -> Found:
        """See Source.find. The item k takes ago counts 2^(-k / half-life)."""
        items = query.trail[:_TRAIL]
        weights = (2.0 ** (-np.arange(len(items)) / self._half_life)).astype(np.float32)
        scores, because = self.table.add_up(items, weights, len(query.catalog))
        self.live.add_to(scores, because, items, weights)
        return strongest(self.name, scores, n, because)

    def between(self, items: Indices, place: Indices, m: int) -> Floats:
        """As Neighbours.between, with what was learnt since the fit."""
        said = self.table.between(items, place, m)
        self.live.add_between(said, items, place)
        return said
