"""Artwork: which picture of an item a person is shown."""

from .choose import choose
from .config import ArtworkConfig

__all__ = ["ArtworkConfig", "choose"]
