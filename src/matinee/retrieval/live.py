"""Transitions since the model was fitted: counted event by event, over the fitted table."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..catalog import Catalog
from ..records import Logged
from .base import Floats, Indices
from .config import RetrievalConfig
from .sequences import is_take

_PEOPLE = 100_000
"""People whose latest takes are remembered, those who came last."""
_MOST_PAIRS = 1_000_000
_DAY_MS = 86_400_000


class LiveTransitions:
    """What followed what lately, weighted as `fit_transitions` weights it.

    The popularity that divides the counts is that of the fit; an item that it did not know counts
    as taken once. People's takes before the fit are not looked back on.
    """

    def __init__(
        self,
        state: dict[str, NDArray[Any]] | None,
        catalog: Catalog,
        config: RetrievalConfig,
        since: int = 0,
    ) -> None:
        self._catalog, self._config = catalog, config
        self.since = since
        """The last event that is passed over: the table knows what came up to it."""
        # A table of an older version of the code does not say what its counts were divided by.
        self._scaled = state is None or "counts" in state
        self._pairs = 0
        self._latest: OrderedDict[int, list[tuple[int, int]]] = OrderedDict()
        self._rows: dict[int, dict[int, float]] = {}
        counts = [] if state is None or "counts" not in state else state["counts"].tolist()
        ids = [] if state is None else state["items"].tolist()
        self._popularity = dict(zip(ids, counts, strict=False))

    def learn(self, logged: Logged) -> None:
        """Count a take after each of the person's latest others."""
        event = logged.event
        index = None if event.item is None else self._catalog.index_of(event.item)
        if index is None or not is_take(event) or logged.seq <= self.since or not self._scaled:
            return
        past = self._latest.pop(logged.user, [])
        past = [(item, time) for item, time in past if item != index]
        for distance, (item, time) in enumerate(reversed(past)):
            days = max(event.time - time, 0) / _DAY_MS
            fade = 2.0 ** (-distance / self._config.transition_distance_half_life)
            fade *= 2.0 ** (-days / self._config.transition_half_life_days)
            row = self._rows.setdefault(item, {})
            if index not in row:
                if self._pairs >= _MOST_PAIRS:
                    continue  # the next training takes them all in
                self._pairs += 1
            row[index] = row.get(index, 0.0) + fade * self._scale(item, index)
        self._latest[logged.user] = [*past, (index, event.time)][-self._config.transition_window :]
        if len(self._latest) > _PEOPLE:
            self._latest.popitem(last=False)

    def _scale(self, before: int, after: int) -> float:
        config = self._config
        return float(
            self._taken(before) ** -config.from_exponent
            * self._taken(after) ** -config.popularity_exponent
        )

    def _taken(self, index: int) -> float:
        return max(float(self._popularity.get(self._catalog.item(index).item_id, 1.0)), 1.0)

    def add_to(self, scores: Floats, because: Indices, items: Indices, weights: Floats) -> None:
        """Add what the items of a trail say to the scores of all; both (n,), changed in place."""
        for item, weight in zip(items.tolist(), weights.tolist(), strict=True):
            row = self._rows.get(item)
            if row:
                places = np.fromiter(row, np.int32, len(row))
                scores[places] += weight * np.fromiter(row.values(), np.float32, len(row))
                because[places] = np.where(because[places] < 0, item, because[places])

    def add_between(self, said: Floats, items: Indices, place: Indices) -> None:
        """Add what each of some items says of each candidate; `said` (items, m), in place."""
        for row, item in enumerate(items.tolist()):
            for other, value in self._rows.get(item, {}).items():
                if (where := place[other]) >= 0:
                    said[row, where] += value
