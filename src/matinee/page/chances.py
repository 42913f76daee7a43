"""All that is left to chance on a page, each choice with its propensity."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from .arrange import Arranged
from .config import PageConfig
from .explore import Exploration, explore
from .rows import Shelf
from .swaps import PROPENSITY, Swaps, swap


class Chances(Struct, frozen=True):
    """What was tossed for on a page; None where nothing was."""

    exploration: Exploration | None = None
    swaps: Swaps | None = None

    def is_guess(self, row: int, column: int) -> bool:
        """Whether a title stands at a place only to learn of it."""
        found = self.exploration
        return found is not None and found.explored and found.is_at(row, column)

    def explored(self, row: int, column: int) -> float:
        """The chance with which exploration put what stands at a place."""
        found = self.exploration
        return found.propensity if found is not None and found.is_at(row, column) else 1.0

    def swapped(self, row: int, column: int) -> tuple[float, str]:
        """The chance of the order of a place's pair and the pair's word; (1, "") if in none."""
        word = self.swaps.word(row, column) if self.swaps is not None else ""
        return (PROPENSITY, word) if word else (1.0, "")


NO_CHANCES = Chances()


def by_chance(
    rows: Sequence[Arranged], shelf: Shelf, seed: str, config: PageConfig
) -> tuple[list[Arranged], Chances]:
    """The rows after all random choices."""
    changed, swaps = swap(rows, seed, config)
    if swaps is not None:
        # A guess would stand on one side of its pair only, and pass for little attention there.
        return changed, Chances(swaps=swaps)
    changed, exploration = explore(changed, shelf, seed, config)
    return changed, Chances(exploration)
