"""Again: what the person takes time and again, above all where it is time for it.

Counts raised by how recent they are, and by how long it is since the last compared with the usual
interval: personal frequency is the baseline that next-basket models fail to beat (Hu et al., SIGIR
2020, "Modeling personalized item frequency information for next-basket recommendation").
"""

from __future__ import annotations

import numpy as np

from .base import Found, Query, strongest

_HALF_LIFE_DAYS = 60.0
_EARLY = 0.5
"""What an item counts that was taken just now, as a share of one whose time has come."""


class Again:
    """times x 2^(-days since / half-life) x (early share + rest x how due it is, at most 1)."""

    name = "again"

    def find(self, query: Query, n: int) -> Found:
        """See Source.find. What was taken once is proposed too, behind."""
        scores = np.zeros(len(query.catalog), np.float32)
        now_s = query.now // 1000
        for item, repeat in query.profile.repeats.read(now_s, 0.0).items():
            index = query.catalog.index_of(item)
            if index is not None:
                due = min(repeat.due(now_s), 1.0)
                fade = 2.0 ** (-repeat.days_since(now_s) / _HALF_LIFE_DAYS)
                scores[index] = repeat.times * fade * (_EARLY + (1 - _EARLY) * due)
        return strongest(self.name, scores, n)
