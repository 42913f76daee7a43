"""What a candidate source is given and gives back."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import Catalog
from ..profiles import Profile, Taste

Indices = NDArray[np.int32]
Floats = NDArray[np.float32]


class Query(Struct, frozen=True, eq=False):
    """For whom, when and on what candidates are wanted. `now` is in ms, `hour` is local (0-23)."""

    profile: Profile
    taste: Taste
    catalog: Catalog
    now: int
    device: str
    hour: int


class Found(Struct, frozen=True, eq=False):
    """A source's proposals, strongest first.

    `items` (k,) are catalogue indices, `scores` (k,) lie in 0 to 1, and `because` (k,) names the
    item of the person's past that speaks most for each (-1 where none does).
    """

    source: str
    items: Indices
    scores: Floats
    because: Indices


class Source(Protocol):
    """A candidate source. `matinee.testing.sources` checks one."""

    name: str

    def find(self, query: Query, n: int) -> Found:
        """At most `n` proposals; none where the source has nothing to say. No item twice."""
        ...


def strongest(source: str, scores: Floats, n: int, because: Indices | None = None) -> Found:
    """The n best positive scores over the whole catalogue, scaled so that the best is 1.

    `scores` has shape (len(catalog),). Ties are broken by index, so equal input gives equal output.
    """
    positive = np.flatnonzero(scores > 0)
    if len(positive) > n:
        kept = np.argpartition(-scores[positive], n - 1)[:n]
        # argpartition leaves the choice among ties at the edge to chance of layout; settle it.
        edge = scores[positive[kept]].min()
        above = positive[scores[positive] > edge]
        level = positive[scores[positive] == edge][: n - len(above)]
        positive = np.concatenate((above, level))
    order = positive[np.lexsort((positive, -scores[positive]))].astype(np.int32)
    found = scores[order].astype(np.float32)
    scaled = found / found[0] if len(found) else found
    why = np.full(len(order), -1, np.int32) if because is None else because[order]
    return Found(source, order, scaled, why)
