"""Settings of artwork."""

from __future__ import annotations

from msgspec import Struct

from .frames.config import FramesConfig


class PictureRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an editor says of a picture."""

    item: str
    artwork: str
    """The artwork's id, or "drawn-person", "drawn-mood", "drawn-genre"."""
    forbid: bool = False
    """Whether it is never shown; else it is the only one that is."""


class ArtworkConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pictures people are shown."""

    drawn: bool = True
    """Whether titles without pictures of their own get drawn ones."""
    floor: float = 0.01
    """The least chance of each picture of an item: without chance nothing more is learnt of it."""
    most_change: float = 0.5
    """How far (total variation, 0 to 1) the chances of a title's pictures move for a person from
    one visit to their next; 1 for as far as they like."""
    boldness: float = 0.2
    """How far doubt about a picture is followed: 1 is Thompson sampling as it is proven, less pays
    where there are more pictures than will ever be learnt of, 0 follows what is known alone."""
    lost_viewer: float = 0.5
    """What a click that lost its viewer, a dislike or a "not interested" counts against a picture,
    in takes."""
    frames: FramesConfig = FramesConfig()
    """How pictures are found in videos and stills: [artwork.frames]."""
    rules: tuple[PictureRule, ...] = ()
    """Pictures that editors pin or forbid, as [[artwork.rules]] tables in matinee.toml."""
