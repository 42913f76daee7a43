"""How a simulated person responds to a page, to results of a search and to a picture: plain
functions of what is shown and of chance, so that any policy can be run against them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from .assumptions import DEVICES, Assumptions

Chance = np.random.Generator
Grid = Sequence[Sequence[str]]
"""Item ids by row and column."""
Appeal = Callable[[int, int], float]
"""The appeal of what stands at a (row, column), its picture included."""


class Look(Struct, frozen=True):
    """A tile that was in view; `looked` tells whether the eye rested on it."""

    row: int
    column: int
    looked: bool


class Browsed(Struct, frozen=True):
    """What came of a page: every tile in view, in order, and where something was taken."""

    looks: list[Look]
    taken: tuple[int, int] | None


def takes(appeal: float, assumed: Assumptions) -> float:
    """The chance that who looks at a title takes it (logistic)."""
    return float(1 / (1 + np.exp(-assumed.sharpness * (appeal - assumed.pick))))


def stays(liking: float, assumed: Assumptions) -> float:
    """The chance of staying beyond the first minutes: by liking (stars) alone, so a picture that
    promises something else wins a click and loses a viewer."""
    return float(1 / (1 + np.exp(-assumed.stay_sharpness * (liking - assumed.stay))))


def browse(
    grid: Grid,
    device: str,
    patience: float,
    appeal: Appeal,
    *,
    assumed: Assumptions,
    chance: Chance,
) -> Browsed:
    """Go through a page row by row, until something is taken or patience ends."""
    shape = DEVICES.index(device)
    width, height = assumed.in_view[shape], assumed.rows_in_view[shape]
    looks: list[Look] = []
    for row, items in enumerate(grid):
        if row >= height and chance.random() > patience:
            break
        start = 0
        while start < len(items):
            for column in range(start, min(start + width, len(items))):
                looked = chance.random() < assumed.look * assumed.look_kept ** (column - start)
                looks.append(Look(row, column, looked))
                if looked and chance.random() < takes(appeal(row, column), assumed):
                    return Browsed(looks, (row, column))
            start += width
            if chance.random() > assumed.turn:
                break
    return Browsed(looks, None)


def find(results: Sequence[str], wanted: str, assumed: Assumptions, chance: Chance) -> int | None:
    """Where in the results of a search the wanted title was seen, None if it was not."""
    for place, item in enumerate(results):
        if item == wanted:
            return place
        if chance.random() > assumed.result_kept:
            return None
    return None
