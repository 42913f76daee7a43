"""What is remembered of a person: one class per feature, each with `update` and `read`.

Here are interests, opinions, adjustments, searches, lists and the trail; `viewing.py` has watching
and exposure, `habits.py` scrolling, visits and rhythm.

State is a pure function of the person's events in log order, so replaying the log rebuilds it
identically. It knows item ids only; what the items mean is read off the catalogue later
(`taste.py`), so a corrected catalogue corrects every taste. Times are seconds since 1970 (UTC):
they are stored for every person, and a second is enough. To add one: docs/adding/feature.md.
"""

from __future__ import annotations

from math import exp2
from typing import ClassVar, TypeVar

from msgspec import Struct, field

from ..records import Event
from .context import context_at

Key = TypeVar("Key")
Value = TypeVar("Value")

MAX_ITEMS = 2_000
MAX_TRAIL = 200
MAX_SEARCHES = 50
MAX_RANKINGS = 10
_SEARCH_HALF_LIFE_DAYS = 7.0
MAX_ADJUSTMENTS = 200
DAY_S = 86_400.0

SIGNAL_OF_KIND = {
    "click": 0.1,
    "view": 0.2,
    "preview": 0.1,
    "play": 0.3,
    "complete": 0.7,
    "save": 0.5,
    "unsave": -0.3,
    "cart_add": 0.5,
    "cart_remove": -0.3,
    "purchase": 1.0,
}
TAKEN_KINDS = frozenset({"play", "progress", "resume", "complete", "rate", "purchase"})


def decay(elapsed_s: float, half_life_days: float) -> float:
    """2^(-elapsed / half-life), at most 1."""
    return exp2(-elapsed_s / (half_life_days * DAY_S)) if elapsed_s > 0 else 1.0


def newest(entries: dict[Key, Value], limit: int) -> None:
    """Drop the oldest entries (first in the dict) once a quarter more than `limit` are there."""
    if len(entries) > limit * 5 // 4:
        for key in list(entries)[: len(entries) - limit]:
            del entries[key]


def move_to_end(entries: dict[str, Value], key: str, value: Value) -> None:
    """Set `entries[key]` and make it the last one: the order is that of the latest events."""
    entries.pop(key, None)
    entries[key] = value


class Strength(Struct, array_like=True, gc=False):
    """A decayed sum of signals and the second it is stated for."""

    value: float
    at: int


