"""What a candidate source is given and gives back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import Catalog
from ..profiles import Profile, ProfilesConfig, Taste, read_taste
from ..profiles.context import context_of

Indices = NDArray[np.int32]
Floats = NDArray[np.float32]
_EPOCH, _SUNDAY = date(1970, 1, 1).toordinal(), 6


class Query(Struct, frozen=True, eq=False):
    """For whom, when and on what candidates are wanted.

    `now` is in ms, `hour` (0-23) and `weekday` (0 is Monday; a holiday is a Sunday) are local;
    `trail` (k,) are catalogue indices of what the person took, latest first.
    """

    profile: Profile
    taste: Taste
    catalog: Catalog
    now: int
    device: str
    hour: int
    weekday: int
    trail: Indices

    @classmethod
    def of(
        cls,
        profile: Profile,
        catalog: Catalog,
        config: ProfilesConfig,
        *,
        now: int,
        device: str = "other",
        offset_min: int = 0,
    ) -> Query:
        """A query for a person as they are known now; `offset_min` makes the time local."""
        taste = read_taste(profile, catalog, now, config)
        hours = (now // 60_000 + offset_min) // 60
        trail = catalog.indices(profile.trail.read(0, 0.0))
        weekday = _weekday(hours // 24, config)
        return cls(profile, taste, catalog, now, device, hours % 24, weekday, trail)

    @property
    def context(self) -> int:
        """The number of the moment, see `profiles.context`."""
        return context_of(self.device, self.hour, self.weekday)

    def taken_like_now(self, told: Callable[[int], int]) -> Indices:
        """What of the trail was taken at moments that `told` (of `profiles.context`) tells as it
        does the present one; nothing where it is all of the trail, which then says nothing."""
        contexts, now = self.profile.trail.contexts, told(self.context)
        then = [item for item, one in contexts.items() if told(one) == now]
        return self.catalog.indices(then if len(then) < len(contexts) else ())


def _weekday(day: int, config: ProfilesConfig) -> int:
    """0 for Monday of a local day (since 1970-01-01); a holiday is a Sunday."""
    if config.holidays and date.fromordinal(_EPOCH + day) in config.holidays:
        return _SUNDAY
    return (day + 3) % 7


class Found(Struct, frozen=True, eq=False):
    """A source's proposals, strongest first.

    `items` (k,) are catalogue indices, `scores` (k,) lie in 0 to 1, and `because` (k,) names the
    item of the person's past that speaks most for each (-1 where none does). `readings` are other
    figures from the same evidence, each for the whole catalogue (n,), for the ranker.
    """

    source: str
    items: Indices
    scores: Floats
    because: Indices
    readings: dict[str, Floats] = {}


class Source(Protocol):
    """A candidate source. `matinee.testing.sources` checks one."""

    name: str

    def find(self, query: Query, n: int) -> Found:
        """At most `n` proposals; none where the source has nothing to say. No item twice."""
        ...


def best(scores: Floats, n: int) -> Indices:
    """Places of the n largest scores, largest first, ties by place: equal input, equal output."""
    places = foremost(scores, n)
    # Places ascend, so a stable sort settles ties by place.
    return places[np.argsort(-scores[places], kind="stable")]


def foremost(scores: Floats, n: int) -> Indices:
    """Places of the n largest scores in ascending order; the earlier place wins a tie."""
    if n <= 0:
        return np.zeros(0, np.int32)
    if len(scores) <= n:
        return np.arange(len(scores), dtype=np.int32)
    edge = np.partition(scores, len(scores) - n)[len(scores) - n]
    kept = scores > edge
    # A partition alone would leave the choice among ties at the edge to chance of layout.
    kept[np.flatnonzero(scores == edge)[: n - int(kept.sum())]] = True
    return np.flatnonzero(kept).astype(np.int32)


def strongest(source: str, scores: Floats, n: int, because: Indices | None = None) -> Found:
    """The n best positive scores over the whole catalogue, scaled so that the best is 1.

    `scores` has shape (len(catalog),).
    """
    positive = np.flatnonzero(scores > 0).astype(np.int32)
    order = positive[best(scores[positive], n)]
    found = scores[order].astype(np.float32)
    scaled = found / found[0] if len(found) else found
    why = np.full(len(order), -1, np.int32) if because is None else because[order]
    return Found(source, order, scaled, why)
