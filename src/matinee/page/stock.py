"""All rows that a person could be shown, of which a page takes a few."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..retrieval.model import Model
from .config import PageConfig
from .inputs import Indices, Inputs
from .moments import moment_rows
from .rows import RowCandidate, Shelf, own_rows
from .themes import theme_rows


def row_candidates(
    shelf: Shelf, model: Model, inputs: Inputs, config: PageConfig
) -> list[RowCandidate]:
    """Every row that has something to show; which of them suit the page is for `arrange`."""
    rows = [*own_rows(shelf, inputs.past), *_searched(shelf, inputs.searched)]
    rows += moment_rows(shelf, model.popularity, inputs.again, config)
    rows += theme_rows(shelf, inputs.themes)
    return [row for row in rows if len(row.places)]


def _searched(shelf: Shelf, searched: dict[str, Indices]) -> Iterator[RowCandidate]:
    for text, items in searched.items():
        places = shelf.candidates.places(items).astype(np.int64)
        title = f"Because you searched for \u201c{text}\u201d"
        fresh = places[shelf.fresh[places]]
        yield RowCandidate(f"searched:{text}", "searched", title, "What was found for it", fresh)
