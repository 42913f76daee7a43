"""Content: items of the categories, and with the people, that the person leans to.

Where the catalogue has vectors of its own (of texts or pictures, say), closeness to what the person
took counts too.
"""

from __future__ import annotations

import numpy as np

from .base import Floats, Found, Indices, Query, strongest
from .config import RetrievalConfig
from .popular import Popularity

_PEOPLE = 8
_POPULAR_SHARE = 0.2
_CLOSENESS = 0.5
"""What a vector that points where the person's taste does counts, beside the taste in facets."""
_LATEST = 20


def closeness(query: Query, items: Indices) -> Floats:
    """Cosine of each item's vector with the sum of those the person took last; (len(items),).

    The item k takes ago counts 1 / (1 + k); 0 without vectors.
    """
    vectors = query.catalog.vectors()
    latest = query.trail[:_LATEST]
    if not vectors.shape[1] or not len(latest):
        return np.zeros(len(items), np.float32)
    person = (1 / np.arange(1, len(latest) + 1, dtype=np.float32)) @ vectors[latest]
    size = float(np.linalg.norm(person))
    return np.asarray(vectors[items] @ (person / max(size, 1e-9)), np.float32)


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
        if catalog.vectors().shape[1]:
            everything = np.arange(len(catalog), dtype=np.int32)
            scores += _CLOSENESS * np.maximum(closeness(query, everything), 0)
        return strongest(self.name, scores, n)
