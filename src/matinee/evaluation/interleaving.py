"""How many people it takes to tell two rankers apart: by interleaving, and by an A/B test.

People have a worth for each of some titles, and a liking to take more or less of anything. Two
rankers know that worth, one with more noise. Who looks at a row looks at place k with probability
1 / (1 + k)^0.5 and takes by worth and liking. An A/B test compares takes a person with CUPED on
takes of before; interleaving compares, within a person, the takes of each team. Both are watched
after each person by the sequences of `outcomes.comparing`.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..outcomes.comparing import BURN_IN, Arm, boundary, compare
from ..page.interleave import team_draft

Floats = NDArray[np.float64]
_TITLES, _PLACES, _VISITS = 40, 10, 4
_NOISE = (1.0, 0.8)
"""Of the rankers' knowledge of worth; the second is the better."""
_CREDIT = {"A": -1, "B": 1, "": 0}
_RATE = 0.12
_MOST = 60_000
_STEP = 25


class Interleaved(Struct, frozen=True):
    """The people until the better ranker was told, the median over runs, by each way; `ratio` is by
    how many times fewer interleaving needed. `unfound` runs of the A/B test ended without. The
    noise of the two rankers has the share `common` of its variance in common; the better one earns
    `lift` more takes."""

    common: float
    lift: float
    runs: int
    ab_people: int
    interleaved_people: int
    ratio: float
    unfound: int


def measure(runs: int, common: float, seed: int) -> Interleaved:
    """Run both ways on people of their own, `runs` times."""
    chance = np.random.default_rng(seed)
    population = _People(chance, _MOST, common)
    tested, drawn = [], []
    for _ in range(runs):
        who = chance.permutation(_MOST)
        tested.append(_until_told(population.tested[who], population.group(chance)))
        drawn.append(_until_preferred(population.preferred[who]))
    ab, interleaved = int(np.median(tested)), int(np.median(drawn))
    a, b = population.takes
    return Interleaved(
        common=common,
        lift=round(float(b.mean() / a.mean() - 1), 4),
        runs=runs,
        ab_people=ab,
        interleaved_people=interleaved,
        ratio=round(ab / interleaved, 1),
        unfound=sum(one >= _MOST for one in tested),
    )


class _People:
    """What people do with either ranker, and with both in one row. `tested` (n, 3): takes with the
    first, with the second, and before; `preferred` (n,): takes of the second team less the first's.
    """

    def __init__(self, chance: np.random.Generator, n: int, common: float) -> None:
        self._chance = chance
        worth = chance.normal(size=(n, _TITLES))
        liking = chance.gamma(2.0, 0.5, n) * _RATE
        shared = np.sqrt(common) * chance.normal(size=worth.shape)
        own = [np.sqrt(1 - common) * chance.normal(size=worth.shape) for _ in _NOISE]
        known = [worth + s * (shared + one) for s, one in zip(_NOISE, own, strict=True)]
        orders = [np.argsort(-one, axis=1) for one in known]
        of = [np.take_along_axis(worth, order, axis=1)[:, :_PLACES] for order in orders]
        before, *self.takes = (self._taken(one, liking).sum(axis=1) for one in (of[0], *of))
        self.tested = np.column_stack((*self.takes, before)).astype(float)
        rows, credit = np.empty((n, _PLACES), int), np.empty((n, _PLACES), int)
        for person in range(n):
            first, second = (order[person].tolist() for order in orders)
            rows[person], teams = team_draft(first, second, _PLACES, str(person))
            credit[person] = [_CREDIT[team] for team in teams]
        taken = self._taken(np.take_along_axis(worth, rows, axis=1), liking)
        self.preferred = (taken * credit).sum(axis=1).astype(float)

    def group(self, chance: np.random.Generator) -> NDArray[np.int64]:
        """Which ranker each person is given."""
        return chance.integers(0, 2, len(self.preferred))

    def _taken(self, worth: Floats, liking: Floats) -> NDArray[np.int64]:
        """Takes at each place over all visits; (n, places)."""
        looked = 1 / np.sqrt(1 + np.arange(worth.shape[1]))
        rate = np.clip(liking[:, None] * np.exp(0.5 * worth) * looked, 0, 1)
        return self._chance.binomial(_VISITS, rate)


def _until_told(tested: Floats, group: NDArray[np.int64]) -> int:
    values = np.column_stack(
        (tested[np.arange(len(group)), group], np.ones(len(group)), tested[:, 2])
    )
    a, b = (_running(values * (group == one)[:, None], group == one) for one in (0, 1))
    found = compare(a, b)
    told = (found.difference > found.reach) & (np.minimum(a.people, b.people) >= BURN_IN)
    return _first(told, len(group))


def _running(values: Floats, is_in: NDArray[np.bool_]) -> Arm:
    """The group after every few people."""
    at = slice(_STEP - 1, None, _STEP)
    products = values[:, :, None] * values[:, None, :]
    people = np.cumsum(is_in)[at].astype(float)
    return Arm(people, values.cumsum(axis=0)[at], products.cumsum(axis=0)[at])


def _until_preferred(preferred: Floats) -> int:
    t = np.arange(1, len(preferred) + 1)
    mean = preferred.cumsum() / t
    spread = np.sqrt(np.maximum((preferred**2).cumsum() / t - mean**2, 0))
    told = (mean > boundary(t.astype(float)) * spread) & (t >= BURN_IN)
    return _first(told[_STEP - 1 :: _STEP], len(preferred))


def _first(told: NDArray[np.bool_], most: int) -> int:
    return int(np.argmax(told) + 1) * _STEP if told.any() else most
