"""The page: which rows, in which order, with which items in which columns."""

from .arrange import Arranged, arrange
from .config import PageConfig
from .rows import RowCandidate, Shelf, row_candidates

__all__ = ["Arranged", "PageConfig", "RowCandidate", "Shelf", "arrange", "row_candidates"]
