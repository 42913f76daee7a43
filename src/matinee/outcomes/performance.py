"""How each picture does, with whom: counted as things happen, so that an editor can look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..storage.base import Evidence
from .statistics import wilson

EVERYONE = "everyone"
_FEWEST_STARTED = 10
AUDIENCES = {
    "new": "people who are new",
    "fan": "people who lean to what it shows",
    "other": "everybody else",
}
"""Those of `records.Pictured`, in words."""


class Performance(Struct, frozen=True):
    """Of `seen` sights of a picture `won` made the person stay (or buy) and `lost` lost them; the
    `rate` won, with its 95 % interval."""

    audience: str
    seen: int
    won: int
    lost: int
    rate: float
    low: float
    high: float


class PicturePerformance:
    """Counts of sights by picture and audience."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, dict[str, list[int]]]] = {}

    def learn(self, evidence: Evidence, before: float | None, after: float) -> None:
        """Take in what a sight earned, or a change of it; `before` is None at the first sight."""
        picture = evidence.picture
        if picture is None:
            return
        of_picture = self._counts.setdefault(picture.item, {}).setdefault(picture.artwork, {})
        for audience in _audiences(evidence):
            counts = of_picture.setdefault(audience, [0, 0, 0])
            counts[0] += before is None
            counts[1] += (after > 0) - ((before or 0.0) > 0)
            counts[2] += (after < 0) - ((before or 0.0) < 0)

    def counts(self) -> list[tuple[str, str, int, int]]:
        """(item, artwork, won, lost) of every picture that was seen."""
        return [
            (item, artwork, of[EVERYONE][1], of[EVERYONE][2])
            for item, pictures in self._counts.items()
            for artwork, of in pictures.items()
        ]

    def of(self, item: str, artwork: str) -> list[Performance]:
        """A picture's counts: everyone first, then by audience and device; [] if nobody saw it."""
        counts = self._counts.get(item, {}).get(artwork, {})
        order = [EVERYONE, *AUDIENCES.values()]
        names = sorted(counts, key=lambda n: order.index(n) if n in order else len(order))
        return [_performance(name, *counts[name]) for name in names]

    def total(self, item: str) -> Performance:
        """All pictures of an item together."""
        each = [counts[EVERYONE] for counts in self._counts.get(item, {}).values()]
        return _performance(EVERYONE, *map(sum, zip([0, 0, 0], *each, strict=True)))


def misleading(
    counts: Sequence[tuple[str, str, int, int]], discoveries: float = 0.1
) -> list[tuple[str, str, int, int, float]]:
    """Of pictures (item, artwork, won, lost) those that lose who starts from them beyond chance
    next to all together, with how many started and that share of all: binomial tests, false
    discoveries held to a tenth (Benjamini & Hochberg)."""
    from scipy.special import bdtrc  # noqa: PLC0415  (heavy)

    told = [one for one in counts if one[2] + one[3] >= _FEWEST_STARTED]
    lost, started = sum(one[3] for one in counts), sum(one[2] + one[3] for one in counts)
    if not told or not started:
        return []
    usual = lost / started
    p = [float(bdtrc(one[3] - 1, one[2] + one[3], usual)) if one[3] else 1.0 for one in told]
    order = sorted(range(len(told)), key=p.__getitem__)
    passed = [n for n, at in enumerate(order, 1) if p[at] <= discoveries * n / len(told)]
    named = [told[at] for at in order[: max(passed, default=0)]]
    return [(item, artwork, won + gone, gone, usual) for item, artwork, won, gone in named]


def _audiences(evidence: Evidence) -> Iterator[str]:
    yield EVERYONE
    if evidence.picture is not None and evidence.picture.audience in AUDIENCES:
        yield AUDIENCES[evidence.picture.audience]
    if evidence.device:
        yield f"on {evidence.device}"


def _performance(audience: str, seen: int, won: int, lost: int) -> Performance:
    low, high = wilson(won, seen)
    rate = round(won / seen, 4) if seen else 0.0
    return Performance(audience, seen, won, lost, rate, round(low, 4), round(high, 4))
