"""Attention: the chance that somebody looks at a place (row, column) of the page.

Until it is learnt it is assumed: each row is looked at less than the one above by a constant share,
columns in view nearly alike, and those that must be scrolled to ever less. Swaps correct that, one
device at a time: log attention is a curve over rows plus one over columns, whose steps are drawn
from the assumed ones (standard deviation 0.5) towards the ratios of what was taken from neighbours
that were swapped, and to one another, so that a curve is smooth where little is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Curve = NDArray[np.float64]
Taken = tuple[str, str, int, int]
"""Something taken from a swapped place: device, the pair's word (see `swaps`), row and column."""
IN_VIEW = {"tv": 6, "desktop": 6, "tablet": 4, "phone": 3}
"""Columns of a row that a device shows before it is moved."""
_ROW_KEPT = {"tv": 0.8, "desktop": 0.85, "tablet": 0.87, "phone": 0.9}
_IN_VIEW_KEPT, _BEYOND_KEPT = 0.96, 0.8
_STEP_SD, _SMOOTH_SD = 0.5, 0.3
_ROWS, _COLUMNS = 40, 40
_Z95 = 1.96


def in_view(device: str) -> int:
    """Columns of a row that a device shows before it is moved; those of a desktop if unknown."""
    return IN_VIEW.get(device, IN_VIEW["desktop"])


@lru_cache(maxsize=256)
def assumed(device: str, rows: int, columns: int) -> Curve:
    """The chance that each place is looked at, next to that of the first; (rows, columns)."""
    return np.exp(np.add.outer(_assumed_rows(device, rows), _assumed_columns(device, columns)))


def _assumed_rows(device: str, rows: int) -> Curve:
    kept = _ROW_KEPT.get(device, _ROW_KEPT["desktop"])
    return np.asarray(np.log(kept) * np.arange(rows))


def _assumed_columns(device: str, columns: int) -> Curve:
    shown, column = in_view(device), np.arange(columns)
    near = np.log(_IN_VIEW_KEPT) * np.minimum(column, shown - 1)
    return np.asarray(near + np.log(_BEYOND_KEPT) * np.maximum(column - shown + 1, 0))


class Attention(Struct, frozen=True):
    """What was learnt of one device: log attention of each row and column next to the first, and
    the standard deviation of each; `taken` is how many takes from swapped places it rests on."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    rows_sd: tuple[float, ...]
    columns_sd: tuple[float, ...]
    taken: int

    def curve(self, rows: int, columns: int) -> Curve:
        """The chance that each place is looked at, next to that of the first; (rows, columns)."""
        return np.exp(np.add.outer(_longer(self.rows, rows), _longer(self.columns, columns)))

    def interval(self, row: int, column: int) -> tuple[float, float]:
        """The 95 % interval of a place's attention next to the first's."""
        middle = self.rows[row] + self.columns[column]
        away = _Z95 * float(np.hypot(self.rows_sd[row], self.columns_sd[column]))
        return float(np.exp(middle - away)), float(np.exp(middle + away))


def _longer(known: tuple[float, ...], length: int) -> Curve:
    """The first of some values; beyond the last its step goes on."""
    step = known[-1] - known[-2]
    more = known[-1] + step * np.arange(1, max(length - len(known), 0) + 1)
    return np.concatenate((known, more))[:length]


def curve_for(learnt: Mapping[str, Attention], device: str, rows: int, columns: int) -> Curve:
    """What was learnt of a device's places, else what is assumed of them; (rows, columns)."""
    found = learnt.get(device)
    return assumed(device, rows, columns) if found is None else found.curve(rows, columns)


def learn(taken: Iterable[Taken]) -> dict[str, Attention]:
    """The attention of each device that something was taken from swapped places on."""
    counts: dict[str, tuple[Curve, Curve]] = {}
    for device, word, row, column in taken:
        if device not in counts:
            counts[device] = np.zeros((_ROWS - 1, 2)), np.zeros((_COLUMNS - 1, 2))
        rows, columns = counts[device]
        left = int(word[1:])
        table, at = (columns, column) if word[0] == "i" else (rows, row)
        if left < len(table):
            table[left, at - left] += 1
    return {device: _learnt(device, *tables) for device, tables in counts.items()}


def _learnt(device: str, rows: Curve, columns: Curve) -> Attention:
    down, down_sd = _steps(rows, np.diff(_assumed_rows(device, _ROWS)))
    along, along_sd = _steps(columns, np.diff(_assumed_columns(device, _COLUMNS)))
    total = int(rows.sum() + columns.sum())
    return Attention(down, along, down_sd, along_sd, total)


def _steps(pairs: Curve, prior: Curve) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Log attention next to the first place, and its standard deviation, from pairs of neighbours.

    `pairs` (n, 2): what was taken from the one and from the other place of each pair. With d the
    steps of log attention, d_i ~ N(log((b + 1/2) / (a + 1/2)), 1 / (a + 1/2) + 1 / (b + 1/2)) where
    something was taken, d ~ N(prior, 0.5^2), and neighbouring differences from the prior
    ~ N(0, 0.3^2): the posterior is Gaussian.
    """
    n = len(prior)
    known = pairs.sum(axis=1) > 0
    ratio = np.log((pairs[:, 1] + 0.5) / (pairs[:, 0] + 0.5))
    weight = np.where(known, 1 / (1 / (pairs + 0.5)).sum(axis=1), 0.0)
    smooth = np.diff(np.eye(n), axis=0)
    precision = np.diag(weight + 1 / _STEP_SD**2) + smooth.T @ smooth / _SMOOTH_SD**2
    shift = np.linalg.solve(precision, weight * (ratio - prior))
    sums = np.tril(np.ones((n, n)))
    spread = sums @ np.linalg.inv(precision) @ sums.T
    middle = np.concatenate(([0.0], np.cumsum(prior + shift)))
    deviation = np.concatenate(([0.0], np.sqrt(np.diag(spread))))
    return tuple(middle.tolist()), tuple(deviation.tolist())
