"""The page: which rows, in which order, with which items in which columns."""

from .arrange import OWN_KINDS, Arranged, arrange
from .config import PageConfig
from .explore import Exploration, explore
from .rows import RowCandidate, Shelf, row_candidates

__all__ = [
    "OWN_KINDS",
    "Arranged",
    "Exploration",
    "PageConfig",
    "RowCandidate",
    "Shelf",
    "arrange",
    "explore",
    "row_candidates",
]
