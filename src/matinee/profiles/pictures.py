"""Taste in pictures: what a person responds to in the pictures of titles, and what they pass by.

It is drawn from the evidence of the pictures that were chosen for them, not from the log of events:
a picture is known only to who served it. So snapshots of profiles leave it out, and it is read from
the evidence when a profile is.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from ..catalog import Catalog

_USUAL, _FEW = 0.05, 20.0
"""A person is taken to respond to one picture in twenty until twenty were seen."""
_DOUBT = 1.0
"""Responses more (or fewer) than expected at which half of them is believed."""
_LATEST = 5


class Tally(Struct):
    """Pictures seen that show a value, what they earned (see `outcomes.pictures`), how many of them
    won the person, and the latest items that were taken with one."""

    seen: int = 0
    earned: float = 0.0
    won: int = 0
    taken: list[str] = field(default_factory=list)


class PictureTaste(Struct):
    """Tallies by what pictures show, such as "person:Tom Hanks", "object:car", "look:warm"."""

    seen: int = 0
    earned: float = 0.0
    tallies: dict[str, Tally] = field(default_factory=dict)

    def learn(self, values: Iterable[str], item: str, before: float | None, after: float) -> None:
        """Take in what a picture earned, or a change of it; `before` is None at the first sight."""
        seen, more = int(before is None), after - (before or 0.0)
        self.seen += seen
        self.earned += more
        for value in values:
            tally = self.tallies.setdefault(value, Tally())
            tally.seen += seen
            tally.earned += more
            if after > 0 >= (before or 0.0):
                tally.won += 1
                tally.taken = [*tally.taken, item][-_LATEST:]
            elif after <= 0 < (before or 0.0):
                tally.won -= 1
                tally.taken = [one for one in tally.taken if one != item]

    def leanings(self) -> dict[str, float]:
        """Value -> how much more (to 1) or less (to -1) the person responds to pictures that show
        it than to pictures at all: (earned - expected) / (|earned - expected| + doubt + expected).
        """
        rate = max((self.earned + _FEW * _USUAL) / (self.seen + _FEW), 1e-6)
        found = {}
        for value, tally in self.tallies.items():
            expected = tally.seen * rate
            more = tally.earned - expected
            found[value] = more / (abs(more) + _DOUBT + expected)
        return found

    def scores(self, catalog: Catalog, items: NDArray[np.int32]) -> NDArray[np.float32]:
        """The mean leaning to what each item's own pictures show, 0 for those without; (k,)."""
        scores = np.zeros(len(items), np.float32)
        if not self.tallies:
            return scores
        leanings = self.leanings()
        for place, item in enumerate(items.tolist()):
            values = catalog.shown(item)
            if values:
                scores[place] = sum(leanings.get(value, 0.0) for value in values) / len(values)
        return scores
