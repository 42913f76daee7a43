"""Again: what the person takes time and again, of late above all.

Personal frequency is the baseline that next-basket models fail to beat (Hu et al., SIGIR 2020,
"Modeling personalized item frequency information for next-basket recommendation").
"""

from __future__ import annotations

import numpy as np

from .base import Found, Query, strongest


class Again:
    """How often the person took each item, times long ago counting less."""

    name = "again"

    def find(self, query: Query, n: int) -> Found:
        """See Source.find. What was taken once is proposed too, behind."""
        scores = np.zeros(len(query.catalog), np.float32)
        now_s = query.now // 1000
        for item, repeat in query.profile.repeats.read(now_s, 0.0).items():
            index = query.catalog.index_of(item)
            if index is not None:
                scores[index] = repeat.lately(now_s)
        return strongest(self.name, scores, n)
