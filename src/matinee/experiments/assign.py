"""Who is in which experiments: by hashes, so that a person stays where they are.

In each layer a person has one place in [0, 1); an experiment has the people of a stretch of it, so
that no one is in two of a layer. Which variant they get, and whether they are held out of
everything, are draws of their own. A stretch that grows keeps whom it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..assignment import uniform
from .config import Experiment, Variant


class Assigned(NamedTuple):
    """One experiment that a person is in, and what they get of it."""

    experiment: Experiment
    variant: Variant


def assigned(
    experiments: Iterable[Experiment], person: str, now: int, hold_out: float = 0.0
) -> tuple[Assigned, ...]:
    """The experiments of a person at `now` (ms), by an id that stays theirs."""
    if hold_out and uniform("experiments held out", person) < hold_out:
        return ()
    found = (_assign(one, person, now) for one in experiments)
    return tuple(one for one in found if one is not None)


def _assign(one: Experiment, person: str, now: int) -> Assigned | None:
    place = uniform("layer", one.layer, person)
    if not one.start <= place < one.start + one.reach(now):
        return None
    toss = uniform("variant", one.name, person) * sum(variant.weight for variant in one.variants)
    for variant in one.variants:
        toss -= variant.weight
        if toss < 0:
            return Assigned(one, variant)
    return Assigned(one, one.variants[-1])
