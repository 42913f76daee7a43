"""What every candidate source must hold to: call `check_source` with a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def check_source(source: Any, queries: Sequence[Any]) -> None:
    """Assert the rules of `retrieval.base.Source` for a source over some queries.

    At most n items, none twice, all within the catalogue, scores in 0 to 1 falling, `because` a
    catalogue index or -1, and the same answer when asked again.
    """
    assert isinstance(source.name, str) and source.name
    for query in queries:
        for n in (1, 5, 200):
            found = source.find(query, n)
            again = source.find(query, n)
            assert found.source == source.name
            assert len(found.items) == len(found.scores) == len(found.because) <= n
            assert len(set(found.items.tolist())) == len(found.items)
            assert all(0 <= item < len(query.catalog) for item in found.items.tolist())
            assert np.all((found.scores >= 0) & (found.scores <= 1 + 1e-6))
            assert np.all(np.diff(found.scores) <= 1e-6)
            assert all(-1 <= item < len(query.catalog) for item in found.because.tolist())
            assert np.array_equal(found.items, again.items)
            assert np.array_equal(found.scores, again.scores)
