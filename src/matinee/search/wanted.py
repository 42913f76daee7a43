"""What people took after they had looked for something: an answer where the words find nothing.

Who looks for a film that is not in the catalogue often takes another; that one is as near to what
was meant as anybody knows. Learnt in training from searches and the take that follows one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..catalog.words import folded
from ..records import Logged

State = dict[str, NDArray[Any]]
_TAKEN = frozenset({"play", "purchase"})
_WITHIN_MS = 30 * 60_000
FEWEST_PEOPLE = 3
"""Fewer people who did the same say nothing, and could be known by it."""
_MOST_ITEMS = 20
_LONGEST = 80
_NOTHING = np.zeros(0, np.str_)


class Wanted:
    """For each text that was looked for, the ids of what was taken then, most often first."""

    def __init__(self, state: State | None = None) -> None:
        known = state or {}
        self._texts: list[str] = known.get("texts", _NOTHING).tolist()
        self._items: list[str] = known.get("items", _NOTHING).tolist()
        self._ends: list[int] = [0, *known.get("ends", np.zeros(0, np.int64)).tolist()]

    def find(self, text: str) -> list[str]:
        """What was taken after this text; after the first longer one that begins so, if it is typed
        as yet; [] for none."""
        typed = folded(text)[:_LONGEST]
        place = bisect_left(self._texts, typed)
        if not typed or place == len(self._texts) or not self._texts[place].startswith(typed):
            return []
        return self._items[self._ends[place] : self._ends[place + 1]]


def learn_wanted(log: Iterable[Logged]) -> State:
    """The state of a `Wanted`, from a log in order: the first play or purchase within half an hour
    of a search, counted once for each person."""
    latest: dict[int, tuple[int, str]] = {}
    takers: dict[tuple[str, str], set[int]] = {}
    for logged in log:
        event = logged.event
        if event.kind == "search" and event.details.query:
            latest[logged.user] = event.time, folded(event.details.query)[:_LONGEST]
        elif event.item is not None and event.kind in _TAKEN and logged.user in latest:
            at, text = latest.pop(logged.user)
            if text and 0 <= event.time - at <= _WITHIN_MS:
                takers.setdefault((text, event.item), set()).add(logged.user)
    found: dict[str, list[tuple[int, str]]] = {}
    for (text, item), people in takers.items():
        if len(people) >= FEWEST_PEOPLE:
            found.setdefault(text, []).append((-len(people), item))
    texts = sorted(found)
    held = [[item for _, item in sorted(found[text])[:_MOST_ITEMS]] for text in texts]
    return {
        "texts": np.array(texts, np.str_),
        "items": np.array([item for items in held for item in items], np.str_),
        "ends": np.cumsum([len(items) for items in held], dtype=np.int64),
    }
