"""Settings of artwork."""

from __future__ import annotations

from msgspec import Struct


class ArtworkConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pictures people are shown."""

    drawn: bool = True
    """Whether titles without pictures of their own get drawn ones."""
