"""Calibration: keeping the page's mix of categories near the person's own.

Steck, "Calibrated Recommendations", RecSys 2018: with p the person's mix and q that of what is
shown, KL(p || q~), q~ = (1 - a) q + a p, is what a page loses; here q is weighted by attention, and
p is that of moments like this one as far as these are known: who takes news in the morning and
films at night has two mixes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..catalog import FACETS, Catalog
from ..profiles.context import device_of, stretch_of
from ..profiles.taste import gather
from ..retrieval import Query
from .rows import Shelf

_SMOOTH = 0.05
"""The a above: how much of p is in q~, so that what is not shown yet costs no infinity."""
_PRIOR = 5.0
"""Items' worth of the mix of what is proposed, before the person's own items tell theirs."""
_FEW = 5.0
"""Takes at moments like this one at which half of the mix is theirs."""
Mass = NDArray[np.float64]


class Mix:
    """The mix of a page that is being arranged."""

    def __init__(self, shelf: Shelf, weight: float, gains: Mass) -> None:
        """`gains` (m,): what showing each candidate is worth."""
        taste, catalog = shelf.query.taste, shelf.query.catalog
        self._weight = weight
        self._shares = np.concatenate(
            (category_shares(catalog, shelf.candidates.items), np.zeros((1, _width(catalog))))
        )
        liked = taste.weights > 0
        own = taste.weights[liked] @ category_shares(catalog, taste.items[liked])
        own = _at_moments(shelf.query, own)
        usual = gains @ self._shares[:-1]
        wanted = own + _PRIOR * usual / max(usual.sum(), 1e-12)
        self._p = wanted / max(wanted.sum(), 1e-12)
        self._held = np.zeros(len(self._p))

    def take(self, places: NDArray[np.int64], seen: Mass) -> None:
        """Put items at some places, seen with these chances, on the page."""
        self._held = self._held + seen @ self._shares[places]

    def adds(self, leads: NDArray[np.int64], seen: Mass) -> Mass:
        """How much nearer to the person's mix each row of places would bring the page, x weight.

        `leads` (rows, columns) holds -1 for no item; scaled by the attention spent, so that it can
        be set against gains.
        """
        if not self._weight:
            return np.zeros(len(leads))
        new = np.einsum("c,rck->rk", seen, self._shares[leads])
        spent = float(seen.sum())
        away = self._divergence(self._held + new)
        return self._weight * spent * -away

    def _divergence(self, held: Mass) -> Mass:
        """KL(p || q~) of each row of masses."""
        q = held / np.maximum(held.sum(axis=-1, keepdims=True), 1e-12)
        smooth = (1 - _SMOOTH) * q + _SMOOTH * self._p
        known = self._p > 0
        p = self._p[known]
        return np.asarray((p * np.log(p / smooth[..., known])).sum(axis=-1))


def _at_moments(query: Query, own: Mass) -> Mass:
    """A mix moved towards that of what was taken in this part of the day, and on this device."""
    mass = own.sum()
    for told in (stretch_of, device_of):
        then = query.taken_like_now(told)
        if mass <= 0 or not len(then):
            continue
        mix = category_shares(query.catalog, then).sum(axis=0)
        share = len(then) / (len(then) + _FEW)
        own = (1 - share) * own + share * mass * mix / max(mix.sum(), 1e-12)
    return own


def _width(catalog: Catalog) -> int:
    return int((catalog.facet_kinds() == FACETS.index("category")).sum())


def category_shares(catalog: Catalog, items: NDArray[np.int32]) -> Mass:
    """Each item's categories, adding up to 1; (len(items), categories)."""
    kinds = catalog.facet_kinds() == FACETS.index("category")
    column = np.cumsum(kinds) - 1
    places, owner = gather(*catalog.facet_table(), items)
    kept = kinds[places]
    shares = np.zeros((len(items), int(kinds.sum())))
    shares[owner[kept], column[places[kept]]] = 1.0
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1.0)
    return shares
