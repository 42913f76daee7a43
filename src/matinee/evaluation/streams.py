"""Experiments in which both groups get the same, watched after every observation: how often the
sequences of `outcomes.comparing` say that they differ."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..outcomes.comparing import BURN_IN, Arm, compare

Floats = NDArray[np.float64]
PEOPLE, OBSERVATIONS = 1_500, 4_500
KINDS = ("once", "repeated", "ratio")
"""One observation of a person; the mean over people of how often of many times; the share of the
many times. The last two with what was known from before."""
_AT_ONCE = 500
_UNEVEN = 1.5
"""Some people give many times more observations than others."""


class FalseAlarms(Struct, frozen=True):
    """How many of so many streams without a difference told one at any time."""

    kind: str
    streams: int
    people: int
    observations: int
    alarms: int
    rate: float


def false_alarms(kind: str, streams: int, seed: int) -> FalseAlarms:
    """Watch streams of a kind. Raises ValueError for a kind that there is not."""
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}")
    chance = np.random.default_rng(seed)
    sizes = [min(_AT_ONCE, streams - done) for done in range(0, streams, _AT_ONCE)]
    alarms = sum(int(_Streams(kind, size, chance).watched().sum()) for size in sizes)
    observations = PEOPLE if kind == "once" else OBSERVATIONS
    return FalseAlarms(kind, streams, PEOPLE, observations, alarms, round(alarms / streams, 4))


class _Streams:
    """Some streams side by side. People come one after the other, and come again."""

    def __init__(self, kind: str, size: int, chance: np.random.Generator) -> None:
        self._kind, self._size, self._chance = kind, size, chance
        self._all = np.arange(size)
        self._group = chance.integers(0, 2, (size, PEOPLE))
        self._rate = chance.beta(2.0, 3.0, (size, PEOPLE))
        self._known = np.zeros((size, PEOPLE, 3))
        if kind != "once":
            self._known[..., 2] = chance.binomial(10, self._rate)
        self._people = np.zeros((2, size))
        self._sums = np.zeros((2, size, 3))
        self._products = np.zeros((2, size, 3, 3))

    def watched(self) -> NDArray[np.bool_]:
        """Which streams told a difference at any time past the burn-in; (size,)."""
        ever, there = np.zeros(self._size, bool), 0
        many = 1.0 if self._kind == "once" else PEOPLE / OBSERVATIONS
        for number in range(PEOPLE if self._kind == "once" else OBSERVATIONS):
            is_new = there <= number * many and there < PEOPLE
            there += is_new
            self._observe(there, is_new=is_new)
            ever |= self._differs()
        return ever

    def _observe(self, there: int, *, is_new: bool) -> None:
        """One more observation of each stream, of the newest person or of one who came before."""
        drawn = (there * self._chance.random(self._size) ** _UNEVEN).astype(np.int64)
        who = np.full(self._size, there - 1) if is_new else drawn
        group, before = self._group[self._all, who], self._known[self._all, who]
        after = before.copy()
        after[:, 0] += self._chance.random(self._size) < self._rate[self._all, who]
        after[:, 1] = after[:, 1] + 1 if self._kind == "ratio" else 1
        self._known[self._all, who] = after
        started = np.zeros_like(before) if is_new else before
        self._people[group, self._all] += is_new
        self._sums[group, self._all] += after - started
        self._products[group, self._all] += _square(after) - _square(started)

    def _differs(self) -> NDArray[np.bool_]:
        arms = zip(self._people, self._sums, self._products, strict=True)
        control, treated = (Arm(*parts) for parts in arms)
        if self._people.min(axis=0).max() < BURN_IN:
            return np.zeros(self._size, bool)
        found = compare(control, treated)
        differs = np.abs(found.difference) > found.reach
        return np.asarray(differs & (self._people.min(axis=0) >= BURN_IN))


def _square(values: Floats) -> Floats:
    return np.asarray(values[:, :, None] * values[:, None, :])
