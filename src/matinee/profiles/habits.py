"""Features of how and when the person comes; the rules are in `features.py`."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct, field

from ..records import Event
from .features import DAY_S

SESSION_GAP_S = 30 * 60
_RESCALE_AT = 40.0


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
