"""Factors: items as points such that what follows an item lies where it points to.

The transition counts, as positive pointwise mutual information, cut down by singular values: what
word2vec's skip-gram approaches by sampling (Levy & Goldberg, "Neural word embedding as implicit
matrix factorization", NeurIPS 2014, eq. 6 and section 3.3), in closed form and with a direction.
Items that never met are near where the items around them meet. A person is the sum of their latest
items, so every event moves them at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ..catalog import Catalog
from .base import Floats, Found, Indices, Query, strongest
from .config import RetrievalConfig
from .sequences import Sequences
from .transitions import counts_of

_SMOOTHING = 0.75
"""Power of the counts of what follows, as in word2vec: rare items are not too surprising."""
_SHIFT = 1.0
"""Added to the mutual information before what is negative is dropped."""
_TRAIL = 12


def fit_factors(takes: Sequences, config: RetrievalConfig) -> dict[str, NDArray[Any]]:
    """`before` and `after` (items, factors): M ~ before @ after.T, both with the root of each
    singular value; M_ij = max(0, shift + log(C_ij C / (C_i. C_.j^(smoothing)))) over C's pairs."""
    from scipy import sparse  # noqa: PLC0415  (heavy; serving does not need it)
    from scipy.sparse.linalg import svds  # noqa: PLC0415

    counts = counts_of(takes, config, config.transition_window).tocoo()
    n, k = len(takes.ids), min(config.factors, len(takes.ids) - 1)
    items = np.array(takes.ids, np.str_)
    if k < 1 or not counts.nnz:
        nothing = np.zeros((n, 0), np.float32)
        return {"items": items, "before": nothing, "after": nothing}
    of_before, of_after = np.asarray(counts.sum(axis=1)), np.asarray(counts.sum(axis=0))
    smoothed = of_after**_SMOOTHING
    expected = of_before[counts.row] * smoothed[counts.col] / smoothed.sum()
    surprise = np.maximum(np.log(counts.data / expected) + _SHIFT, 0).astype(np.float32)
    matrix = sparse.csr_array((surprise, (counts.row, counts.col)), shape=(n, n))
    left, values, right = svds(matrix, k=k, random_state=0)
    root = np.sqrt(np.maximum(values, 0)).astype(np.float32)
    return {"items": items, "before": left * root, "after": right.T * root}


class Factors:
    """Follows where the person's latest items point to."""

    name = "factors"

    def __init__(
        self, state: dict[str, NDArray[Any]] | None, catalog: Catalog, config: RetrievalConfig
    ) -> None:
        self._half_life = config.factors_half_life_items
        before = state["before"] if state is not None else np.zeros((0, 0), np.float32)
        width = before.shape[1]
        self._before = np.zeros((len(catalog), width), np.float32)
        self._after = np.zeros((len(catalog), width), np.float32)
        if state is not None:
            index = [catalog.index_of(item) for item in state["items"].tolist()]
            known = np.array([place is not None for place in index], bool)
            places = [place for place in index if place is not None]
            self._before[places], self._after[places] = before[known], state["after"][known]

    def find(self, query: Query, n: int) -> Found:
        """See Source.find. The item k takes ago counts 2^(-k / half-life)."""
        trail = query.trail[:_TRAIL]
        trail = trail[trail < len(self._before)]
        scores = np.zeros(len(query.catalog), np.float32)
        if not len(trail) or not self._after.shape[1]:
            return strongest(self.name, scores, n)
        weights = (2.0 ** (-np.arange(len(trail)) / self._half_life)).astype(np.float32)
        pointed = weights[:, None] * self._before[trail]
        scores[: len(self._after)] = self._after @ pointed.sum(axis=0)
        found = strongest(self.name, scores, n)
        parts = _products(pointed, self._after[found.items])
        return replace(found, because=trail[np.argmax(parts, axis=0)])

    def between(self, items: Indices, candidates: Indices) -> Floats:
        """How far each of some items points to each candidate; shape (items, candidates)."""
        said = np.zeros((len(items), len(candidates)), np.float32)
        rows = np.flatnonzero(items < len(self._before))
        columns = np.flatnonzero(candidates < len(self._after))
        said[np.ix_(rows, columns)] = _products(
            self._before[items[rows]], self._after[candidates[columns]]
        )
        return said


def _products(some: Floats, others: Floats) -> Floats:
    """some @ others.T, without BLAS: its threads would wait for each other on a server's core."""
    return np.asarray(np.einsum("ik,jk->ij", some, others), np.float32)
