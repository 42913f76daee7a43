"""How often each place of a page comes into view at all.

A place's attention is the chance that it comes into view times the chance that who has it in view
looks at it. Training learns from what was in view, so only the second is left for it to remove.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from .attention import Attention, Curve

Seen = tuple[str, str, int, int]
"""A place that came into view: device, page, row and column."""
_PLACES = 40
_LEAST = 0.2
"""No take counts more than 1 / this, however little its place is looked at."""


class Sights(Struct, frozen=True):
    """Shares of one device's pages on which a row, and a column, came into view; `pages` of which
    something did."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    pages: int

    def share(self, row: int, column: int) -> float:
        """The share of pages on which a place comes into view: rows and columns apart."""
        return _at(self.rows, row) * _at(self.columns, column)


def _at(shares: tuple[float, ...], place: int) -> float:
    return shares[min(place, len(shares) - 1)]


def count(seen: Iterable[Seen]) -> dict[str, Sights]:
    """The sights of each device."""
    pages: dict[str, set[str]] = {}
    counts: dict[str, tuple[Curve, Curve]] = {}
    for device, page, row, column in seen:
        if device not in counts:
            counts[device], pages[device] = (np.zeros(_PLACES), np.zeros(_PLACES)), set()
        pages[device].add(page)
        if row < _PLACES and column < _PLACES:
            counts[device][0][row] += column == 0
            counts[device][1][column] += row == 0
    return {
        device: Sights(
            _falling(counts[device][0] / len(pages[device])),
            _falling(counts[device][1] / max(counts[device][1][0], 1.0)),
            len(pages[device]),
        )
        for device in counts
    }


def _falling(shares: Curve) -> tuple[float, ...]:
    """Shares of which none is larger than the one before: who sees the fifth row saw the fourth."""
    kept = np.minimum.accumulate(np.minimum(shares, 1.0))
    return tuple(np.round(kept, 6).tolist())


def looked_at(attention: Attention, sights: Sights, row: int, column: int) -> float:
    """The chance that who has a place in view looks at it, next to the first; 0.2 to 1."""
    seen = sights.share(row, column) / max(sights.share(0, 0), 1e-9)
    looked = float(attention.curve(row + 1, column + 1)[row, column])
    return min(max(looked / max(seen, 1e-9), _LEAST), 1.0)
