"""Intervals of what was counted."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, JASA 22, 1927); 0 to 1 where nothing was tried."""
    if trials <= 0:
        return 0.0, 1.0
    share, square = successes / trials, _Z**2
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    reach = _Z / (1 + square / trials)
    reach *= sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
