"""New: released, or first taken, a short while ago; the person's kind of thing first."""

from __future__ import annotations

import numpy as np

from .base import Found, Query, strongest
from .config import RetrievalConfig
from .popular import Popularity


class New:
    """Newness that fades in a line, raised by popularity and taste."""

    name = "new"

    def __init__(self, popularity: Popularity, config: RetrievalConfig) -> None:
        self._popularity = popularity
        self._days = config.new_for_days

    def find(self, query: Query, n: int) -> Found:
        """See Source.find."""
        fresh, ages = self._popularity.newborn(query.now, self._days)
        scores = np.zeros(len(query.catalog), np.float32)
        taste = query.taste.scores(query.catalog, fresh)
        known = self._popularity.popular()[fresh]
        scores[fresh] = (1.1 - ages / self._days) * (0.3 + known) * np.exp(taste)
        return strongest(self.name, scores, n)
