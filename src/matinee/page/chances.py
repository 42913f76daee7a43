"""All that is left to chance on a page, each choice with its propensity."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from .arrange import Arranged
from .config import PageConfig
from .explore import Exploration, explore
from .holding import hold_out
from .interleave import drafted
from .rows import Shelf
from .swaps import PROPENSITY, Swaps, swap


class Chances(Struct, frozen=True):
    """What was tossed for on a page; None where nothing was."""

    exploration: Exploration | None = None
    swaps: Swaps | None = None
    teams: dict[tuple[int, int], str] = {}
    """Where two rankers are interleaved, whose pick stands at (row, column)."""
    held_out: tuple[str, ...] = ()
    """Kinds of rows that the page was not given."""
    hold_out: float = 0.0
    """The chance of that, for each kind."""

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


class Tosses(Struct, frozen=True):
    """What chance on a page derives from: for some time, and for the person's week. With `rival`,
    another ranker's order of the top picks, these are mixed with it and nothing else is tossed for
    within rows."""

    seed: str
    person_week: str = ""
    rival: Sequence[int] | None = None


def by_chance(
    rows: Sequence[Arranged], shelf: Shelf, tosses: Tosses, config: PageConfig
) -> tuple[list[Arranged], Chances]:
    """The rows after all random choices."""
    kept, held = hold_out(rows, tosses.person_week, config.hold_out)
    changed, chances = _within(kept, shelf, tosses, config)
    return changed, replace(chances, held_out=held, hold_out=config.hold_out)


def _within(
    rows: Sequence[Arranged], shelf: Shelf, tosses: Tosses, config: PageConfig
) -> tuple[list[Arranged], Chances]:
    if tosses.rival is not None:
        mixed, teams = drafted(rows, tosses.rival, tosses.seed)
        return mixed, Chances(teams=teams)
    changed, swaps = swap(rows, tosses.seed, config)
    if swaps is not None:
        # A guess would stand on one side of its pair only, and pass for little attention there.
        return changed, Chances(swaps=swaps)
    changed, exploration = explore(changed, shelf, tosses.seed, config)
    return changed, Chances(exploration)
