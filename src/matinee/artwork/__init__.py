"""Artwork: which picture of an item a person is shown."""

from .bandit import Bandit
from .choose import Gallery, Picked
from .config import ArtworkConfig, PictureRule
from .crossing import Viewer

__all__ = ["ArtworkConfig", "Bandit", "Gallery", "Picked", "PictureRule", "Viewer"]
