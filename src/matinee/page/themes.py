"""Rows with a theme at the person's own grain: categories, corners of them, people and moods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from msgspec import Struct

from ..catalog import Catalog, Facet
from ..retrieval import Query
from .config import PageConfig
from .rows import Places, RowCandidate, Shelf, by_score

_LATEST = 80
"""So many of the person's latest liked items are looked at for corners of their taste."""
_MOST_OTHERS = 12
"""Eras and tags of an item that are looked at, so that one with hundreds costs no more."""
_FEWEST = 3
"""Liked items that a corner must hold."""


class Themes(Struct, frozen=True):
    """What theme rows may be about: places in `catalog.facets()`, most liked first."""

    categories: list[int] = []
    corners: list[tuple[int, int]] = []
    """Pairs of values that an item must both have; the first is a category."""
    people: list[int] = []
    moods: list[int] = []


def corners(query: Query, config: PageConfig) -> list[tuple[int, int]]:
    """Pairs such as (Crime, the 1990s) that the person takes more than the catalogue's mix says.

    Worth: the weight of the liked items that have both, less what would be there by chance.
    """
    catalog, taste = query.catalog, query.taste
    facets, shares = catalog.facets(), catalog.facet_shares()
    liked = np.flatnonzero(taste.weights > 0)[-_LATEST:]
    held: dict[tuple[int, int], tuple[int, float]] = {}
    for place in liked.tolist():
        index, weight = int(taste.items[place]), float(taste.weights[place])
        for pair in _pairs(catalog.facets_at(index), facets):
            count, sum_ = held.get(pair, (0, 0.0))
            held[pair] = count + 1, sum_ + weight
    total = float(taste.weights[liked].sum())
    worth = {
        (a, b): sum_ - total * float(shares[a] * shares[b])
        for (a, b), (count, sum_) in held.items()
        if count >= _FEWEST and taste.asked[a] >= 0 and taste.asked[b] >= 0
    }
    order = sorted(worth, key=lambda pair: (-worth[pair], pair))
    return [pair for pair in order if worth[pair] > 0][: config.corner_rows]


def _pairs(places: Sequence[int], facets: Sequence[Facet]) -> Iterator[tuple[int, int]]:
    """A category with another category, an era or a tag, always in the same order."""
    categories = sorted(place for place in places if facets[place].facet == "category")
    others = [place for place in places if facets[place].facet in ("era", "tag")][:_MOST_OTHERS]
    yield from combinations(categories, 2)
    yield from product(categories, others)


def corner_items(catalog: Catalog, pair: tuple[int, int], top: Sequence[int]) -> list[int]:
    """Those of some items that have both values."""
    return [index for index in top if pair[1] in catalog.facets_at(index)]


def theme_rows(shelf: Shelf, themes: Themes) -> Iterator[RowCandidate]:
    """One row for each theme, of what the person has not had."""
    facets = shelf.query.catalog.facets()
    places, owner = shelf.facets()

    def of(facet: int) -> Places:
        held: Places = owner[places == facet]
        return held[shelf.fresh[held]]

    for category in themes.categories:
        name = facets[category].value
        lean = shelf.query.taste.affinity[category] > 0
        why = "You lean to this" if lean else "Popular here"
        yield RowCandidate(f"category:{name}", "category", name, why, by_score(shelf, of(category)))
    for pair in themes.corners:
        both = np.intersect1d(of(pair[0]), of(pair[1]), assume_unique=True)
        title = _corner_title(facets[pair[0]], facets[pair[1]])
        row_id = f"corner:{facets[pair[0]].value}|{facets[pair[1]].value}"
        yield RowCandidate(row_id, "corner", title, "A corner you like", by_score(shelf, both))
    for person in themes.people:
        name = facets[person].value
        row = by_score(shelf, of(person))
        yield RowCandidate(f"person:{name}", "person", f"With {name}", "You like their titles", row)
    for mood in themes.moods:
        name = facets[mood].value
        row = by_score(shelf, of(mood))
        title = name[:1].upper() + name[1:]
        yield RowCandidate(f"mood:{name}", "mood", title, "You lean to this", row)


def _corner_title(first: Facet, second: Facet) -> str:
    match second.facet:
        case "era":
            return f"{first.value} of the {second.value}"
        case "tag":
            return f"{second.value[:1].upper()}{second.value[1:]} {first.value}"
    return f"{first.value} meets {second.value}"
