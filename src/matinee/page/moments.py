"""Rows of the moment: what others take now and here, what is new, and what one may take again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..retrieval.popular import Popularity
from .config import PageConfig
from .rows import RowCandidate, Shelf, by_score, is_shop

PARTS_OF_DAY = ("at night", "in the morning", "in the afternoon", "in the evening")
_HARDLY_LESS = 0.2
"""Stars by which a hidden gem may lie below the usual mean."""
ON_DEVICE = {"tv": "on TV", "phone": "on phones", "tablet": "on tablets", "desktop": "on computers"}


def moment_rows(
    shelf: Shelf, popularity: Popularity, again: Sequence[str], config: PageConfig
) -> Iterator[RowCandidate]:
    """Trending now, new, popular here at this hour, hidden gems, and `again` (item ids)."""
    yield _trending(shelf)
    yield _new(shelf)
    yield _here(shelf)
    yield _gems(shelf, popularity, config)
    yield _again(shelf, again)


def _trending(shelf: Shelf) -> RowCandidate:
    strength = shelf.candidates.column("trending")
    places = np.flatnonzero((strength > 0) & shelf.fresh)
    worth = strength * shelf.left
    return RowCandidate(
        "trending",
        "trending",
        "Trending now",
        "More popular than usual these days",
        places[np.lexsort((places, -(worth[places] * (1 + 0.3 * shelf.scores[places]))))],
    )


def _new(shelf: Shelf) -> RowCandidate:
    places = np.flatnonzero((shelf.candidates.column("new") > 0) & shelf.fresh)
    row = by_score(shelf, places, 2 * shelf.candidates.column("new")[places])
    return RowCandidate("new", "new", "New", "Just arrived", row)


def _here(shelf: Shelf) -> RowCandidate:
    """What is popular on this device at this part of the day."""
    query = shelf.query
    strength = shelf.candidates.column("popular")
    places = np.flatnonzero((strength > 0) & shelf.fresh)
    where = ON_DEVICE.get(query.device, "")
    when = PARTS_OF_DAY[query.hour // 6]
    title = f"Popular {where} {when}" if where else f"Popular {when}"
    row = places[np.lexsort((places, -(strength * shelf.left)[places]))]
    return RowCandidate("popular_here", "popular_here", title, "What others take then", row)


def _gems(shelf: Shelf, popularity: Popularity, config: PageConfig) -> RowCandidate:
    """What few took, was liked by them, and stands in the better half for this person."""
    items = shelf.candidates.items
    popular = popularity.popular()[items]
    few = (popular > 0) & (popular < config.gem_popularity)
    stars = popularity.stars()
    usual = np.median(stars[stars > 0]) if (stars > 0).any() else 0.0
    liked = stars[items] >= usual - _HARDLY_LESS
    good = shelf.scores >= np.median(shelf.scores) if len(items) else True
    places = np.flatnonzero(few & liked & good & shelf.fresh)
    row = by_score(shelf, places)
    return RowCandidate("gems", "gems", "Hidden gems", "Few know these; they should suit you", row)


def _again(shelf: Shelf, again: Sequence[str]) -> RowCandidate:
    """What the person bought, finished or loved, and may want once more."""
    places = shelf.candidates.places(shelf.query.catalog.indices(again)).astype(np.int64)
    title, reason = "Watch again", "You finished or loved these"
    if is_shop(shelf):
        title, reason = "Buy again", "You bought these before"
    return RowCandidate("again", "again", title, reason, places)
