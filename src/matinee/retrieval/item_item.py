"""Item-item weights in closed form: what goes with what, whole histories at once.

EDLAE (Steck, "Autoencoders that don't overfit towards the identity", NeurIPS 2020, eq. 4 and 5):
C = (X'X + p/(1-p) diag(X'X) + lambda I)^-1, B = I - C diag(1/C_jj). With p = 0 this is EASE
(Steck, WWW 2019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .base import Found, Query, strongest
from .config import RetrievalConfig
from .neighbours import Neighbours, cut
from .sequences import Sequences

if TYPE_CHECKING:
    from scipy import sparse


def fit_item_item(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """The k largest weights of each of the most taken items."""
    from scipy import sparse  # noqa: PLC0415  (heavy; serving does not need it)

    popularity = np.bincount(takes.items, minlength=len(takes.ids))
    kept = np.argsort(-popularity, kind="stable")[: config.item_item_max_items]
    place = np.full(len(takes.ids), -1, np.int64)
    place[kept] = np.arange(len(kept))
    columns = place[takes.items]
    _, rows = np.unique(takes.users[columns >= 0], return_inverse=True)
    columns = columns[columns >= 0]
    ids = np.array(takes.ids, np.str_)[kept]
    if not len(columns):
        empty = sparse.csr_array((len(kept), len(kept)), dtype=np.float32)
        return {"items": ids, **cut(empty, config.neighbours)}
    matrix = sparse.csr_array((np.ones(len(rows), np.float32), (rows, columns)))
    weights = edlae((matrix.T @ matrix).toarray(), config)
    return {"items": ids, **cut(_sparse(weights, config.neighbours), config.neighbours)}


def edlae(gram: NDArray[np.float32], config: RetrievalConfig) -> NDArray[np.float32]:
    """B (items, items) from the gram matrix X'X, which is overwritten; B's diagonal is 0."""
    from scipy import linalg  # noqa: PLC0415

    p = config.item_item_dropout
    diagonal = np.diag_indices_from(gram)
    gram[diagonal] += p / (1 - p) * gram[diagonal] + config.item_item_lambda
    factor = linalg.cho_factor(gram, overwrite_a=True)
    inverse = linalg.cho_solve(factor, np.eye(len(gram), dtype=np.float32), overwrite_b=True)
    weights: NDArray[np.float32] = -inverse / np.diag(inverse)
    weights[diagonal] = 0.0
    return weights


def _sparse(dense: NDArray[np.float32], k: int) -> sparse.csr_array:
    """The k largest entries of each row."""
    from scipy import sparse  # noqa: PLC0415

    k = min(k, dense.shape[1])
    columns = np.sort(np.argpartition(-dense, k - 1, axis=1)[:, :k], axis=1)
    values = np.take_along_axis(dense, columns, axis=1)
    pointers = np.arange(0, columns.size + 1, k)
    return sparse.csr_array((values.ravel(), columns.ravel(), pointers), shape=dense.shape)


_TRAIL = 30
"""Takes looked back on; the last of them counts 2^(-6) of the first by default."""


class ItemItem:
    """Adds up what each taken item goes with; recent and liked ones count more."""

    name = "item_item"

    def __init__(self, table: Neighbours, config: RetrievalConfig) -> None:
        self.table = table
        self._half_life = config.item_item_half_life_items

    def find(self, query: Query, n: int) -> Found:
        """See Source.find. The item k takes ago counts 2^(-k / half-life), disliked ones 0."""
        items = query.trail[:_TRAIL]
        weights = (2.0 ** (-np.arange(len(items)) / self._half_life)).astype(np.float32)
        liking = np.ones(len(query.catalog), np.float32)
        liking[query.taste.items] = np.maximum(query.taste.weights + 0.5, 0.0)
        scores, because = self.table.add_up(items, weights * liking[items], len(query.catalog))
        return strongest(self.name, scores, n, because)
