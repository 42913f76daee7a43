"""The share taken by kind of row and by place, and what that says of each kind.

Only what was seen counts. A kind is compared with what is usual at its places: with y takes where
e would be expected, its rate is (y + a) / (e + a), the mean of a Gamma-Poisson model whose prior
has mean 1 and weight a: little evidence leaves a kind near 1.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from ..storage.base import Evidence
from .satisfaction import OutcomesConfig, judge

PRIOR = 20.0
"""Expected takes at which half of a kind's rate is its own."""
_ROW_BANDS, _COLUMN_BANDS = (0, 1, 2, 4, 8), (0, 1, 2, 4, 6, 12)


class Share(Struct, frozen=True):
    """What was seen and taken somewhere; `rate` is takes over what is usual there, with its 95 %
    interval."""

    name: str
    seen: int
    taken: int
    share: float
    rate: float
    low: float
    high: float


class Places(Struct, frozen=True):
    """The share taken of what was seen: by kind of row, and by rows and columns from a place on."""

    seen: int
    taken: int
    kinds: list[Share]
    rows: list[Share]
    columns: list[Share]


def places_of(evidence: Iterable[Evidence], now: int, config: OutcomesConfig) -> Places:
    """The shares as of `now` (ms), most seen kind first."""
    kinds: dict[str, np.ndarray] = {}
    grid = np.zeros((len(_ROW_BANDS), len(_COLUMN_BANDS), 2))
    for one in evidence:
        if not one.seen:
            continue
        row, column = _band(_ROW_BANDS, one.row), _band(_COLUMN_BANDS, one.column)
        outcome = judge(one, now, config)
        counted = np.array((1.0, float(outcome.take)))
        grid[row, column] += counted
        if one.row_kind not in kinds:
            kinds[one.row_kind] = np.zeros_like(grid)
        kinds[one.row_kind][row, column] += counted
    usual = _usual(grid)
    seen, taken = grid.sum(axis=(0, 1))
    mean = taken / max(seen, 1.0)
    shares = [
        _share(kind, counts, float((counts[..., 0] * usual).sum()))
        for kind, counts in kinds.items()
    ]
    shares.sort(key=lambda share: (-share.seen, share.name))
    rows = [_band_share("row", first, grid[n], mean) for n, first in enumerate(_ROW_BANDS)]
    columns = [
        _band_share("column", first, grid[:, n], mean) for n, first in enumerate(_COLUMN_BANDS)
    ]
    return Places(int(seen), int(taken), shares, rows, columns)


def _band_share(what: str, first: int, counts: np.ndarray, mean: float) -> Share:
    return _share(f"{what} {first}", counts, float(counts[:, 0].sum()) * mean)


def kind_rates(places: Places) -> dict[str, float]:
    """What a row of each kind is worth next to another at the same place."""
    return {share.name: round(share.rate, 4) for share in places.kinds}


def _band(bands: tuple[int, ...], place: int) -> int:
    return sum(place >= first for first in bands) - 1


def _usual(grid: np.ndarray) -> np.ndarray:
    """The rate of takes at each place, drawn towards that of all; (rows, columns)."""
    seen, taken = grid[..., 0], grid[..., 1]
    overall = taken.sum() / max(seen.sum(), 1.0)
    return np.asarray((taken + PRIOR * overall) / (seen + PRIOR))


def _share(name: str, counts: np.ndarray, expected: float) -> Share:
    from scipy.special import gammaincinv  # noqa: PLC0415  (heavy)

    seen, taken = int(counts[..., 0].sum()), int(counts[..., 1].sum())
    low, high = gammaincinv(taken + PRIOR, (0.025, 0.975)) / (expected + PRIOR)
    rate = (taken + PRIOR) / (expected + PRIOR)
    return Share(name, seen, taken, taken / max(seen, 1), float(rate), float(low), float(high))
