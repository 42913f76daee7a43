"""What simulated people do, as the Segment messages that a real client would send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from .people import Person
from .response import Look

Message = dict[str, Any]
_HEARTBEAT_S = 60
_LOOK_MS, _GLANCE_MS = 2_000, 700


class Diary:
    """The messages of one visit. Time moves on with what the person does (seconds)."""

    def __init__(self, person: Person, device: str, at: float) -> None:
        self.messages: list[Message] = []
        self.at = at
        self._person = person
        self._device = device

    def add(
        self, event: str, properties: dict[str, Any], recommendation: str | None = None
    ) -> None:
        """Write an event down at the present time."""
        context: dict[str, Any] = {"device": {"type": self._device}}
        if recommendation:
            context["recommendation"] = {"recommendation_id": recommendation}
        self.messages.append(
            {
                "type": "track",
                "event": event,
                "userId": self._person.user_id,
                "timestamp": iso(self.at),
                "properties": {**properties, "simulated": True},
                "context": context,
            }
        )

    def saw(self, rows: Sequence[dict[str, Any]], looks: Iterable[Look]) -> None:
        """What of a page was in view, row by row, each tile for as long as the eye was on it."""
        by_row: dict[int, list[Look]] = {}
        for look in looks:
            by_row.setdefault(look.row, []).append(look)
        for row, seen in by_row.items():
            items = rows[row]["items"]
            products = [
                {
                    "item_id": items[look.column]["item_id"],
                    "recommendation_id": items[look.column]["recommendation_id"],
                    "visible_ms": _LOOK_MS if look.looked else _GLANCE_MS,
                }
                for look in seen
            ]
            self.at += sum(product["visible_ms"] for product in products) / 1000
            self.add("Product List Viewed", {"products": products})

    def watch(self, item: str, seconds: float, length: float, recommendation: str | None) -> None:
        """Play a title for some time: a heartbeat a minute, as long as it goes on."""
        about = {"item_id": item, "total_length": length}
        self.add("Video Content Started", {**about, "position": 0}, recommendation)
        begun = self.at
        for position in _beats(seconds):
            self.at = begun + position
            self.add(
                "Video Content Playing", {**about, "position": round(position)}, recommendation
            )
        self.at = begun + seconds
        name = "Video Content Completed" if seconds >= length else "Video Playback Paused"
        self.add(name, {**about, "position": round(seconds)}, recommendation)
        self.at += 5


def _beats(seconds: float) -> Iterator[float]:
    for beat in range(1, int(seconds // _HEARTBEAT_S) + 1):
        if beat * _HEARTBEAT_S < seconds:
            yield float(beat * _HEARTBEAT_S)


def iso(seconds: float) -> str:
    """ISO 8601 in UTC from seconds since 1970."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
