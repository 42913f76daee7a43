"""Swaps: on a few pages neighbours change places by the toss of a coin, so that places can be told
from what stands in them.

Of two neighbours that are swapped half of the time, each place holds the same items equally often:
how often people take from the one and from the other is the ratio of the attention that the places
get (Joachims, Swaminathan & Schnabel, "Unbiased learning-to-rank with biased feedback", WSDM 2017).
On a page either neighbouring items of all rows are tossed for, or neighbouring rows; pairs never
overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..assignment import uniform
from .arrange import Arranged
from .config import PageConfig

Thing = TypeVar("Thing")
PROPENSITY = 0.5
"""The chance of either order of a pair."""


class Swaps(Struct, frozen=True):
    """Which pairs of a page were tossed for: `kind` "i" (items) or "r" (rows)."""

    kind: str
    first: int
    rows: tuple[int, ...]
    """Items of each row."""
    fixed: frozenset[int] = frozenset()
    """Rows that an editor pinned: they stay where they are."""

    def word(self, row: int, column: int) -> str:
        """The pair of a place: "i4" for columns 4 and 5, "r2" for rows 2 and 3, "" for none."""
        at, length = (column, self.rows[row]) if self.kind == "i" else (row, len(self.rows))
        left = at - (at - self.first) % 2
        if left < self.first or left + 1 >= length:
            return ""
        is_fixed = self.kind == "r" and self.fixed & {left, left + 1}
        return "" if is_fixed else f"{self.kind}{left}"


def swap(
    rows: Sequence[Arranged], seed: str, config: PageConfig
) -> tuple[list[Arranged], Swaps | None]:
    """The rows, on a share `swaps` of pages with neighbours swapped; None where nothing was."""
    if not rows or uniform("swaps", seed) >= config.swaps:
        return list(rows), None
    kind = "i" if uniform("swaps kind", seed) < PROPENSITY else "r"
    first = int(uniform("swaps first", seed) < PROPENSITY)
    fixed = frozenset(at for at, row in enumerate(rows) if row.row.pinned is not None)
    if kind == "i":
        changed = [
            replace(row, places=_tossed(row.places, first, f"{seed} {number}"))
            for number, row in enumerate(rows)
        ]
    else:
        changed = _tossed(list(rows), first, seed, fixed)
    return changed, Swaps(kind, first, tuple(len(row.places) for row in changed), fixed)


def _tossed(
    things: list[Thing], first: int, seed: str, fixed: frozenset[int] = frozenset()
) -> list[Thing]:
    """Each pair of neighbours from `first` on, in one or the other order, but those `fixed`."""
    tossed = list(things)
    for left in range(first, len(things) - 1, 2):
        if not fixed & {left, left + 1} and uniform("swapped", seed, left) < PROPENSITY:
            tossed[left], tossed[left + 1] = tossed[left + 1], tossed[left]
    return tossed
