"""Arrangement: stage by stage the row that adds most to what is already on the page.

A row is worth what its first items, those not on the page yet, are worth at this place: the sum of
attention x gain (Netflix, "Learning a Personalized Homepage", 2015), less what it takes the page
away from the person's own mix of categories (Steck, "Calibrated Recommendations", RecSys 2018).
Rows are filled in two rounds: first what is in view of each, so that no row hoards, far to the
right, what would lead another; then the rest, column by column. No item stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .attention import in_view
from .config import PageConfig
from .learnt import UNLEARNT, Learnt
from .mix import Mix
from .rows import RowCandidate, Shelf, gains

FIRST = ("continue_watching", "top_picks", "my_list")
"""These rows stand at the top, where people look for them."""
OWN_KINDS = frozenset({"continue_watching", "my_list"})
"""Rows of what the person began or saved: shown from one title on."""
_SAME_KIND = 0.9
"""Each row of a kind makes the next of that kind worth this share, so that kinds alternate."""
_NOTHING = -1


class Arranged(Struct, frozen=True, eq=False):
    """A row as placed: its candidates' places, strongest first, and whether it has more."""

    row: RowCandidate
    places: list[int]
    more: bool


def arrange(
    candidates: Sequence[RowCandidate],
    shelf: Shelf,
    size: tuple[int, int],
    config: PageConfig,
    learnt: Learnt = UNLEARNT,
) -> list[Arranged]:
    """At most as many rows, of at most as many items, as `size` says (rows, columns)."""
    stage = _Stage(candidates, shelf, size, config, learnt)
    while stage.is_open():
        stage.place_next()
    return stage.filled()


def _lead(shelf: Shelf, config: PageConfig) -> int:
    """Items of a row that are placed in the first round."""
    return max(in_view(shelf.query.device), config.shortest_row)


class _Stage:
    """What is on the page so far, and so what each row would add."""

    def __init__(
        self,
        candidates: Sequence[RowCandidate],
        shelf: Shelf,
        size: tuple[int, int],
        config: PageConfig,
        learnt: Learnt,
    ) -> None:
        self._waiting = list(candidates)
        self._left = [row.places.tolist() for row in candidates]
        self._placed: list[tuple[RowCandidate, list[int]]] = []
        self._used = np.zeros(len(shelf.scores) + 1, bool)
        self._rows, self._columns = size
        self._curve = learnt.curve(shelf.query.device, *size)
        self._kind_worth = np.array([learnt.worth(row.kind) for row in candidates])
        lead = min(_lead(shelf, config), self._columns)
        self._shortest = min(config.shortest_row, lead)
        self._gains = np.append(gains(shelf.scores, config.gain_scale), 0.0)
        self._mix = Mix(shelf, config.calibration, self._gains[:-1])
        kinds = np.array([row.kind for row in candidates])
        self._is_kind = kinds[:, None] == kinds[None, :]
        self._same = np.ones(len(candidates))
        self._leads = np.full((len(candidates), lead), _NOTHING)
        self._alive = np.ones(len(candidates), bool)
        self._pinned = np.array([row.pinned is not None for row in candidates], bool)
        own = np.array([row.kind in OWN_KINDS for row in candidates], bool)
        self._enough = np.where(own | self._pinned, 1, self._shortest)
        self._stands = [
            number for kind in FIRST for number in np.flatnonzero((kinds == kind) & ~self._pinned)
        ]
        # What editors pinned is set aside first, so that no row above takes its items.
        for number in np.argsort(~self._pinned, kind="stable").tolist():
            self._look(number)
            if self._pinned[number]:
                self._used[self._held(number)] = True
        self._drop_short()

    def is_open(self) -> bool:
        """Whether another row is to be placed and there is one."""
        return len(self._placed) < self._rows and bool(self._alive.any())

    def place_next(self) -> None:
        """Place the row that adds most here, or the one that must stand here."""
        number = self._must_stand()
        if number is None:
            number = int(np.argmax(np.where(self._alive, self._worth(), -np.inf)))
        row, places = self._waiting[number], self._held(number)
        if row.kind in OWN_KINDS:  # nobody looks elsewhere for what they saved or began
            rest = row.places[~self._used[row.places] & ~np.isin(row.places, places)]
            places = np.concatenate((places, rest))[: self._columns]
        self._alive[number] = False
        self._mix.take(places, self._curve[len(self._placed), : len(places)])
        self._placed.append((row, places.tolist()))
        self._same[self._is_kind[number]] *= _SAME_KIND
        self._used[places] = True
        touched = self._alive & ~self._pinned & self._used[self._leads].any(axis=1)
        for other in np.flatnonzero(touched).tolist():
            self._look(other)
        self._drop_short()

    def filled(self) -> list[Arranged]:
        """The placed rows with their second round, column by column, in order."""
        used = self._used.tolist()
        left = [iter(row.places.tolist()) for row, _ in self._placed]
        for column in range(self._leads.shape[1], self._columns):
            for (_, places), more in zip(self._placed, left, strict=True):
                if len(places) > column:  # the person's own, full already
                    continue
                place = next((one for one in more if not used[one]), None)
                if place is not None:
                    used[place] = True
                    places.append(place)
        return [
            Arranged(row, places, any(not used[one] for one in row.places.tolist()))
            for row, places in self._placed
        ]

    def _held(self, number: int) -> NDArray[np.int64]:
        """The first items of a row, as they were last looked for."""
        lead: NDArray[np.int64] = self._leads[number]
        return lead[lead >= 0]

    def _look(self, number: int) -> None:
        """Find a row's first items that are not on the page."""
        found, lead = self._left[number], self._leads[number]
        used, kept = self._used, 0
        lead[:] = _NOTHING
        for place in found:
            if not used[place]:
                lead[kept] = place
                kept += 1
                if kept == len(lead):
                    break

    def _drop_short(self) -> None:
        self._alive &= (self._leads >= 0).sum(axis=1) >= self._enough

    def _must_stand(self) -> int | None:
        """The row that an editor wants here or above, else the first of those at the top."""
        here = len(self._placed)
        for number in np.flatnonzero(self._alive & self._pinned).tolist():
            if (self._waiting[number].pinned or 0) <= here:
                return int(number)
        return next((int(number) for number in self._stands if self._alive[number]), None)

    def _worth(self) -> NDArray[np.float64]:
        """What each waiting row would add at the next place; (rows,)."""
        seen = self._curve[len(self._placed), : self._leads.shape[1]]
        gain = self._gains[self._leads] @ seen
        worth = gain * self._same * self._kind_worth + self._mix.adds(self._leads, seen)
        early = self._alive & self._pinned  # their place comes later, unless nothing else is left
        return worth if (early == self._alive).all() else np.where(early, -np.inf, worth)


def continuation(row: RowCandidate, taken: Iterable[int], columns: int) -> tuple[list[int], bool]:
    """The next `columns` places of a row without those `taken`, and whether more are left."""
    without = set(taken)
    left = [place for place in row.places.tolist() if place not in without]
    return left[:columns], len(left) > columns
