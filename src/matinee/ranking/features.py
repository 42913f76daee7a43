"""The one vector builder: what is known about a candidate for this person now, as numbers.

Serving and training both call it. Every feature lies in about -1 to 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..catalog import Catalog
from ..retrieval import Candidates, Query

FEATURES = (
    "transitions",
    "item_item",
    "content",
    "popular",
    "trending",
    "new",
    "continue_watching",
    "affinity",
    "passed_by",
    "opinion",
    "saved",
    "asked",
)
_SOURCES = FEATURES[:7]


def vectors(query: Query, candidates: Candidates, ignored_after: int) -> NDArray[np.float32]:
    """The features of each candidate; shape (m, len(FEATURES))."""
    m = len(candidates.items)
    x = np.zeros((m, len(FEATURES)), np.float32)
    for column, source in enumerate(_SOURCES):
        x[:, column] = candidates.column(source)
    x[:, 7] = np.tanh(query.taste.scores(query.catalog, candidates.items))
    exposure = query.profile.exposure.read(query.now // 1000, 0.0)
    passed_by = {item: min(seen.times / ignored_after, 1.0) for item, seen in exposure.items()}
    _fill(x[:, 8], query.catalog, candidates, passed_by)
    places = candidates.place[query.taste.items]
    known = places >= 0
    x[places[known], 9] = query.taste.weights[known]
    _fill(x[:, 10], query.catalog, candidates, dict.fromkeys(query.profile.lists.saved, 1.0))
    x[:, 11] = query.taste.wishes(query.catalog, candidates.items)
    return x


def _fill(
    column: NDArray[np.float32], catalog: Catalog, candidates: Candidates, values: dict[str, float]
) -> None:
    """Write item -> value into one feature's column, where the item is a candidate."""
    for item, value in values.items():
        index = catalog.index_of(item)
        if index is not None and (place := candidates.place[index]) >= 0:
            column[place] = value
