"""A log in memory, in columns: some forty bytes an event instead of five hundred.

Training and benches go over a log again and again, in several processes that share it. Objects
would be copied into each of them as soon as they are looked at; columns are not.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from .records import NO_DETAILS, Details, Event, Logged
from .retrieval.sequences import is_take

_BLOCK = 10_000
_CODES = {
    "seqs": "q",
    "users": "q",
    "times": "q",
    "kinds": "b",
    "items": "i",
    "values": "d",
    "devices": "b",
    "offsets": "h",
    "extras": "i",
    "takes": "b",
}
_NO_VALUE = np.nan
Columns = dict[str, NDArray[Any]]


class _Names:
    """Words by number, -1 for None."""

    def __init__(self) -> None:
        self.list: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, word: str | None) -> int:
        if word is None:
            return -1
        found = self._places.get(word)
        if found is None:
            found = self._places[word] = len(self.list)
            self.list.append(word)
        return found


class PackedLog(Sequence[Logged]):
    """A log, or a part of one; its events are made when they are read.

    `seqs`, `users`, `times` (ms), `takes` (whether an event is a take) and `items` (places in
    `item_ids`, -1 for none) are its columns, each of shape (len(self),).
    """

    def __init__(self, columns: Columns, words: tuple[list[str], ...], extras: list[Any]) -> None:
        self._columns = columns
        self._words = words
        self._extras = extras
        self.seqs: NDArray[np.int64] = columns["seqs"]
        self.users: NDArray[np.int64] = columns["users"]
        self.times: NDArray[np.int64] = columns["times"]
        self.items: NDArray[np.int32] = columns["items"]
        self.takes: NDArray[np.bool_] = columns["takes"].view(np.bool_)
        self.item_ids = words[1]

    @classmethod
    def of(cls, log: Iterable[Logged]) -> PackedLog:
        """The same events, packed."""
        if isinstance(log, PackedLog):
            return log
        kinds, items, devices = _Names(), _Names(), _Names()
        extras: list[tuple[str | None, Details]] = []
        rows: dict[str, array[Any]] = {name: array(code) for name, code in _CODES.items()}
        add = [column.append for column in rows.values()]
        for seq, user, event in ((one.seq, one.user, one.event) for one in log):
            extra = -1
            if event.recommendation is not None or event.details != NO_DETAILS:
                extra = len(extras)
                extras.append((event.recommendation, event.details))
            values = (
                seq,
                user,
                event.time,
                kinds.place(event.kind),
                items.place(event.item),
                _NO_VALUE if event.value is None else event.value,
                devices.place(event.device),
                event.offset_min,
                extra,
                is_take(event),
            )
            for append, value in zip(add, values, strict=True):
                append(value)
        columns = {name: np.frombuffer(column, column.typecode) for name, column in rows.items()}
        return cls(columns, (kinds.list, items.list, devices.list), extras)

    def __len__(self) -> int:
        return len(self.seqs)

    def __iter__(self) -> Iterator[Logged]:
        for start in range(0, len(self), _BLOCK):
            yield from self._made(slice(start, start + _BLOCK))

    @overload
    def __getitem__(self, place: int) -> Logged: ...
    @overload
    def __getitem__(self, place: slice) -> PackedLog: ...
    def __getitem__(self, place: int | slice) -> Logged | PackedLog:
        if isinstance(place, slice):
            return self.only(place)
        place = range(len(self))[place]
        return next(self._made(slice(place, place + 1)))

    def only(self, kept: NDArray[Any] | slice) -> PackedLog:
        """Some of the events: a mask, places in the order wanted, or a slice."""
        columns = {name: column[kept] for name, column in self._columns.items()}
        return PackedLog(columns, self._words, self._extras)

    def of_users(self, users: Iterable[int]) -> PackedLog:
        """The events of some people."""
        return self.only(np.isin(self.users, np.fromiter(users, np.int64)))

    def numbered(self) -> PackedLog:
        """The same with seqs 1, 2, ... in its order."""
        seqs = np.arange(1, len(self) + 1)
        return PackedLog(self._columns | {"seqs": seqs}, self._words, self._extras)

    def in_time(self) -> PackedLog:
        """Ordered by time, then seq, and numbered anew."""
        return self.only(np.lexsort((self.seqs, self.times))).numbered()

    def _made(self, where: slice) -> Iterator[Logged]:
        kinds, items, devices = self._words
        extras, block = self._extras, {n: c[where].tolist() for n, c in self._columns.items()}
        for seq, user, time, kind, item, value, device, offset, extra, _ in zip(
            *(block[name] for name in _CODES), strict=True
        ):
            recommendation, details = (None, NO_DETAILS) if extra < 0 else extras[extra]
            event = Event(
                kinds[kind],
                time,
                None if item < 0 else items[item],
                None if value != value else value,  # noqa: PLR0124  (not a number)
                devices[device],
                offset,
                recommendation,
                details,
            )
            yield Logged(seq, user, event)
