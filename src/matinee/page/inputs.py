"""What rows may be about: items of the person's past, and categories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..retrieval import Found, Query
from ..retrieval.model import Model
from ..retrieval.similar import similarity
from .config import PageConfig

_NOT_DISLIKED = 3.0


def past_items(query: Query, model: Model, config: PageConfig) -> dict[int, NDArray[np.int32]]:
    """The person's latest items that were not disliked, each with its neighbours, best first."""
    rated = query.profile.opinions.rated
    rows: dict[int, NDArray[np.int32]] = {}
    for item_id in query.profile.trail.read(0, 0.0):
        if len(rows) == config.because_rows:
            break
        opinion = rated.get(item_id)
        index = query.catalog.index_of(item_id)
        if index is None or (opinion is not None and opinion.stars < _NOT_DISLIKED):
            continue
        scores = similarity(model, query.catalog, index)
        order = np.argsort(-scores, kind="stable")[: config.because_items]
        rows[index] = order[scores[order] > 0].astype(np.int32)
    return rows


def row_categories(query: Query, popular: Found, config: PageConfig) -> list[int]:
    """The person's favourite categories, filled up with those that popular items have."""
    catalog, limit = query.catalog, config.category_rows
    liked = [place for place, _ in query.taste.favourites(catalog, "category", limit)]
    facets = catalog.facets()
    held: dict[int, float] = {}
    for index, strength in zip(popular.items.tolist(), popular.scores.tolist(), strict=True):
        for place in catalog.facets_at(index):
            if facets[place].facet == "category":
                held[place] = held.get(place, 0.0) + strength
    others = sorted(held, key=lambda place: (-held[place], place))
    return list(dict.fromkeys([*liked, *others]))[:limit]


def category_items(
    query: Query, model: Model, categories: Sequence[int], config: PageConfig
) -> list[NDArray[np.int32]]:
    """The most popular items of each category."""
    popular = model.popularity.popular()
    rows = []
    for place in categories:
        members = query.catalog.members(place)
        if len(members) > config.category_items:
            order = np.argsort(-popular[members], kind="stable")
            members = members[order[: config.category_items]]
        rows.append(members)
    return rows
