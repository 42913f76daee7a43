"""Artwork: which picture of an item a person is shown."""

from .choose import choose

__all__ = ["choose"]
