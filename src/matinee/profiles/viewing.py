"""Features of what was watched and what was seen and passed by; the rules are in `features.py`."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct, field

from ..records import PLAY_KINDS, SEEN_KINDS, Event
from .features import DAY_S, MAX_ITEMS, TAKEN_KINDS, decay, newest

TICK_S = 60
"""Longest time one heartbeat can vouch for; players send one every 10 to 30 s."""
FINISHED_SHARE = 0.9


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


REPEAT_HALF_LIFE_DAYS = 60.0
"""Chosen on households' weeks before the test of completejourney: 30 days NDCG@10 0.277, 60 and 90
0.289, without decay 0.274."""


class Repeat(Struct, array_like=True, gc=False):
    """How often an item was taken, and the seconds of the first and the last time."""

    times: int
    first: int
    last: int
    often: float = 0.0
    """Times, each halved by every 60 days from it to the last."""

    def lately(self, now_s: int) -> float:
        """Times, each halved by every 60 days since."""
        return self.often * decay(now_s - self.last, REPEAT_HALF_LIFE_DAYS)

    def days_since(self, now_s: int) -> float:
        """Days since the last time."""
        return max(now_s - self.last, 0) / DAY_S

    def due(self, now_s: int) -> float:
        """Time since the last over the usual interval: 1 when it is time again, 0 if unknown."""
        if self.times < 2 or self.last <= self.first:
            return 0.0
        interval = (self.last - self.first) / (self.times - 1)
        return min(max(now_s - self.last, 0) / interval, 10.0)


_ANEW_S = 3600
"""Takes closer together than this are one."""
_LONGEST_S = 12 * 3600
"""The end of a play that began within this time belongs to it."""


class Repeats(Struct):
    """What was taken again and again: bought, or watched from the start or to the end."""

    kinds: ClassVar[frozenset[str]] = frozenset({"play", "complete", "purchase"})
    items: dict[str, Repeat] = field(default_factory=dict)

    def update(self, event: Event, half_life_days: float) -> None:
        """Count a take, unless it belongs to the one before."""
        if event.item is None:
            return
        at = event.time // 1000
        repeat = self.items.pop(event.item, None) or Repeat(0, at, at - _LONGEST_S)
        if abs(at - repeat.last) >= (_LONGEST_S if event.kind == "complete" else _ANEW_S):
            repeat.times += 1
            # What lies before the last time, out of order, has faded; what lies after fades it.
            fresh = decay(repeat.last - at, REPEAT_HALF_LIFE_DAYS)
            repeat.often = repeat.often * decay(at - repeat.last, REPEAT_HALF_LIFE_DAYS) + fresh
        repeat.first, repeat.last = min(repeat.first, at), max(repeat.last, at)
        self.items[event.item] = repeat
        newest(self.items, MAX_ITEMS)

    def read(self, now_s: int, half_life_days: float) -> dict[str, Repeat]:
        """Item -> how often and when."""
        return self.items
