"""What came in lately and what was refused, in memory, for who wants to see it arrive."""

from __future__ import annotations

from collections import deque

from msgspec import Struct, field

_MOST = 200
_LATELY = 1_000
_DAY_MS = 86_400_000


class Refused(Struct, frozen=True):
    """A message that could not be used: when it came (ms), its id, and why."""

    at: int
    message_id: str | None
    reason: str


class Arrived(Struct):
    """The latest refused messages, and of the last thousand when each came and whether it was
    taken."""

    refused: deque[Refused] = field(default_factory=lambda: deque(maxlen=_MOST))
    taken: deque[tuple[int, bool]] = field(default_factory=lambda: deque(maxlen=_LATELY))

    def note(self, now: int, accepted: int, refused: list[Refused]) -> None:
        """Count what a request brought at `now` (ms)."""
        self.refused.extend(refused)
        self.taken.extend([(now, True)] * min(accepted, _LATELY))
        self.taken.extend([(now, False)] * min(len(refused), _LATELY))

    def lately(self, now: int) -> tuple[int, int, str]:
        """Of the last messages of a day how many were refused, how many taken, and the latest
        reason."""
        counted = [taken for at, taken in self.taken if at > now - _DAY_MS]
        reason = self.refused[-1].reason if self.refused else ""
        return len(counted) - sum(counted), sum(counted), reason
