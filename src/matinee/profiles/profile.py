"""A profile: all features of one person, updated event by event."""

from __future__ import annotations

from typing import get_type_hints

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from ..records import KINDS, Logged
from .features import Adjustments, Interests, Lists, Opinions, Searches, Trail
from .habits import Rhythm, Scrolling, Sessions
from .pictures import PictureTaste
from .viewing import Exposure, Repeats, Watching

FORMAT = 5
"""Raise it when features change: older snapshots are then rebuilt from the log."""


class Profile(Struct):
    """What is remembered of one person, up to and including event `seq`."""

    user: int
    seq: int = 0
    interests: Interests = field(default_factory=Interests)
    opinions: Opinions = field(default_factory=Opinions)
    adjustments: Adjustments = field(default_factory=Adjustments)
    watching: Watching = field(default_factory=Watching)
    exposure: Exposure = field(default_factory=Exposure)
    scrolling: Scrolling = field(default_factory=Scrolling)
    sessions: Sessions = field(default_factory=Sessions)
    rhythm: Rhythm = field(default_factory=Rhythm)
    searches: Searches = field(default_factory=Searches)
    lists: Lists = field(default_factory=Lists)
    trail: Trail = field(default_factory=Trail)
    repeats: Repeats = field(default_factory=Repeats)
    pictures: PictureTaste = field(default_factory=PictureTaste)
    """Of the evidence, not of the log: see `profiles.pictures`."""

    def update(self, logged: Logged, half_life_days: float) -> None:
        """Take in the person's next event; one that was taken in before changes nothing."""
        if logged.seq <= self.seq:
            return
        self.seq = logged.seq
        for name in FEATURES_OF_KIND[logged.event.kind]:
            getattr(self, name).update(logged.event, half_life_days)

    def encode(self) -> bytes:
        """What the log says of the person, as bytes; equal states give equal bytes."""
        return _encode(replace(self, pictures=PictureTaste()))


def decode(body: bytes) -> Profile:
    """The profile from `Profile.encode`."""
    return _decode(body)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Profile).decode

_FEATURES = {
    name: kind
    for name, kind in get_type_hints(Profile).items()
    if hasattr(kind, "kinds") and name not in ("user", "seq")
}
FEATURES_OF_KIND = {
    kind: tuple(
        name for name, feature in _FEATURES.items() if kind in feature.kinds or "*" in feature.kinds
    )
    for kind in KINDS
}
