"""Taste: what a person's remembered items say about categories, people, tags, eras and lengths."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import FACETS, Catalog, Facet
from .config import ProfilesConfig
from .profile import Profile

Floats = NDArray[np.float32]

FACET_WEIGHTS = {"category": 1.0, "person": 1.5, "tag": 1.0, "era": 0.5, "length": 0.3}
_ASKED = 0.6
"""The affinity of what a person asked for more of: about that of a clear favourite."""
_WEIGHTS = np.array([FACET_WEIGHTS[facet] for facet in FACETS], np.float32)


class Taste(Struct, frozen=True, eq=False):
    """A person's leanings at one moment, over a catalogue's indices.

    `items` (k,) are catalogue indices, `weights` (k,) what the person thinks of each (about -1 to
    1); `affinity` (facets,) is the leaning towards each facet value: how much more (or less) of the
    person's taste it holds than of the catalogue; `weighted` is the same times the facet's weight;
    `met` are the places of the values that the person's items have or that they spoke of; `asked`
    (facets,) is -1 where they asked for less, 1 for more, else 0.
    """

    items: NDArray[np.int32]
    weights: Floats
    affinity: Floats
    weighted: Floats
    met: NDArray[np.int32]
    asked: Floats

    def scores(self, catalog: Catalog, items: NDArray[np.int32]) -> Floats:
        """Sum of the weighted affinities of each item's facet values; shape (len(items),)."""
        places, owner = gather(*catalog.facet_table(), items)
        sums = np.bincount(owner, weights=self.weighted[places], minlength=len(items))
        return sums.astype(np.float32)

    def wishes(self, catalog: Catalog, items: NDArray[np.int32]) -> Floats:
        """-1 for each item that has something the person asked for less of, 1 for more, else 0."""
        if not self.asked.any():
            return np.zeros(len(items), np.float32)
        places, owner = gather(*catalog.facet_table(), items)
        asked = self.asked[places]
        wished = np.zeros(len(items), np.float32)
        wished[owner[asked > 0]] = 1
        wished[owner[asked < 0]] = -1  # less of one thing outweighs more of another
        return wished

    def favourites(self, catalog: Catalog, facet: str, n: int) -> list[tuple[int, float]]:
        """The n best liked values of a facet: (place in `catalog.facets()`, affinity > 0)."""
        mine = self.met[catalog.facet_kinds()[self.met] == FACETS.index(facet)]
        liked = mine[self.affinity[mine] > 0]
        order = liked[np.lexsort((liked, -self.affinity[liked]))][:n]
        return list(zip(order.tolist(), self.affinity[order].tolist(), strict=True))


def item_weights(profile: Profile, now: int, config: ProfilesConfig) -> dict[str, float]:
    """Item -> what the person thinks of it at `now` (ms): acts and opinions, about -1 to 1.

    Being shown often and never taken speaks softly against an item.
    """
    now_s, half_life = now // 1000, config.behaviour_half_life_days
    weights = {
        item: min(value, 1.0) for item, value in profile.interests.read(now_s, half_life).items()
    }
    for item, place in profile.lists.read(now_s, half_life).items():
        weights[item] = weights.get(item, 0.0) + 0.5 * place
    for item, seen in profile.exposure.read(now_s, half_life).items():
        if seen.times >= config.ignored_after:
            weights[item] = weights.get(item, 0.0) - 0.1
    weights.update(profile.opinions.read(now_s, config.opinion_half_life_days))
    return weights


def read_taste(profile: Profile, catalog: Catalog, now: int, config: ProfilesConfig) -> Taste:
    """The taste of a person at `now` (ms) over the catalogue as it is.

    With w_i the weight of item i, the affinity of facet value f is
    (sum of w_i over items with f - share of f in the catalogue * sum of w_i) / (sum |w_i| + prior).
    What the person asked for less or more of overrules what their acts say.
    """
    weights = item_weights(profile, now, config)
    known = [(catalog.index_of(item), weight) for item, weight in weights.items()]
    pairs = [(index, weight) for index, weight in known if index is not None]
    items = np.array([index for index, _ in pairs], np.int32)
    values = np.array([weight for _, weight in pairs], np.float32)
    facets = len(catalog.facets())
    asked = _asked(profile, catalog)
    if (not len(items) and not asked.any()) or not facets:
        nothing = np.zeros(facets, np.float32)
        return Taste(items, values, nothing, nothing, np.zeros(0, np.int32), nothing)
    places, owner = gather(*catalog.facet_table(), items)
    held = np.bincount(places, weights=values[owner], minlength=facets)
    scale = float(np.abs(values).sum()) + config.prior_weight
    usual = catalog.facet_shares() * float(values.sum())
    affinity = ((held - usual) / scale).astype(np.float32)
    affinity = np.where(asked > 0, np.maximum(affinity, _ASKED), affinity)
    affinity = np.where(asked < 0, np.minimum(affinity, -_ASKED), affinity)
    weighted = affinity * _WEIGHTS[catalog.facet_kinds()]
    return Taste(items, values, affinity, weighted, _met(places, asked), asked)


def _asked(profile: Profile, catalog: Catalog) -> Floats:
    asked = np.zeros(len(catalog.facets()), np.float32)
    for (facet, value), direction in profile.adjustments.read(0, 0.0).items():
        if (place := catalog.facet_id(Facet(facet, value))) is not None:
            asked[place] = direction
    return asked


def _met(places: NDArray[np.int32], asked: Floats) -> NDArray[np.int32]:
    if not asked.any():
        return np.unique(places)
    return np.union1d(places, np.flatnonzero(asked)).astype(np.int32)


def gather(
    pointers: NDArray[np.int64], flat: NDArray[np.int32], rows: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The entries of some CSR rows, and for each entry which of the rows (0, 1, ...) it is from."""
    places, owner = spans(pointers, rows)
    return flat[places], owner


def spans(
    pointers: NDArray[np.int64], rows: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the entries of some CSR rows lie, and for each its row's place in `rows`."""
    starts = pointers[rows]
    counts = pointers[rows + 1] - starts
    owner = np.repeat(np.arange(len(rows)), counts)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[owner] + within, owner
