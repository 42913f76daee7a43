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
    nothing), `ranks` (m, sources) how many candidates it puts before (m: it does not name it),
    `because` (m, sources) the item of the past that spoke for it (-1: none). `place` has the
    catalogue's length: where an item stands in `items`, -1 if it is no candidate.
    """

    sources: tuple[str, ...]
    items: Indices
    scores: Floats
    ranks: Floats
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

    def only(self, places: Indices) -> Candidates:
        """Some of them, for a closer look; what is known of each stays as it was among all."""
        place = np.full(len(self.place), -1, np.int32)
        place[self.items[places]] = np.arange(len(places))
        return Candidates(
            self.sources,
            self.items[places],
            self.scores[places],
            self.ranks[places],
            self.because[places],
            place,
            {name: said[places] for name, said in self.readings.items()},
        )

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
    ranks = np.full((len(items), len(found)), len(items), np.float32)
    because = np.full((len(items), len(found)), -1, np.int32)
    for column, proposal in enumerate(found):
        places = place[proposal.items]
        kept = places >= 0
        places = places[kept]
        scores[places, column] = proposal.scores[kept]
        ranks[places, column] = np.arange(len(places))
        because[places, column] = proposal.because[kept]
    readings = {name: said[items] for one in found for name, said in one.readings.items()}
    sources = tuple(proposal.source for proposal in found)
    return Candidates(sources, items, scores, ranks, because, place, readings)
