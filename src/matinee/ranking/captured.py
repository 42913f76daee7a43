"""What the ranker knew of an item when it was served, kept until an impression asks for it.

A page describes hundreds of items and a person sees some dozens of them: only these teach, so only
their vectors are stored, when the client says that they were seen.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..records import Pictured
from .features import FEATURES

FEATURES_ID = blake2b(",".join(FEATURES).encode(), digest_size=6).hexdigest()
"""Stored with each vector: columns of other features mean something else."""

Place = tuple[int, int]


class Described(Struct, frozen=True, eq=False):
    """Feature vectors `x` (k, len(FEATURES)); `rows`: (row, column) of the page -> row of x;
    `pictures`: place -> the picture that was drawn for it."""

    x: NDArray[np.float32]
    rows: dict[Place, int]
    pictures: dict[Place, Pictured] = {}


class Captures:
    """The vectors of the pages served last, in memory."""

    def __init__(self, pages: int) -> None:
        self._pages = pages
        self._kept: OrderedDict[str, list[Described]] = OrderedDict()

    def keep(self, page_id: str, described: Described) -> None:
        """Remember what a page, or more of one of its rows, was ranked by."""
        if not self._pages or not (described.rows or described.pictures):
            return
        self._kept.setdefault(page_id, []).append(described)
        self._kept.move_to_end(page_id)
        while len(self._kept) > self._pages:
            self._kept.popitem(last=False)

    def of(self, page_id: str, place: Place) -> bytes | None:
        """The vector of one place as float32 bytes; None if it is no longer, or never was, kept."""
        for described in self._kept.get(page_id, ()):
            if (row := described.rows.get(place)) is not None:
                return bytes(described.x[row].tobytes())
        return None

    def picture(self, page_id: str, place: Place) -> Pictured | None:
        """The picture drawn for a place; None if it is no longer, or never was, kept."""
        for described in self._kept.get(page_id, ()):
            if (drawn := described.pictures.get(place)) is not None:
                return drawn
        return None

    def forget(self) -> None:
        """Drop everything."""
        self._kept.clear()
