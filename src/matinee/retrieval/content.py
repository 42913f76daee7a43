"""Content: items of the categories, and with the people, that the person leans to."""

from __future__ import annotations

import numpy as np

from .base import Found, Query, strongest
from .config import RetrievalConfig
from .popular import Popularity

_PEOPLE = 8
_POPULAR_SHARE = 0.2


class Content:
    """Scores by taste, the better known of equals first; needs no one else's behaviour."""

    name = "content"

    def __init__(self, popularity: Popularity, config: RetrievalConfig) -> None:
        self._popularity = popularity
        self._categories = config.favourite_categories

    def find(self, query: Query, n: int) -> Found:
        """See Source.find."""
        taste, catalog = query.taste, query.catalog
        liked = [
            *taste.favourites(catalog, "category", self._categories),
            *taste.favourites(catalog, "person", _PEOPLE),
            *taste.favourites(catalog, "tag", _PEOPLE),
        ]
        proposed = np.zeros(len(catalog), bool)
        for place, _ in liked:
            proposed[self._popularity.top_of(place)] = True
        members = np.flatnonzero(proposed).astype(np.int32)
        scores = np.zeros(len(catalog), np.float32)
        known = self._popularity.popular()[members]
        leaning = taste.scores(catalog, members)
        scores[members] = np.where(leaning > 0, leaning * (1 + _POPULAR_SHARE * known), 0)
        return strongest(self.name, scores, n)
