"""How well items go with one: what people took together with it, then its own kind."""

from __future__ import annotations

import numpy as np

from ..catalog import Catalog
from .base import Floats
from .model import Model

_CONTENT_SHARE = 0.3


def similarity(model: Model, catalog: Catalog, index: int, enough: int | None = None) -> Floats:
    """Item-item and transition weights, each scaled to 1, plus shared facet values; (n,).

    A shared value counts 1 / log(2 + items that have it), so that a rare one says more. Facets are
    left out where the weights alone already name `enough` items.
    """
    n = len(catalog)
    scores = np.zeros(n, np.float32)
    for table in (model.item_item.table, model.transitions.table):
        items, weights = table.of(index)
        if len(items):
            scores[items] += weights / weights[0]
    if enough is not None and np.count_nonzero(scores) >= enough:
        return scores
    shared = np.zeros(n, np.float32)
    for facet in catalog.facets_at(index):
        members = catalog.members(facet)
        shared[members] += 1 / np.log(2 + len(members))
    top = shared.max(initial=0.0)
    return scores + _CONTENT_SHARE * shared / top if top > 0 else scores
