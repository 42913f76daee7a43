"""Exploration: on some pages one place shows a title that hardly anyone took, to learn of it.

Whether a page explores, and with which title, is drawn with stated chances that are logged with the
place: without them nothing could be learnt about titles that no one is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ..assignment import uniform
from .arrange import Arranged
from .config import PageConfig
from .rows import Shelf

_ROW_KIND = "top_picks"


class Exploration(Struct, frozen=True):
    """The place (row, column) that may explore, and the chance of what stands there.

    `explored` says whether it is a title drawn for its own sake.
    """

    row: int
    column: int
    propensity: float
    explored: bool

    def is_at(self, row: int, column: int) -> bool:
        """Whether this is the place."""
        return (self.row, self.column) == (row, column)


def explore(
    rows: Sequence[Arranged], shelf: Shelf, seed: str, config: PageConfig
) -> tuple[list[Arranged], Exploration | None]:
    """The rows, perhaps with one title exchanged; None where nothing was left to chance.

    With chance `explore` the place `explore_column` of the top picks shows one of the
    `explore_among` best cold candidates that the page lacks, each as likely as the others.
    """
    found = next((r for r, row in enumerate(rows) if row.row.kind == _ROW_KIND), None)
    column = config.explore_column
    if not config.explore or found is None or len(rows[found].places) <= column:
        return list(rows), None
    row, among = rows[found], _among(rows, shelf, config.explore_among)
    if not among:
        return list(rows), None
    if uniform("explore", seed) >= config.explore:
        return list(rows), Exploration(found, column, 1 - config.explore, explored=False)
    drawn = among[int(uniform("explored", seed) * len(among))]
    places = [*row.places[:column], drawn, *row.places[column + 1 :]]
    changed = [*rows[:found], replace(row, places=places, more=True), *rows[found + 1 :]]
    return changed, Exploration(found, column, config.explore / len(among), explored=True)


def _among(rows: Sequence[Arranged], shelf: Shelf, most: int) -> list[int]:
    """The best cold candidates that are fresh, not asked less of, and not on the page."""
    strength = shelf.candidates.column("cold").copy()
    strength[~shelf.fresh] = 0
    strength[[place for row in rows for place in row.places]] = 0
    strength[shelf.query.taste.wishes(shelf.query.catalog, shelf.candidates.items) < 0] = 0
    order = np.argsort(-strength, kind="stable")[:most]
    chosen: list[int] = order[strength[order] > 0].tolist()
    return chosen
