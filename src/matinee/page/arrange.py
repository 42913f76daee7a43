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
from .rows import RowCandidate

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


class _Waiting(Struct, frozen=True, eq=False):
    row: RowCandidate
    places: list[int]


def arrange(
    candidates: Sequence[RowCandidate],
    scores: NDArray[np.float32],
    rows: int,
    columns: int,
    config: PageConfig,
) -> list[Arranged]:
    """At most `rows` rows of at most `columns` items; `scores` has one entry a candidate."""
    worth, used = scores.tolist(), [False] * len(scores)
    waiting = [_Waiting(row, row.places.tolist()) for row in candidates]
    arranged: list[Arranged] = []
    kinds: dict[str, int] = {}
    while waiting and len(arranged) < rows:
        chosen = _next(waiting, worth, used, kinds)
        waiting.remove(chosen)
        row = chosen.row
        left = [place for place in chosen.places if not used[place]]
        if len(left) < _shortest(row, config):
            continue
        placed = left[:columns]
        for place in placed:
            used[place] = True
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
        arranged.append(Arranged(row, placed, len(left) > columns))
    return arranged


def continuation(row: RowCandidate, taken: Iterable[int], columns: int) -> tuple[list[int], bool]:
    """The next `columns` places of a row without those `taken`, and whether more are left."""
    without = set(taken)
    left = [place for place in row.places.tolist() if place not in without]
    return left[:columns], len(left) > columns


def _shortest(row: RowCandidate, config: PageConfig) -> int:
    return 1 if row.kind == "continue_watching" else config.shortest_row


def _next(
    waiting: Sequence[_Waiting], worth: list[float], used: list[bool], kinds: dict[str, int]
) -> _Waiting:
    for kind in FIRST:
        for one in waiting:
            if one.row.kind == kind:
                return one
    return max(waiting, key=lambda one: _adds(one.places, worth, used) - _dull(one.row, kinds))


def _adds(places: list[int], worth: list[float], used: list[bool]) -> float:
    """Mean score of the first items that would be new on the page."""
    total, seen = 0.0, 0
    for place in places:
        if not used[place]:
            total += worth[place]
            seen += 1
            if seen == _LOOKED_AT:
                break
    return total / _LOOKED_AT


def _dull(row: RowCandidate, kinds: dict[str, int]) -> float:
    return _SAME_KIND_PENALTY * kinds.get(row.kind, 0)
