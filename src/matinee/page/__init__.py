"""The page: which rows, in which order, with which items in which columns."""

from .arrange import OWN_KINDS, Arranged, arrange
from .attention import Attention, curve_for, learn
from .chances import NO_CHANCES, Chances, by_chance
from .config import PageConfig
from .editing import EditorRow
from .editors import Editors
from .inputs import Inputs, inputs_for
from .rows import RowCandidate, Shelf
from .stock import row_candidates

__all__ = [
    "NO_CHANCES",
    "OWN_KINDS",
    "Arranged",
    "Attention",
    "Chances",
    "EditorRow",
    "Editors",
    "Inputs",
    "PageConfig",
    "RowCandidate",
    "Shelf",
    "arrange",
    "by_chance",
    "curve_for",
    "inputs_for",
    "learn",
    "row_candidates",
]
