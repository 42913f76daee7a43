"""Pages without a taste, to compare with: rows of what is popular, and rows of categories."""

from __future__ import annotations

import numpy as np

from ..retrieval.model import Model
from .arrange import Arranged
from .inputs import Inputs
from .rows import Places, RowCandidate, Shelf


def popularity_rows(shelf: Shelf, model: Model, rows: int, columns: int) -> list[Arranged]:
    """What is most popular, cut into rows: the same for everyone but for what they had."""
    return cut(shelf, most_popular(shelf, model), ("popular", "Most popular"), rows, columns)


def category_rows(
    shelf: Shelf, model: Model, inputs: Inputs, rows: int, columns: int
) -> list[Arranged]:
    """The person's favourite categories, each with what is most popular in it."""
    order, facets = most_popular(shelf, model), shelf.query.catalog.facets()
    places, owner = shelf.facets()
    used = np.zeros(len(shelf.scores), bool)
    arranged: list[Arranged] = []
    for category in inputs.themes.categories[:rows]:
        held = order[np.isin(order, owner[places == category]) & ~used[order]]
        if not len(held):
            continue
        used[held[:columns]] = True
        name = facets[category].value
        row = RowCandidate(f"category:{name}", "category", name, "Popular here", held)
        arranged.append(Arranged(row, held[:columns].tolist(), more=False))
    return arranged or popularity_rows(shelf, model, rows, columns)


def most_popular(shelf: Shelf, model: Model) -> Places:
    """Places of what is fresh, most popular first."""
    popular = model.popularity.popular()[shelf.candidates.items]
    fresh = np.flatnonzero(shelf.fresh)
    return fresh[np.argsort(-popular[fresh], kind="stable")]


def cut(
    shelf: Shelf, order: Places, named: tuple[str, str], rows: int, columns: int
) -> list[Arranged]:
    """An order cut into rows of one kind; `named` are the kind and the title."""
    kind, title = named
    pieces = [order[start : start + columns] for start in range(0, len(order), columns)]
    return [
        Arranged(
            RowCandidate(
                f"{kind}:{number}",
                kind,
                title if not number else f"More of: {title.lower()}",
                "",
                piece,
            ),
            piece.tolist(),
            more=False,
        )
        for number, piece in enumerate(pieces[:rows])
    ]
