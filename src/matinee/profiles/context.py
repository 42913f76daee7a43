"""The moments that are told apart: device, part of the day, weekend or not."""

from __future__ import annotations

from ..records import DEVICES, Event

DAY_PARTS = ("night", "morning", "afternoon", "evening")
_WEEK = 2
CONTEXTS = len(DEVICES) * len(DAY_PARTS) * _WEEK
_SATURDAY = 5
_PLACE = {device: place for place, device in enumerate(DEVICES)}


def context_of(device: str, hour: int, weekday: int) -> int:
    """The number of a moment by local hour and weekday (0 is Monday), below CONTEXTS.

    Moments that differ in nothing but the weekend are neighbours: 2 k and 2 k + 1.
    """
    place = _PLACE.get(device, len(DEVICES) - 1)
    return (place * len(DAY_PARTS) + hour // 6) * _WEEK + (weekday >= _SATURDAY)


def context_at(event: Event) -> int:
    """The moment of an event."""
    hours = (event.time // 60_000 + event.offset_min) // 60
    return context_of(event.device, hours % 24, (hours // 24 + 3) % 7)


def device_of(context: int) -> int:
    """Which of DEVICES a moment is on."""
    return context // (len(DAY_PARTS) * _WEEK)


def stretch_of(context: int) -> int:
    """Part of the day and weekend of a moment, whatever the device."""
    return context % (len(DAY_PARTS) * _WEEK)
