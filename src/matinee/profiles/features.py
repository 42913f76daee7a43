"""What is remembered of a person: one class per feature, each with `update` and `read`.

State is a pure function of the person's events in log order, so replaying the log rebuilds it
identically. It knows item ids only; what the items mean is read off the catalogue later
(`taste.py`), so a corrected catalogue corrects every taste. Times are seconds since 1970 (UTC):
they are stored for every person, and a second is enough. To add one: docs/adding/feature.md.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from msgspec import Struct, field

from ..records import PLAY_KINDS, SEEN_KINDS, Event

Value = TypeVar("Value")

MAX_ITEMS = 2_000
MAX_TRAIL = 200
MAX_SEARCHES = 50
MAX_RANKINGS = 10
TICK_S = 60
"""Longest time one heartbeat can vouch for; players send one every 10 to 30 s."""
FINISHED_SHARE = 0.9
SESSION_GAP_S = 30 * 60
DAY_S = 86_400.0
_RESCALE_AT = 40.0

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
    return float(2.0 ** (-max(elapsed_s, 0.0) / (half_life_days * DAY_S)))


def newest(entries: dict[str, Value], limit: int) -> None:
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


def heartbeat(ticking: int, kind: str, at: int) -> tuple[float, int]:
    """Seconds that a player event vouches for, and the new `ticking`.

    `ticking` is the second of the last heartbeat, 0 when paused; `at` is the event's second.
    """
    at = max(at, ticking)  # a late heartbeat must not make a stretch count twice
    watched = min(at - ticking, TICK_S) if ticking and kind != "play" else 0
    return float(watched), at if kind in ("play", "resume", "progress") else 0


class Watch(Struct, array_like=True, gc=False):
    """How far an item was watched. `ticking` is the second of the last heartbeat, 0 when paused;
    `begun` is 1 from a start until the end."""

    watched_s: float
    position_s: float
    duration_s: float
    last: int
    ticking: int
    finished: int
    begun: int


class Watching(Struct):
    """What is being watched. Time comes from heartbeats, never from the position (seeking)."""

    kinds: ClassVar[frozenset[str]] = PLAY_KINDS
    items: dict[str, Watch] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Count the time since the last heartbeat and note the place."""
        if event.item is None:
            return
        at = event.time // 1000
        watch = self.items.pop(event.item, None) or Watch(0.0, 0.0, 0.0, at, 0, 0, 1)
        seconds, watch.ticking = heartbeat(watch.ticking, event.kind, at)
        watch.watched_s += seconds
        watch.position_s = watch.position_s if event.value is None else event.value
        watch.duration_s = event.details.duration_s or watch.duration_s
        watch.last = max(watch.last, at)
        watch.begun = int(event.kind != "complete")
        if event.kind == "complete":
            watch.finished += 1
            watch.position_s = 0.0
        self.items[event.item] = watch
        newest(self.items, MAX_ITEMS)

    def read(self, now_s: int, half_life_days: float) -> list[tuple[str, Watch]]:
        """Items begun and not finished, latest first."""
        return [
            (item, watch)
            for item, watch in reversed(self.items.items())
            if watch.begun
            and not (watch.duration_s and watch.position_s >= FINISHED_SHARE * watch.duration_s)
        ]


class Exposed(Struct, array_like=True, gc=False):
    """How often and how long an item was seen since it was last taken."""

    times: int
    visible_ms: float
    last: int


