"""What came in lately and what was refused, in memory, for who wants to see it arrive."""

from __future__ import annotations

from collections import deque

from msgspec import Struct, field

_MOST = 200
_LATELY = 1_000


class Refused(Struct, frozen=True):
    """A message that could not be used: when it came (ms), its id, and why."""

    at: int
    message_id: str | None
    reason: str


class Arrived(Struct):
    """The latest refused messages, and whether each of the last thousand was taken."""

    refused: deque[Refused] = field(default_factory=lambda: deque(maxlen=_MOST))
    taken: deque[bool] = field(default_factory=lambda: deque(maxlen=_LATELY))

    def note(self, accepted: int, refused: list[Refused]) -> None:
        """Count what a request brought."""
        self.refused.extend(refused)
        self.taken.extend([True] * min(accepted, _LATELY))
        self.taken.extend([False] * min(len(refused), _LATELY))

    def lately(self) -> tuple[int, int, str]:
        """How many of the last messages were refused, how many taken, and the latest reason."""
        taken = sum(self.taken)
        reason = self.refused[-1].reason if self.refused else ""
        return len(self.taken) - taken, taken, reason
