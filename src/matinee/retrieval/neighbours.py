"""Item-to-item weights as a sparse table, and how a trail of items adds up over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..catalog import Catalog
from ..profiles.taste import spans
from .base import Floats, Indices

if TYPE_CHECKING:
    from scipy import sparse


class Neighbours:
    """Row i holds what item i speaks for: catalogue indices, strongest first, and weights."""

    def __init__(self, pointers: NDArray[np.int64], columns: Indices, weights: Floats) -> None:
        self._pointers = pointers
        self._columns = columns
        self._weights = weights

    @classmethod
    def empty(cls) -> Neighbours:
        """A table that says nothing."""
        return cls(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))

    @classmethod
    def load(cls, state: dict[str, NDArray[Any]], catalog: Catalog) -> Neighbours:
        """A table over a catalogue's indices from `state`, whose rows are the ids in "items".

        Items that the catalogue does not know are left out.
        """
        places = [catalog.index_of(item) for item in state["items"].tolist()]
        index = np.array([-1 if place is None else place for place in places], np.int64)
        counts = np.diff(state["pointers"])
        rows = np.repeat(index, counts)
        columns = index[state["columns"]] if len(index) else np.zeros(0, np.int64)
        known = (rows >= 0) & (columns >= 0)
        rows, columns, weights = rows[known], columns[known], state["weights"][known]
        order = np.argsort(rows, kind="stable")
        pointers = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(catalog)))))
        return cls(pointers, columns[order].astype(np.int32), weights[order])

    def of(self, item: int) -> tuple[Indices, Floats]:
        """The neighbours of an item, strongest first; empty for an item without any."""
        if item + 1 >= len(self._pointers):
            return self._columns[:0], self._weights[:0]
        start, end = self._pointers[item], self._pointers[item + 1]
        return self._columns[start:end], self._weights[start:end]

    def add_up(self, items: Indices, weights: Floats, n: int) -> tuple[Floats, Indices]:
        """For each of n items the sum of weight x neighbour weight, and which item gave most.

        Returns (scores, because), both of shape (n,); because is -1 where nothing spoke for it.
        """
        known = items + 1 < len(self._pointers)
        items, weights = items[known], weights[known]
        places, owner = spans(self._pointers, items)
        columns, parts = self._columns[places], self._weights[places] * weights[owner]
        scores = np.bincount(columns, weights=parts, minlength=n).astype(np.float32)
        because = np.full(n, -1, np.int32)
        order = np.argsort(parts, kind="stable")  # the last of several assignments stays
        because[columns[order]] = items[owner[order]]
        return scores[:n], because

    def between(self, items: Indices, place: Indices, m: int) -> Floats:
        """What each of some items says of each candidate; shape (len(items), m), 0 for nothing.

        `place` (n,) is where each item of the catalogue stands among the m candidates, -1: it does
        not.
        """
        said = np.zeros((len(items), m), np.float32)
        rows = np.flatnonzero(items + 1 < len(self._pointers))
        places, owner = spans(self._pointers, items[rows])
        columns = place[self._columns[places]]
        kept = columns >= 0
        said[rows[owner[kept]], columns[kept]] = self._weights[places[kept]]
        return said


def cut(matrix: sparse.csr_array, k: int) -> dict[str, NDArray[Any]]:
    """The k largest positive entries of each row, strongest first, as arrays for `Neighbours`."""
    pointers, columns, weights = [0], [], []
    for row in range(matrix.shape[0]):
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        values, places = matrix.data[start:end], matrix.indices[start:end]
        order = np.lexsort((places, -values))[:k]
        order = order[values[order] > 0]
        columns.append(places[order])
        weights.append(values[order])
        pointers.append(pointers[-1] + len(order))
    return {
        "pointers": np.array(pointers, np.int64),
        "columns": np.concatenate([np.zeros(0, np.int32), *columns]).astype(np.int32),
        "weights": np.concatenate([np.zeros(0, np.float32), *weights]).astype(np.float32),
    }
