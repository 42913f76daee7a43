"""Arrangement: stage by stage the row that adds most to what is already on the page.

A row's worth counts only items not yet placed (Netflix, "Learning a Personalized Homepage", 2015).
Columns hold the row's items strongest first; no item stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .config import PageConfig
from .rows import Places, RowCandidate

FIRST = ("continue_watching", "top_picks")
"""These rows stand at the top, where people look for them."""
_LOOKED_AT = 6
"""Items of a row that are in view before scrolling: its worth is judged by them."""
_SAME_KIND_PENALTY = 0.12
"""Each row of a kind makes the next of that kind worth less, so that kinds alternate."""


class Arranged(Struct, frozen=True, eq=False):
    """A row as placed: its candidates' places, strongest first, and how many more it has."""

    row: RowCandidate
    places: list[int]
    more: bool


def arrange(
    candidates: Sequence[RowCandidate],
    scores: NDArray[np.float32],
    rows: int,
    columns: int,
    config: PageConfig,
) -> list[Arranged]:
    """At most `rows` rows of at most `columns` items; `scores` has one entry a candidate."""
    used = np.zeros(len(scores), bool)
    waiting = list(candidates)
    arranged: list[Arranged] = []
    kinds: dict[str, int] = {}
    while waiting and len(arranged) < rows:
        row = _next(waiting, scores, used, kinds)
        waiting.remove(row)
        left = row.places[~used[row.places]]
        if len(left) < _shortest(row, config):
            continue
        placed = left[:columns]
        used[placed] = True
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
        arranged.append(Arranged(row, placed.tolist(), len(left) > columns))
    return arranged


def continuation(row: RowCandidate, taken: Iterable[int], columns: int) -> tuple[list[int], bool]:
    """The next `columns` places of a row without those `taken`, and whether more are left."""
    without = set(taken)
    left = [place for place in row.places.tolist() if place not in without]
    return left[:columns], len(left) > columns


def _shortest(row: RowCandidate, config: PageConfig) -> int:
    return 1 if row.kind == "continue_watching" else config.shortest_row


def _next(
    waiting: Sequence[RowCandidate],
    scores: NDArray[np.float32],
    used: NDArray[np.bool_],
    kinds: dict[str, int],
) -> RowCandidate:
    for kind in FIRST:
        for row in waiting:
            if row.kind == kind:
                return row
    return max(waiting, key=lambda row: _worth(row.places, scores, used) - _dull(row, kinds))


def _worth(places: Places, scores: NDArray[np.float32], used: NDArray[np.bool_]) -> float:
    left = places[~used[places]][:_LOOKED_AT]
    return float(scores[left].sum()) / _LOOKED_AT


def _dull(row: RowCandidate, kinds: dict[str, int]) -> float:
    return _SAME_KIND_PENALTY * kinds.get(row.kind, 0)
