"""The page: which rows, in which order, with which items in which columns."""

from .arrange import OWN_KINDS, Arranged, arrange
from .config import PageConfig
from .editing import EditorRow
from .editors import Editors
from .explore import Exploration, explore
from .inputs import Inputs, inputs_for
from .rows import RowCandidate, Shelf
from .stock import row_candidates

__all__ = [
    "OWN_KINDS",
    "Arranged",
    "EditorRow",
    "Editors",
    "Exploration",
    "Inputs",
    "PageConfig",
    "RowCandidate",
    "Shelf",
    "arrange",
    "explore",
    "inputs_for",
    "row_candidates",
]
