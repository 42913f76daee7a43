"""The union of all proposals, with where each came from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .base import Floats, Found, Indices


class Candidates(Struct, frozen=True, eq=False):
    """Items that may be shown, each once.

    `items` (m,) are catalogue indices, `scores` (m, sources) what each source of `sources` says (0:
    nothing), `because` (m, sources) the item of the past that spoke for it (-1: none). `place` has
    the catalogue's length: where an item stands in `items`, -1 if it is no candidate.
    """

    sources: tuple[str, ...]
    items: Indices
    scores: Floats
    because: Indices
    place: Indices
    readings: dict[str, Floats] = {}
    """The sources' other figures for each candidate; shape (m,) each."""

    def reading(self, name: str) -> Floats:
        """Another figure of a source, 0 where none was read; shape (m,)."""
        found = self.readings.get(name)
        return np.zeros(len(self.items), np.float32) if found is None else found

    def column(self, source: str) -> Floats:
        """What one source says of each candidate; shape (m,)."""
        return self.scores[:, self.sources.index(source)]

    def places(self, items: Indices) -> Indices:
        """Where catalogue indices stand in `items`; those that are no candidates are left out."""
        places = self.place[items]
        return places[places >= 0]


def merge(
    found: Sequence[Found], allowed: NDArray[np.bool_], extra: Sequence[Indices] = ()
) -> Candidates:
    """Union the proposals, and `extra` items that no source names, leaving out what is not allowed.

    `allowed` has the catalogue's length.
    """
    proposed = np.zeros(len(allowed), bool)
    for group in (*(proposal.items for proposal in found), *extra):
        proposed[group] = True
    items = np.flatnonzero(proposed & allowed).astype(np.int32)
    place = np.full(len(allowed), -1, np.int32)
    place[items] = np.arange(len(items))
    scores = np.zeros((len(items), len(found)), np.float32)
    because = np.full((len(items), len(found)), -1, np.int32)
    for column, proposal in enumerate(found):
        places = place[proposal.items]
        kept = places >= 0
        scores[places[kept], column] = proposal.scores[kept]
        because[places[kept], column] = proposal.because[kept]
    readings = {name: said[items] for one in found for name, said in one.readings.items()}
    return Candidates(tuple(f.source for f in found), items, scores, because, place, readings)