class Exposure(Struct):
    """What was seen and passed by, and how long it was looked at."""

    kinds: ClassVar[frozenset[str]] = (SEEN_KINDS | TAKEN_KINDS | {"click", "view"}) - {"scroll"}
    items: dict[str, Exposed] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Count a sight; a take wipes the slate."""
        if event.item is None:
            return
        if event.kind not in SEEN_KINDS:
            self.items.pop(event.item, None)
            return
        seen = self.items.pop(event.item, None) or Exposed(0, 0.0, 0)
        seen.times += event.kind == "impression"
        seen.visible_ms += event.value or 0.0
        seen.last = max(seen.last, event.time // 1000)
        self.items[event.item] = seen
        newest(self.items, MAX_ITEMS)

    def read(self, now_s: int, half_life_days: float) -> dict[str, Exposed]:
        """Item -> exposure since it was last taken."""
        return self.items


class Scrolling(Struct):
    """How far and how fast the person scrolls a page."""

    kinds: ClassVar[frozenset[str]] = frozenset({"scroll"})
    pages: int = 0
    depth: float = 0.0
    seconds: float = 0.0

    def update(self, event: Event, half_life_days: float) -> None:
        """Add one scrolled page."""
        self.pages += 1
        self.depth += event.value or 0.0
        self.seconds += (event.details.visible_ms or 0.0) / 1000

    def read(self, now_s: int, half_life_days: float) -> float | None:
        """Mean depth, 0 to 1; None before the first page."""
        return self.depth / self.pages if self.pages else None


class Sessions(Struct):
    """Visits: events with no gap over half an hour."""

    kinds: ClassVar[frozenset[str]] = frozenset({"*"})
    count: int = 0
    events: int = 0
    first: int = 0
    started: int = 0
    last: int = 0
    in_session: int = 0

    def update(self, event: Event, half_life_days: float) -> None:
        """Continue the visit or begin the next."""
        at = event.time // 1000
        self.first = at if not self.events else min(self.first, at)
        self.events += 1
        if not self.count or at - self.last > SESSION_GAP_S:
            self.count += 1
            self.started, self.in_session = at, 0
        self.in_session += 1
        self.last = max(self.last, at)

    def read(self, now_s: int, half_life_days: float) -> int:
        """Events so far in the visit that `now_s` belongs to, 0 for a new visit."""
        return self.in_session if now_s - self.last <= SESSION_GAP_S else 0


class Rhythm(Struct):
    """When and on what the person comes: by local hour, weekday (0 is Monday) and device.

    Decayed counts by forward decay: weights grow with time, and shares divide by their sum, so late
    events need no care and one number is kept per key. Cormode et al., "Forward Decay", ICDE 2009,
    section 3: w(t) = g(t - origin) / g(now - origin), with g exponential.
    """

    kinds: ClassVar[frozenset[str]] = frozenset({"*"})
    origin: int = 0
    hours: dict[str, float] = field(default_factory=dict)
    weekdays: dict[str, float] = field(default_factory=dict)
    devices: dict[str, float] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Count the event in its hour, weekday and device."""
        at = event.time // 1000
        self.origin = self.origin or at
        exponent = (at - self.origin) / (half_life_days * DAY_S)
        if exponent > _RESCALE_AT:
            self._rescale(2.0**-exponent, at)
            exponent = 0.0
        weight = 2.0**exponent
        local = at + event.offset_min * 60
        hour, weekday = str(local // 3600 % 24), str((local // 86_400 + 3) % 7)
        self.hours[hour] = self.hours.get(hour, 0.0) + weight
        self.weekdays[weekday] = self.weekdays.get(weekday, 0.0) + weight
        self.devices[event.device] = self.devices.get(event.device, 0.0) + weight

    def _rescale(self, factor: float, origin: int) -> None:
        self.origin = origin
        for counts in (self.hours, self.weekdays, self.devices):
            for key in counts:
                counts[key] *= factor

    def read(self, now_s: int, half_life_days: float) -> dict[str, dict[str, float]]:
        """Shares by hour, weekday and device; the same at any later time."""
        counts = {"hour": self.hours, "weekday": self.weekdays, "device": self.devices}
        return {name: _shares(values) for name, values in counts.items()}


def _shares(values: dict[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {key: value / total for key, value in values.items()} if total else {}


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
    """The items the person took, in the order of the latest take, latest last."""

    kinds: ClassVar[frozenset[str]] = frozenset({"play", "complete", "rate", "purchase", "view"})
    items: dict[str, int] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Move the item to the end."""
        if event.item is not None and not (event.kind == "rate" and event.value is None):
            move_to_end(self.items, event.item, event.time // 1000)
            newest(self.items, MAX_TRAIL)

    def read(self, now_s: int, half_life_days: float) -> list[str]:
        """Items, latest first."""
        return list(reversed(self.items))


Feature = Any
"""Any class above: `kinds`, `update(event, half_life_days)` and `read(now_s, half_life_days)`."""
