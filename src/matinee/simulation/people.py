"""Simulated people: each has the taste of a real one, and habits of their own."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from .assumptions import DEVICES, PARTS, Assumptions
from .tastes import Floats, Tastes

PREFIX = "simulated-"
"""Every id of a simulated person begins with it."""
EMPHASES = ("person", "mood", "genre")
"""What a picture may stress."""
_ENOUGH = 1e-12
_WEEKEND = 5


class Moment(Struct, frozen=True):
    """When and on what a visit takes place. `day` counts from the first, taken for a
    Monday whatever the calendar says; `minute` of the day."""

    day: int
    minute: int
    device: str

    @property
    def part(self) -> int:
        """Which of PARTS it is."""
        return self.minute // 360

    @property
    def stretch(self) -> int:
        """Which of the eight parts of weekdays and weekends it is."""
        return self.part + len(PARTS) * (self.day % 7 >= _WEEKEND)


class Person(Struct, frozen=True, eq=False):
    """One of the audience. `own` (items,): what no class tells of their taste."""

    user_id: str
    number: int
    mix: Floats
    own: Floats
    sessions_a_day: float
    patience: dict[str, float]
    """Chance of going on to the next row, by device."""
    searches: float
    pictures: dict[str, float]
    """What a picture that stresses something adds to the appeal of a title."""


class Audience:
    """The people, what their moods are, and how much each title appeals to each of them."""

    def __init__(self, tastes: Tastes, size: int, seed: int, assumed: Assumptions) -> None:
        self.assumed = assumed
        self.seed = seed
        self.tastes = tastes
        self.place = {item: place for place, item in enumerate(tastes.items)}
        chance = np.random.default_rng([seed, 0])
        classes = len(tastes.interest)
        self._tilt = np.exp(chance.normal(0, assumed.mood_tilt, (2 * len(PARTS), classes)))
        models = chance.permutation(len(tastes.mixes))
        self.people = [
            self._person(number, tastes.mixes[models[number % len(models)]])
            for number in range(size)
        ]

    def _person(self, number: int, mix: Floats) -> Person:
        assumed, chance = self.assumed, np.random.default_rng([self.seed, 1, number])
        spread = assumed.patience_spread
        return Person(
            user_id=f"{PREFIX}{number:05d}",
            number=number,
            mix=mix,
            own=chance.normal(0, assumed.idiosyncrasy, len(self.tastes.items)),
            sessions_a_day=float(chance.gamma(2, assumed.sessions_a_day / 2)),
            patience={
                device: float(chance.beta(mean * spread, (1 - mean) * spread))
                for device, mean in zip(DEVICES, assumed.patience, strict=True)
            },
            searches=float(chance.beta(8 * assumed.searches, 8 * (1 - assumed.searches))),
            pictures={one: float(chance.normal(0, assumed.picture_taste)) for one in EMPHASES},
        )

    def visits(self, day: int) -> list[tuple[Person, Moment]]:
        """Who comes on a day and when, in order of time."""
        found = []
        for person in self.people:
            chance = self.chance(person, day, -1)
            for _ in range(int(chance.poisson(person.sessions_a_day))):
                part = int(chance.choice(len(PARTS), p=self.assumed.hours))
                device = str(chance.choice(DEVICES, p=self.assumed.devices[part]))
                minute = part * 360 + int(chance.integers(360))
                found.append((person, Moment(day, minute, device)))
        return sorted(found, key=lambda one: (one[1].minute, one[0].number))

    def chance(self, person: Person, day: int, minute: int) -> np.random.Generator:
        """The dice of one visit: the same for every policy that is compared."""
        return np.random.default_rng([self.seed, 2, person.number, day, minute + 1])

    def mood(self, person: Person, moment: Moment, chance: np.random.Generator) -> Floats:
        """The mix of classes for one visit; (classes,)."""
        leaning = person.mix * self._tilt[moment.stretch]
        mood = np.zeros(len(leaning))
        mood[chance.choice(len(leaning), p=leaning / leaning.sum())] = 1.0
        share = self.assumed.mood
        return np.asarray((1 - share) * person.mix + share * mood)

    def liking(self, mix: Floats) -> Floats:
        """Expected stars of every title; (items,)."""
        return np.asarray(mix @ self.tastes.liking)

    def appeal(self, person: Person, mix: Floats) -> Floats:
        """How much every title appeals: log interest, next to a title of no interest in
        particular, liking, and what is their own; (items,)."""
        interest = np.log(mix @ self.tastes.interest * len(self.tastes.items) + _ENOUGH)
        stars = self.liking(mix) - self.tastes.liking.mean()
        return np.asarray(interest + self.assumed.stars_weight * stars + person.own)
