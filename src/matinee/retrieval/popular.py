"""Popularity: decayed counts of takes, now and in general, and by device and part of the day.

Updated with every event; forward decay (Cormode et al., ICDE 2009) makes that one addition each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..catalog import Catalog
from ..profiles.context import CONTEXTS, context_at
from ..records import Event
from .base import Floats, Found, Indices, Query, best, strongest
from .config import RetrievalConfig

Cached = TypeVar("Cached")

WEIGHT_OF_KIND = {
    "play": 0.5,
    "complete": 1.0,
    "rate": 1.0,
    "purchase": 1.0,
    "save": 0.5,
    "cart_add": 0.5,
    "view": 0.2,
    "click": 0.2,
}
_DAY_S = 86_400.0
_RESCALE_AT = 40.0
TOP_OF_FACET = 120
"""Most items of one facet value that are kept by popularity."""
_NOT_DISLIKED = 3.0
_FEW = 3.0
"""Takes lately at which half of an item's rise is believed: one play is not a trend."""
_CONTEXT_PRIOR = 0.02
"""Share of all takes as which the general popularity counts in every context."""


class Popularity:
    """Counts of each item's takes. `seq` is the last event taken in."""

    def __init__(self, catalog: Catalog, config: RetrievalConfig) -> None:
        self._catalog = catalog
        self._config = config
        self.seq = 0
        self._origin = 0
        self._half_lives = np.array(
            [config.trend_half_life_days, config.popular_half_life_days], np.float64
        )
        self._counts = np.zeros((2, 1024))
        self._contexts = np.zeros((1024, CONTEXTS))
        self._first = np.zeros(1024, np.int64)
        self._stars = np.zeros((2, 1024))
        self._log_start = 0
        self._latest = 0
        self._counted = 0
        self._place: dict[str, int] = {}
        self._catalog_places = np.zeros(0, np.int32)
        self._places_for = (-1, -1)
        self._computed: dict[tuple[str, int], Any] = {}
        self._computed_for = (-1, -1)

    def update(self, seq: int, event: Event) -> None:
        """Count an event; a dislike, or an event that was counted before, is passed over."""
        if seq <= self.seq:
            return
        self.seq = seq
        weight = WEIGHT_OF_KIND.get(event.kind)
        if weight is None or event.item is None or (event.kind == "rate" and event.value is None):
            return
        self._counted += 1
        at = event.time // 1000
        # Places of our own, so that an item counts from its first event, in the catalogue or not.
        index = self._place.setdefault(event.item, len(self._place))
        if index >= self._counts.shape[1]:
            self._grow(index)
        if event.kind == "rate" and event.value is not None:
            self._stars[:, index] += event.value, 1
            if event.value < _NOT_DISLIKED:
                return
        fast, slow = self._growth(at)
        self._counts[0, index] += weight * fast
        self._counts[1, index] += weight * slow
        self._contexts[index, context_at(event)] += weight * slow
        first = self._first[index]
        self._first[index] = at if first == 0 else min(first, at)
        self._log_start = min(self._log_start or at, at)
        self._latest = max(self._latest, at)

    def _growth(self, at: int) -> tuple[float, float]:
        """What one take at `at` adds to the two counts."""
        self._origin = self._origin or at
        days = (at - self._origin) / _DAY_S
        fast, slow = self._half_lives
        if days > _RESCALE_AT * fast:
            self._counts *= (2.0 ** (-days / self._half_lives))[:, None]
            self._contexts *= 2.0 ** (-days / slow)
            self._origin, days = at, 0.0
        return 2.0 ** (days / fast), 2.0 ** (days / slow)

    def _grow(self, index: int) -> None:
        more = max(index + 1, 2 * self._counts.shape[1]) - self._counts.shape[1]
        self._counts = np.pad(self._counts, ((0, 0), (0, more)))
        self._contexts = np.pad(self._contexts, ((0, more), (0, 0)))
        self._first = np.pad(self._first, (0, more))
        self._stars = np.pad(self._stars, ((0, 0), (0, more)))

    def _column(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values by our places as a column over the catalogue's indices, 0 where there is none."""
        places = self._places()
        return np.where(places >= 0, values[places], 0)

    def _places(self) -> Indices:
        """Our place of each catalogue index, -1 for none; changes only when items come or go."""
        state = len(self._place), self._catalog.version
        if self._places_for != state:
            n, find = len(self._catalog), self._place.get
            ids = (self._catalog.item(i).item_id for i in range(n))
            self._catalog_places = np.fromiter((find(item, -1) for item in ids), np.int32, n)
            self._places_for = state
        return self._catalog_places

    def cached(self, name: tuple[str, int], compute: Callable[[], Cached]) -> Cached:
        """A value that depends on nothing but the counts, computed once for each state of them."""
        state = self._counted, self._catalog.version
        if self._computed_for != state:
            self._computed, self._computed_for = {}, state
        if name not in self._computed:
            self._computed[name] = compute()
        found: Cached = self._computed[name]
        return found

    def top_of(self, facet: int) -> Indices:
        """The most popular items that have a facet value (a place in `catalog.facets()`)."""
        tops = self.cached(("top", 0), dict[int, Indices])
        if facet not in tops:
            members = self._catalog.members(facet)
            tops[facet] = members[best(self.popular()[members], TOP_OF_FACET)]
        return tops[facet]

    def popular(self) -> Floats:
        """log(1 + decayed takes), scaled to 0 to 1; shape (len(catalog),)."""
        return self.cached(("popular", 0), lambda: _log_scaled(self._column(self._counts[1])))

    def trending(self) -> Floats:
        """Recent takes, those above an item's usual rate counting more; 0 to 1."""
        return self.cached(("trending", 0), self._trending)

    def _trending(self) -> Floats:
        fast, slow = self._column(self._counts[0]), self._column(self._counts[1])
        top = fast.max(initial=0.0)
        if top <= 0:
            return np.zeros(len(fast), np.float32)
        usual = slow / max(slow.max(initial=0.0), 1e-12)
        raised = fast / top / np.sqrt(usual + 0.05)
        lately = self._now(0)
        scaled: Floats = (raised / raised.max() * lately / (lately + _FEW)).astype(np.float32)
        return scaled

    def here(self, context: int) -> Floats:
        """Popularity at a moment, shrunk to that on any day, and that to the general; 0 to 1."""
        return self.cached(("here", context), lambda: self._here(context))

    def _here(self, context: int) -> Floats:
        slow = self._column(self._counts[1])
        total = slow.sum()
        if total <= 0:
            return np.zeros(len(slow), np.float32)
        prior, rate = _CONTEXT_PRIOR * total, slow / total
        first = context // 2 * 2  # this moment and the other half of the week
        for columns in ([first, first + 1], [context]):
            held = self._column(self._contexts[:, columns].sum(axis=1))
            rate = (held + prior * rate) / (held.sum() + prior)
        return _log_scaled(rate / max(rate.max(), 1e-12) * 100)

    def logged(self) -> Floats:
        """log(1 + decayed takes), unscaled, as of the latest take; shape (len(catalog),)."""
        return self.cached(("logged", 0), lambda: np.log1p(self._now(1)).astype(np.float32))

    def slope(self) -> Floats:
        """log of an item's rate of takes lately over its usual one; above 0 it is rising."""

        def compute() -> Floats:
            days = self._half_lives / np.log(2)
            fast, slow = self._now(0) / days[0], self._now(1) / days[1]
            ratio: Floats = np.log((fast + 1 / days[0]) / (slow + 1 / days[0])).astype(np.float32)
            return ratio

        return self.cached(("slope", 0), compute)

    def stars(self) -> Floats:
        """Mean of the ratings, drawn to that of all by five ratings' worth; 0 without any."""

        def compute() -> Floats:
            given, times = self._column(self._stars[0]), self._column(self._stars[1])
            if not times.sum():
                return np.zeros(len(times), np.float32)
            usual = given.sum() / times.sum()
            mean: Floats = ((given + 5 * usual) / (times + 5)).astype(np.float32)
            return mean

        return self.cached(("stars", 0), compute)

    def age_days(self, now: int) -> Floats:
        """Days since each item's release or first take, 0 where neither is known."""

        def compute() -> NDArray[np.float64]:
            released, first = self._catalog.released() / 1000, self._column(self._first)
            return np.where(released > 0, released, first)

        born = self.cached(("begun", 0), compute)
        days: Floats = np.maximum(now / 1000 - born, 0).astype(np.float32) / np.float32(_DAY_S)
        known: Floats = np.where(born > 0, days, 0).astype(np.float32)
        return known

    def _now(self, which: int) -> NDArray[np.float64]:
        """Decayed takes stated for the latest take counted, not for the origin."""
        days = (self._latest - self._origin) / _DAY_S
        fade = 2.0 ** (-days / self._half_lives[which])
        return np.asarray(self._column(self._counts[which]) * fade)

    def newborn(self, now: int, days: float) -> tuple[Indices, Floats]:
        """Items released, or first taken where that came well after the log began, within `days`.

        Returns (items, age of each in days), both of shape (k,).
        """
        born = self.cached(("born", 0), self._born)
        now_s = now / 1000
        fresh = np.flatnonzero((born > now_s - days * _DAY_S) & (born <= now_s)).astype(np.int32)
        return fresh, ((now_s - born[fresh]) / _DAY_S).astype(np.float32)

    def _born(self) -> NDArray[np.float64]:
        """Second of each item's release or first event, 0 where neither is known."""
        released = self._catalog.released() / 1000
        first = self._column(self._first).astype(np.float64)
        first[first < self._log_start + self._config.new_for_days * _DAY_S] = 0
        return np.where(released > 0, released, first)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything needed to go on from here; item ids in "items", arrays in their order."""
        n = len(self._place)
        return {
            "items": np.array(list(self._place), dtype=np.str_) if n else np.zeros(0, "<U1"),
            "counts": self._counts[:, :n],
            "contexts": self._contexts[:n],
            "first": self._first[:n],
            "stars": self._stars[:, :n],
            "numbers": np.array([self.seq, self._origin, self._log_start, self._latest]),
            "half_lives": self._half_lives,
        }

    def restore(self, state: dict[str, NDArray[Any]]) -> bool:
        """Go on from a state; False (and nothing changed) if it was counted in another way."""
        if "stars" not in state or not np.array_equal(state["half_lives"], self._half_lives):
            return False
        contexts = state["contexts"]
        if contexts.shape[1] < CONTEXTS:  # counted before weekends were told apart
            contexts = np.repeat(contexts / 2, 2, axis=1)
        items = state["items"].tolist()
        self._place = {item: place for place, item in enumerate(items)}
        self._grow(max(len(items), 1))
        self._counts[:, : len(items)] = state["counts"]
        self._contexts[: len(items)] = contexts
        self._first[: len(items)] = state["first"]
        self._stars[:, : len(items)] = state["stars"]
        self.seq, self._origin, self._log_start, self._latest = state["numbers"].tolist()
        self._counted += 1
        return True


def _log_scaled(values: NDArray[Any]) -> Floats:
    top = values.max(initial=0.0)
    if top <= 0:
        return np.zeros(len(values), np.float32)
    scaled: Floats = (np.log1p(values / top * 100) / np.log1p(100)).astype(np.float32)
    return scaled


class Popular:
    """What most people take, above all on this device at this part of the day."""

    name = "popular"

    def __init__(self, popularity: Popularity) -> None:
        self._popularity = popularity

    def find(self, query: Query, n: int) -> Found:
        """See Source.find."""
        context, popularity = query.context, self._popularity

        def compute() -> Found:
            scores = 0.5 * popularity.popular() + 0.5 * popularity.here(context)
            return strongest(self.name, scores, n)

        return popularity.cached((f"found {n}", context), compute)


class Trending:
    """What is being taken now more than usual."""

    name = "trending"

    def __init__(self, popularity: Popularity) -> None:
        self._popularity = popularity

    def find(self, query: Query, n: int) -> Found:
        """See Source.find."""
        popularity = self._popularity
        return popularity.cached(
            ("found trending", n), lambda: strongest(self.name, popularity.trending(), n)
        )
