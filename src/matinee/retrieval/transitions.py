"""Transitions: what people took soon after each item. Order matters, so this leads on recency."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import Found, Query, strongest
from .config import RetrievalConfig
from .neighbours import Neighbours, cut
from .sequences import Sequences


def fit_transitions(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """Counts C[i, j] of j within the next `window` takes after i, divided by popularity(j)^e."""
    from scipy import sparse  # noqa: PLC0415  (heavy; serving does not need it)

    n = len(takes.ids)
    counts = sparse.csr_array((n, n), dtype=np.float32)
    for distance in range(1, config.transition_window + 1):
        same = takes.users[distance:] == takes.users[:-distance]
        before, after = takes.items[:-distance][same], takes.items[distance:][same]
        ones = np.ones(len(before), np.float32)
        counts = counts + sparse.csr_array((ones, (before, after)), shape=(n, n))
    popularity = np.bincount(takes.items, minlength=n).astype(np.float32)
    divisor = np.maximum(popularity, 1.0) ** -config.popularity_exponent
    weighted = (counts @ sparse.diags_array(divisor.astype(np.float32))).tocsr()
    return {"items": np.array(takes.ids, np.str_), **cut(weighted, config.neighbours)}


_TRAIL = 12
"""Takes looked back on; the last of them counts 2^(-6) of the first by default."""


class Transitions:
    """Follows the end of the person's trail."""

    name = "transitions"

    def __init__(self, table: Neighbours, config: RetrievalConfig) -> None:
        self.table = table
        self._half_life = config.transition_half_life_items

    def find(self, query: Query, n: int) -> Found:
        """See Source.find. The item k takes ago counts 2^(-k / half-life)."""
        items = query.catalog.indices(query.profile.trail.read(0, 0.0)[:_TRAIL])
        weights = (2.0 ** (-np.arange(len(items)) / self._half_life)).astype(np.float32)
        scores, because = self.table.add_up(items, weights, len(query.catalog))
        return strongest(self.name, scores, n, because)
