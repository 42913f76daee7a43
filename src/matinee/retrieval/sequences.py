"""What people took, one after the other: the training data of the counting sources."""

from __future__ import annotations

from array import array

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..records import Event, Logged

TAKES = frozenset({"play", "complete", "rate", "purchase", "view"})


def is_take(event: Event) -> bool:
    """Whether an event says that the person took its item; a rating taken back does not."""
    if event.item is None or event.kind not in TAKES:
        return False
    return event.kind != "rate" or event.value is not None


class Sequences(Struct, frozen=True, eq=False):
    """Takes sorted by user, then time, then log order. `items` are places in `ids`.

    `users`, `items` and `times` (ms) have shape (takes,); a repeated take of the same item by the
    same user keeps its latest place only.
    """

    ids: list[str]
    users: NDArray[np.int64]
    items: NDArray[np.int32]
    times: NDArray[np.int64]


class SequenceReader:
    """Collects takes event by event, in 28 bytes each."""

    def __init__(self) -> None:
        self._place: dict[str, int] = {}
        self._users, self._times, self._seqs = array("q"), array("q"), array("q")
        self._items = array("i")

    def add(self, logged: Logged) -> None:
        """Take in an event; one that is no take is passed over."""
        event = logged.event
        if event.item is None or not is_take(event):
            return
        self._users.append(logged.user)
        self._items.append(self._place.setdefault(event.item, len(self._place)))
        self._times.append(event.time)
        self._seqs.append(logged.seq)

    def read(self) -> Sequences:
        """What was collected, sorted."""
        return _sorted(
            list(self._place),
            np.array(self._users, np.int64),
            np.array(self._items, np.int32),
            np.array(self._times, np.int64),
            np.array(self._seqs, np.int64),
        )


def _sorted(
    ids: list[str],
    users: NDArray[np.int64],
    items: NDArray[np.int32],
    times: NDArray[np.int64],
    seqs: NDArray[np.int64],
) -> Sequences:
    order = np.lexsort((seqs, times, users))
    users, items, times = users[order], items[order], times[order]
    # Unique on the reversed arrays finds the latest take of each pair.
    pairs = users[::-1] * (len(ids) + 1) + items[::-1]
    _, latest = np.unique(pairs, return_index=True)
    kept = np.sort(len(users) - 1 - latest)
    return Sequences(ids, users[kept], items[kept], times[kept])