class Interests(Struct):
    """How strongly the person's acts speak for each item."""

    kinds: ClassVar[frozenset[str]] = frozenset(SIGNAL_OF_KIND)
    items: dict[str, Strength] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Add the signal of an act; an act that arrives late counts as old as it is."""
        if event.item is None:
            return
        at, signal = event.time // 1000, SIGNAL_OF_KIND[event.kind]
        old = self.items.pop(event.item, None) or Strength(0.0, at)
        now = max(at, old.at)
        value = old.value * decay(now - old.at, half_life_days)
        value += signal * decay(now - at, half_life_days)
        self.items[event.item] = Strength(value, now)
        newest(self.items, MAX_ITEMS)

    def read(self, now_s: int, half_life_days: float) -> dict[str, float]:
        """Item -> strength at `now_s`; 1 is about one film watched to its end."""
        return {
            item: strength.value * decay(now_s - strength.at, half_life_days)
            for item, strength in self.items.items()
        }


class Opinion(Struct, array_like=True, gc=False):
    """Stars (0.5 to 5) and when they were given."""

    stars: float
    at: int


class Opinions(Struct):
    """Ratings and thumbs, and what the person marked as not interesting."""

    kinds: ClassVar[frozenset[str]] = frozenset({"rate", "hide", "unhide"})
    rated: dict[str, Opinion] = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """The latest word counts; a rating taken back leaves nothing."""
        if event.item is None:
            return
        at = event.time // 1000
        if event.kind == "hide":
            move_to_end(self.hidden, event.item, at)
        elif event.kind == "unhide":
            self.hidden.pop(event.item, None)
        elif event.value is None:
            self.rated.pop(event.item, None)
        else:
            move_to_end(self.rated, event.item, Opinion(event.value, at))
            newest(self.rated, MAX_ITEMS)

    def read(self, now_s: int, half_life_days: float) -> dict[str, float]:
        """Item -> -1 (hated, hidden) to 1 (loved), decayed to `now_s`."""
        read = {
            item: (opinion.stars - 2.5) / 2.5 * decay(now_s - opinion.at, half_life_days)
            for item, opinion in self.rated.items()
        }
        for item, at in self.hidden.items():
            read[item] = -decay(now_s - at, half_life_days)
        return read


class Adjustment(Struct, array_like=True, gc=False):
    """What the person asked for: -1 less of it, 1 more; and when."""

    direction: int
    at: int


class Adjustments(Struct):
    """What the person corrected in their own taste. It holds until they take it back."""

    kinds: ClassVar[frozenset[str]] = frozenset({"adjust"})
    asked: dict[tuple[str, str], Adjustment] = field(default_factory=dict)
    """Facet and value, such as ("category", "Horror")."""

    def update(self, event: Event, half_life_days: float) -> None:
        """The latest word counts; 0 takes it back."""
        name = (event.details.facet or "", event.details.facet_value or "")
        self.asked.pop(name, None)
        if event.value:
            self.asked[name] = Adjustment(int(event.value), event.time // 1000)
            newest(self.asked, MAX_ADJUSTMENTS)

    def read(self, now_s: int, half_life_days: float) -> dict[tuple[str, str], int]:
        """(facet, value) -> -1 or 1."""
        return {name: adjustment.direction for name, adjustment in self.asked.items()}


class Searches(Struct):
    """What the person looked for, latest last."""

    kinds: ClassVar[frozenset[str]] = frozenset({"search"})
    queries: dict[str, int] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Note the query; a repetition moves it to the end."""
        if event.details.query:
            move_to_end(self.queries, event.details.query.casefold(), event.time // 1000)
            newest(self.queries, MAX_SEARCHES)

    def read(self, now_s: int, half_life_days: float) -> list[str]:
        """Queries, latest first."""
        return list(reversed(self.queries))

    def latest(self, now_s: int, n: int) -> list[tuple[str, float]]:
        """The latest n queries, and how much of each is left: half after a week."""
        return [
            (query, decay(now_s - self.queries[query], _SEARCH_HALF_LIFE_DAYS))
            for query in self.read(now_s, 0.0)[:n]
        ]


class Lists(Struct):
    """My List, the cart, what was bought, and lists the person put in order."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"save", "unsave", "cart_add", "cart_remove", "purchase", "rank"}
    )
    saved: dict[str, int] = field(default_factory=dict)
    cart: dict[str, int] = field(default_factory=dict)
    bought: dict[str, tuple[float, int, int]] = field(default_factory=dict)
    """Item -> quantity in all, orders, second of the last."""
    ranked: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def update(self, event: Event, half_life_days: float) -> None:
        """Put the item on its list or take it off."""
        at = event.time // 1000
        if event.kind == "rank":
            self.ranked = [*self.ranked[-MAX_RANKINGS + 1 :], (at, event.details.items)]
        elif event.item is not None:
            self._item(event.kind, event.item, event.value or 1.0, at)

    def _item(self, kind: str, item: str, quantity: float, at: int) -> None:
        listed = self.saved if kind in ("save", "unsave") else self.cart
        listed.pop(item, None)
        if kind in ("save", "cart_add"):
            listed[item] = at
            newest(listed, MAX_ITEMS)
        if kind == "purchase":
            before, orders, _ = self.bought.get(item, (0.0, 0, 0))
            move_to_end(self.bought, item, (before + quantity, orders + 1, at))
            newest(self.bought, MAX_ITEMS)

    def read(self, now_s: int, half_life_days: float) -> dict[str, float]:
        """Item -> 1 (first) to near 0 (last) from the latest list the person put in order."""
        if not self.ranked:
            return {}
        _, items = self.ranked[-1]
        return {item: 1 - place / len(items) for place, item in enumerate(items)}


class Trail(Struct):
    """The items the person took, in the order of the latest take, latest last; and at what moment
    (see `context`) each was taken."""

    kinds: ClassVar[frozenset[str]] = frozenset({"play", "complete", "rate", "purchase", "view"})
    items: dict[str, int] = field(default_factory=dict)
    contexts: dict[str, int] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Move the item to the end."""
        if event.item is not None and not (event.kind == "rate" and event.value is None):
            move_to_end(self.items, event.item, event.time // 1000)
            self.contexts.pop(event.item, None)
            self.contexts[event.item] = context_at(event)
            newest(self.items, MAX_TRAIL)
            newest(self.contexts, MAX_TRAIL)

    def read(self, now_s: int, half_life_days: float) -> list[str]:
        """Items, latest first."""
        return list(reversed(self.items))
