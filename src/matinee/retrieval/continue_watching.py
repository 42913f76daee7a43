"""Continue watching: what was begun and not finished."""

from __future__ import annotations

import numpy as np

from .base import Found, Query, strongest

_HALF_LIFE_DAYS = 14.0
_DAY_S = 86_400.0


class ContinueWatching:
    """The more recent, the stronger."""

    name = "continue_watching"

    def find(self, query: Query, n: int) -> Found:
        """See Source.find."""
        scores = np.zeros(len(query.catalog), np.float32)
        for item, watch in query.profile.watching.read(query.now // 1000, 0.0):
            index = query.catalog.index_of(item)
            if index is not None:
                days = max(query.now / 1000 - watch.last, 0.0) / _DAY_S
                scores[index] = 2.0 ** (-days / _HALF_LIFE_DAYS)
        return strongest(self.name, scores, n)
