"""Artwork: which picture of an item a person is shown."""

from .bandit import Bandit
from .choose import Gallery, Picked, Viewer
from .config import ArtworkConfig, PictureRule

__all__ = ["ArtworkConfig", "Bandit", "Gallery", "Picked", "PictureRule", "Viewer"]
