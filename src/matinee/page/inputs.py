"""What rows may be about: the person's past, what they searched for, their favourite themes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import FACETS
from ..profiles import Profile
from ..profiles.features import DAY_S
from ..profiles.taste import gather
from ..retrieval import Found, Query
from ..retrieval.base import strongest
from ..retrieval.model import Model
from ..retrieval.similar import similarity
from .config import PageConfig
from .themes import Themes, corner_items, corners

Indices = NDArray[np.int32]
Search = Callable[[str], Indices]
"""Catalogue indices for a text, best first."""
_NOT_DISLIKED = 3.0
_LOVED = 4.5
_FEWEST_FOUND = 4


class Inputs(Struct, frozen=True, eq=False):
    """What the rows of one page may be about, best first."""

    past: dict[int, Indices]
    """Items of the person's past, each with its neighbours."""
    searched: dict[str, Indices]
    """What the person searched for lately, each with what was found."""
    again: list[str]
    """Ids of items that they may want once more."""
    themes: Themes
    items: list[Indices]
    """Everything that must be among the candidates so that the rows can be filled."""


def inputs_for(
    query: Query, model: Model, popular: Found, search: Search, config: PageConfig
) -> Inputs:
    """The inputs of a page; `popular` is what the source of that name proposes."""
    catalog, most = query.catalog, config.category_items
    past, again = _past_items(query, model, config), taken_before(query, config)
    searched = _searched(query, search, config)
    themes = _themes(query, popular, config)
    top_of = model.popularity.top_of
    extra = [top_of(place)[:most] for place in themes.categories]
    extra += [
        np.array(corner_items(catalog, pair, top_of(pair[0]).tolist()), np.int32)
        for pair in themes.corners
    ]
    extra += [top_of(place)[:most] for place in (*themes.people, *themes.moods)]
    saved = catalog.indices(query.profile.lists.saved)
    extra += [saved, catalog.indices(again), *past.values(), *searched.values()]
    return Inputs(past, searched, again, themes, extra)


def _past_items(query: Query, model: Model, config: PageConfig) -> dict[int, Indices]:
    """The person's latest items that were not disliked, each with its neighbours, best first."""
    rated, hidden = query.profile.opinions.rated, query.profile.opinions.hidden
    rows: dict[int, Indices] = {}
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


def _searched(query: Query, search: Search, config: PageConfig) -> dict[str, Indices]:
    """The latest few searches, if of some days, that find enough for a row."""
    since = query.now / 1000 - config.searched_days * DAY_S
    found: dict[str, Indices] = {}
    latest = list(reversed(query.profile.searches.queries.items()))
    for text, at in latest[: config.searched_rows]:
        if at < since:
            break
        items = search(text)
        if len(items) >= _FEWEST_FOUND:
            found[text] = items
    return found


def taken_before(query: Query, config: PageConfig) -> list[str]:
    """Ids of what the person may want once more, most likely first.

    What they buy: from the first time on, by how often of late. What they finished or loved: once
    `again_after_days` have passed.
    """
    profile, now_s = query.profile, query.now // 1000
    before = now_s - config.again_after_days * DAY_S
    worth = {
        item: repeat.lately(now_s)
        for item, repeat in profile.repeats.items.items()
        if item in profile.lists.bought
    }
    for item, watch in profile.watching.items.items():
        if watch.finished and watch.last < before:
            worth[item] = _fondness(profile, item)
    for item, opinion in profile.opinions.rated.items():
        if opinion.stars >= _LOVED and opinion.at < before:
            worth.setdefault(item, _fondness(profile, item))
    liked = (item for item in worth if _fondness(profile, item) >= 0)
    return sorted(liked, key=lambda item: -worth[item])[: config.again_items]


def _fondness(profile: Profile, item: str) -> float:
    """What the person said of an item, -1 to 1; 0.5 where they said nothing."""
    opinion = profile.opinions.rated.get(item)
    return 0.5 if opinion is None else (opinion.stars - _NOT_DISLIKED) / 2


def _themes(query: Query, popular: Found, config: PageConfig) -> Themes:
    catalog, taste = query.catalog, query.taste

    def liked(facet: str, most: int) -> list[int]:
        return [place for place, _ in taste.favourites(catalog, facet, most)]

    return Themes(
        _categories(query, popular, config),
        corners(query, config),
        liked("person", config.people_rows),
        liked("tag", config.mood_rows),
    )


def _categories(query: Query, popular: Found, config: PageConfig) -> list[int]:
    """The person's favourite categories, filled up with those that popular items have."""
    catalog, limit = query.catalog, config.category_rows
    liked = [place for place, _ in query.taste.favourites(catalog, "category", limit)]
    places, owner = gather(*catalog.facet_table(), popular.items)
    held = np.bincount(places, weights=popular.scores[owner], minlength=len(catalog.facets()))
    held[catalog.facet_kinds() != FACETS.index("category")] = 0
    held[query.taste.asked < 0] = 0
    others = np.argsort(-held, kind="stable")[:limit]
    return list(dict.fromkeys([*liked, *others[held[others] > 0].tolist()]))[:limit]
