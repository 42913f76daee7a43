"""All that is fitted on what people took, by the name of the part of a model it becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from .config import RetrievalConfig
from .factors import fit_factors
from .item_item import fit_item_item
from .sequences import Sequences
from .session_knn import fit_session_knn
from .transitions import fit_backward, fit_next, fit_transitions

Fit = Callable[[Sequences, RetrievalConfig], dict[str, NDArray[Any]]]

FITS: dict[str, Fit] = {
    "session_knn": fit_session_knn,
    "transitions": fit_transitions,
    "next": fit_next,
    "backward": fit_backward,
    "item_item": fit_item_item,
    "factors": fit_factors,
}
