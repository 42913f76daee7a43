"""Cold: what hardly anyone took yet, by nothing but what it is; what pages explore with."""

from __future__ import annotations

import numpy as np

from .base import Found, Indices, Query, strongest
from .config import RetrievalConfig
from .content import closeness
from .popular import Popularity

_LATEST = 2_000
"""Of more cold items than this, those added to the catalogue last are looked at."""
_RECENT_SHARE = 0.2


class Cold:
    """Closeness to the person's taste, what came later to the catalogue first among equals."""

    name = "cold"

    def __init__(self, popularity: Popularity, config: RetrievalConfig) -> None:
        self._popularity = popularity
        self._takes = config.cold_takes
        self._most = config.cold_items

    def find(self, query: Query, n: int) -> Found:
        """See Source.find."""
        cold = self._popularity.cached(("cold", 0), self._cold)
        scores = np.zeros(len(query.catalog), np.float32)
        if len(cold):
            leaning = query.taste.scores(query.catalog, cold) + closeness(query, cold)
            later = np.linspace(0, _RECENT_SHARE, len(cold), dtype=np.float32)
            scores[cold] = np.exp(leaning + later)
        return strongest(self.name, scores, min(n, self._most))

    def _cold(self) -> Indices:
        taken = np.expm1(self._popularity.logged())
        return np.flatnonzero(taken < self._takes)[-_LATEST:].astype(np.int32)
