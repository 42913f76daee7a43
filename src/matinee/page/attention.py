"""Attention: the chance that somebody looks at a place (row, column) of the page.

Until it is learnt from swaps it is assumed: each row is looked at less than the one above by a
constant share, columns in view nearly alike, and those that must be scrolled to ever less.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]
IN_VIEW = {"tv": 6, "desktop": 6, "tablet": 4, "phone": 3}
"""Columns of a row that a device shows before it is moved."""
_ROW_KEPT = {"tv": 0.8, "desktop": 0.85, "tablet": 0.87, "phone": 0.9}
_IN_VIEW_KEPT, _BEYOND_KEPT = 0.96, 0.8


def in_view(device: str) -> int:
    """Columns of a row that a device shows before it is moved; those of a desktop if unknown."""
    return IN_VIEW.get(device, IN_VIEW["desktop"])


@lru_cache(maxsize=256)
def assumed(device: str, rows: int, columns: int) -> Curve:
    """The chance that each place is looked at, next to that of the first; (rows, columns)."""
    shown = in_view(device)
    down = _ROW_KEPT.get(device, _ROW_KEPT["desktop"]) ** np.arange(rows)
    column = np.arange(columns)
    along = _IN_VIEW_KEPT ** np.minimum(column, shown - 1)
    along = along * _BEYOND_KEPT ** np.maximum(column - shown + 1, 0)
    return np.outer(down, along)
