"""What rows may be about: items of the person's past, and categories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..catalog import FACETS
from ..profiles.taste import gather
from ..retrieval import Found, Query
from ..retrieval.base import strongest
from ..retrieval.model import Model
from ..retrieval.similar import similarity
from .config import PageConfig

_NOT_DISLIKED = 3.0


def past_items(query: Query, model: Model, config: PageConfig) -> dict[int, NDArray[np.int32]]:
    """The person's latest items that were not disliked, each with its neighbours, best first."""
    rated, hidden = query.profile.opinions.rated, query.profile.opinions.hidden
    rows: dict[int, NDArray[np.int32]] = {}
    for item_id in query.profile.trail.read(0, 0.0):
        if len(rows) == config.because_rows:
            break
        opinion = rated.get(item_id)
        index = query.catalog.index_of(item_id)
        disliked = opinion is not None and opinion.stars < _NOT_DISLIKED
        if index is None or disliked or item_id in hidden or item_id not in query.catalog:
            continue
        scores = similarity(model, query.catalog, index, enough=config.because_items)
        rows[index] = strongest("because", scores, config.because_items).items
    return rows


def row_categories(query: Query, popular: Found, config: PageConfig) -> list[int]:
    """The person's favourite categories, filled up with those that popular items have."""
    catalog, limit = query.catalog, config.category_rows
    liked = [place for place, _ in query.taste.favourites(catalog, "category", limit)]
    places, owner = gather(*catalog.facet_table(), popular.items)
    held = np.bincount(places, weights=popular.scores[owner], minlength=len(catalog.facets()))
    held[catalog.facet_kinds() != FACETS.index("category")] = 0
    held[query.taste.asked < 0] = 0
    others = np.argsort(-held, kind="stable")[:limit]
    return list(dict.fromkeys([*liked, *others[held[others] > 0].tolist()]))[:limit]


def category_items(
    model: Model, categories: Sequence[int], config: PageConfig
) -> list[NDArray[np.int32]]:
    """The most popular items of each category."""
    top_of, most = model.popularity.top_of, config.category_items
    return [top_of(place)[:most] for place in categories]
