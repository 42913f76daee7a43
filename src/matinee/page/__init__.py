"""The page: which rows, in which order, with which items in which columns."""

from .arrange import OWN_KINDS, Arranged, arrange
from .attention import Attention, learn
from .chances import NO_CHANCES, Chances, Tosses, by_chance
from .config import PageConfig
from .editing import EditorRow
from .editors import Editors
from .holding import WEEK_MS
from .inputs import Inputs, inputs_for
from .learnt import UNLEARNT, Learnt
from .rows import RowCandidate, Shelf
from .steering import steered
from .stock import row_candidates
from .turnover import left_of, turned_over

__all__ = [
    "NO_CHANCES",
    "OWN_KINDS",
    "UNLEARNT",
    "WEEK_MS",
    "Arranged",
    "Attention",
    "Chances",
    "EditorRow",
    "Editors",
    "Inputs",
    "Learnt",
    "PageConfig",
    "RowCandidate",
    "Shelf",
    "Tosses",
    "arrange",
    "by_chance",
    "inputs_for",
    "learn",
    "left_of",
    "row_candidates",
    "steered",
    "turned_over",
]
