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

FIRST = ("continue_watching", "top_picks", "my_list")
"""These rows stand at the top, where people look for them."""
OWN_KINDS = frozenset({"continue_watching", "my_list"})
"""Rows of what the person began or saved: shown from one title on."""
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
    # Scores have no zero of their own: worth is what lies above the last candidate, so that a
    # longer row is never worth less than a shorter one.
    stage = _Stage((scores - scores.min(initial=np.inf)).tolist())
    waiting = [(row, row.places.tolist()) for row in candidates]
    arranged: list[Arranged] = []
    while waiting and len(arranged) < rows:
        row, places = waiting.pop(stage.strongest(waiting))
        left = stage.left(places)
        if len(left) >= _shortest(row, config):
            stage.take(row, left[:columns])
            arranged.append(Arranged(row, left[:columns], len(left) > columns))
    return arranged


class _Stage:
    """What is on the page so far, and so what each row would add."""

    def __init__(self, scores: list[float]) -> None:
        self._scores = scores
        self._used = [False] * len(scores)
        self._kinds: dict[str, int] = {}

    def strongest(self, waiting: Sequence[tuple[RowCandidate, list[int]]]) -> int:
        """Which of the waiting rows adds most now; the first of equals."""
        for kind in FIRST:
            for number, (row, _) in enumerate(waiting):
                if row.kind == kind:
                    return number
        worth = [self._adds(row, places) for row, places in waiting]
        return worth.index(max(worth))

    def left(self, places: list[int]) -> list[int]:
        """Those places that are not on the page yet."""
        return [place for place in places if not self._used[place]]

    def take(self, row: RowCandidate, places: list[int]) -> None:
        """Put places of a row on the page."""
        for place in places:
            self._used[place] = True
        self._kinds[row.kind] = self._kinds.get(row.kind, 0) + 1

    def _adds(self, row: RowCandidate, places: list[int]) -> float:
        """Mean score of the first items that would be new, less if its kind is there already."""
        total, seen = 0.0, 0
        for place in places:
            if not self._used[place]:
                total += self._scores[place]
                seen += 1
                if seen == _LOOKED_AT:
                    break
        return total / _LOOKED_AT - _SAME_KIND_PENALTY * self._kinds.get(row.kind, 0)


def continuation(row: RowCandidate, taken: Iterable[int], columns: int) -> tuple[list[int], bool]:
    """The next `columns` places of a row without those `taken`, and whether more are left."""
    without = set(taken)
    left = [place for place in row.places.tolist() if place not in without]
    return left[:columns], len(left) > columns


def _shortest(row: RowCandidate, config: PageConfig) -> int:
    return 1 if row.kind in OWN_KINDS else config.shortest_row
