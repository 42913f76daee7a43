"""Tastes of an audience: latent classes of people, learned from real ratings.

Gaussian pLSA (Hofmann, "Collaborative filtering via Gaussian probabilistic latent semantic
analysis", SIGIR 2003) with what is chosen and how it is liked in one model:
p(y, v | u) = sum_z p(z | u) p(y | z) N(v; mu_zy, sigma). No candidate source of Matinee is of this
family, so what a source assumes is not what the audience does.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..errors import BadInput

Floats = NDArray[np.float64]
Rated = tuple[str, str, float]
"""(person, item, stars 0.5 to 5)."""
_SIGMA = 0.9
_INTEREST_PRIOR, _LIKING_PRIOR, _MIX_PRIOR = 3.0, 5.0, 0.5
_FEWEST = 20
"""Ratings below which a person says too little to stand for somebody."""


class Tastes(Struct, frozen=True, eq=False):
    """What the classes want and how they like it.

    `interest` (classes, items): p(item | class). `liking` (classes, items): expected stars.
    `mixes` (people, classes): p(class | person) of the real people they were learned from.
    """

    items: tuple[str, ...]
    interest: Floats
    liking: Floats
    mixes: Floats


def learn(rated: Iterable[Rated], *, classes: int = 16, rounds: int = 60, seed: int = 1) -> Tastes:
    """Tastes by expectation maximisation. Raises BadInput where nobody rated enough."""
    people, items, stars = _arrays(rated)
    users, user = np.unique(people, return_inverse=True)
    names, item = np.unique(items, return_inverse=True)
    if not len(users):
        raise BadInput(f"Tastes need people with {_FEWEST} ratings or more; there are none.")
    usual = np.bincount(item, minlength=len(names))
    share = usual / usual.sum()
    mean = (np.bincount(item, stars, len(names)) + _LIKING_PRIOR * stars.mean()) / (
        usual + _LIKING_PRIOR
    )
    claims = np.random.default_rng(seed).dirichlet(np.ones(classes), len(stars))
    for _ in range(rounds):
        mixes = _sums(user, claims, len(users)) + _MIX_PRIOR
        mixes /= mixes.sum(axis=1, keepdims=True)
        held = _sums(item, claims, len(names))
        liking = _sums(item, claims * stars[:, None], len(names)) + _LIKING_PRIOR * mean[:, None]
        liking /= held + _LIKING_PRIOR
        interest = held + _INTEREST_PRIOR * share[:, None] * len(names) / 10
        interest /= interest.sum(axis=0)
        away = (stars[:, None] - liking[item]) / _SIGMA
        log = np.log(mixes[user]) + np.log(interest[item]) - 0.5 * np.square(away)
        claims = np.exp(log - log.max(axis=1, keepdims=True))
        claims /= claims.sum(axis=1, keepdims=True)
    return Tastes(tuple(names.tolist()), interest.T.copy(), liking.T.copy(), mixes)


def _arrays(rated: Iterable[Rated]) -> tuple[NDArray[np.str_], NDArray[np.str_], Floats]:
    rows = list(rated)
    people = np.array([row[0] for row in rows], np.str_)
    _, inverse, counts = np.unique(people, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(counts[inverse] >= _FEWEST) if rows else np.zeros(0, np.int64)
    items, stars = np.array([row[1] for row in rows], np.str_), np.array([row[2] for row in rows])
    return people[kept], items[kept], stars[kept].astype(np.float64)


def _sums(group: NDArray[np.int64], values: Floats, groups: int) -> Floats:
    """Sums of rows of `values` by group; (groups, columns)."""
    return np.stack([np.bincount(group, column, groups) for column in values.T], axis=1)
