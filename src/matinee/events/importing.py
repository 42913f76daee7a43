"""Importing event files: every sound row in, every other row kept with its reason, resumable.

Each row gets a message id made from the file's beginning and its row number, so whatever is sent
twice after a break is logged once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
from msgspec import Raw, Struct

from ..errors import BadFile, BadInput
from ..storage.base import EventLog
from .collect import Collector, Receipt
from .files import BadRow, read_rows
from .presets import Preset, message_of
from .segment import WireBatch

_BEGINNING_BYTES = 65_536
_encode = msgspec.json.Encoder().encode


class Sink(Protocol):
    """Where messages go: a store in this process, or a server."""

    rows_at_once: int

    def send(self, messages: list[bytes]) -> Receipt:
        """Log messages durably; the receipt's indices are places in `messages`."""
        ...


class LogSink:
    """Into the log of this process."""

    rows_at_once = 5_000

    def __init__(self, collector: Collector, log: EventLog, clock: Callable[[], int]) -> None:
        self._collector = collector
        self._log = log
        self._clock = clock

    def send(self, messages: list[bytes]) -> Receipt:
        """See Sink.send."""
        batch = WireBatch([Raw(message) for message in messages])
        read = self._collector.read(batch, self._clock(), trusted=True)
        return read.receipt(self._log.append(read.messages))


class Imported(Struct, frozen=True):
    """What an import did. `resumed_at` is the row at which it took up an earlier one."""

    file: str
    rows: int
    accepted: int
    rejected: int
    rejects_file: str | None
    resumed_at: int


class _State(Struct):
    """How far a file got. It is known again by its path and beginning, also when it has grown."""

    name: str
    path: str
    beginning_bytes: int
    rows: int = 0
    accepted: int = 0
    rejected: int = 0


def import_events(
    path: Path,
    sink: Sink,
    *,
    preset: Preset,
    mapping: Mapping[str, str],
    states: Path,
    seen: Callable[[int], None] | None = None,
) -> Imported:
    """Import a file of events. `states` is the folder that remembers how far each file got.

    Raises BadFile for a file that cannot be read; what came before the broken place is in.
    """
    rejects = path.with_name(f"{path.name}.rejected.jsonl")
    run = _Run(path, sink, preset.columns | dict(mapping), states, rejects)
    with run:
        for row in read_rows(path, preset.layout(path), run.state.rows, seen):
            run.add(row)
    state = run.state
    rejects_file = str(rejects) if state.rejected else None
    return Imported(
        str(path), state.rows, state.accepted, state.rejected, rejects_file, run.resumed_at
    )


class _Run:
    """One import under way: gathers rows, sends them, and remembers each group that is in."""

    def __init__(
        self, path: Path, sink: Sink, mapping: Mapping[str, str], states: Path, rejects: Path
    ) -> None:
        states.mkdir(parents=True, exist_ok=True)
        self.state = _find_state(path, states)
        self._name = self.state.name
        self._state_file = states / f"{self._name}.json"
        self.resumed_at = self.state.rows
        self._sink = sink
        self._mapping = mapping
        self._rejects_path = rejects
        self._rejects: IO[bytes] | None = None
        self._rows: list[tuple[int, Any]] = []
        self._messages: list[bytes] = []
        self._row_number = self.state.rows
        if self.resumed_at == 0:
            rejects.unlink(missing_ok=True)

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None or issubclass(kind, BadFile):
                self._flush()
        finally:
            if self._rejects is not None:
                self._rejects.close()

    def add(self, row: Any) -> None:
        """Take the next row."""
        number = self._row_number
        self._row_number += 1
        if isinstance(row, BadRow):
            self._reject(number, row.reason, row.text)
        else:
            try:
                message = _encode(message_of(row, self._mapping, f"import-{self._name}-{number}"))
            except (BadInput, TypeError, ValueError) as error:
                self._reject(number, str(error), row)
            else:
                self._rows.append((number, row))
                self._messages.append(message)
        if len(self._messages) >= self._sink.rows_at_once:
            self._flush()

    def _flush(self) -> None:
        if self._messages:
            receipt = self._sink.send(self._messages)
            self.state.accepted += receipt.accepted
            for rejection in receipt.rejected:
                number, row = self._rows[rejection.index]
                self._reject(number, rejection.reason, row)
        # Only now: if sending fails, the next run must begin with these rows.
        self._rows, self._messages = [], []
        self.state.rows = self._row_number
        _write_state(self._state_file, self.state)

    def _reject(self, number: int, reason: str, row: Any) -> None:
        self.state.rejected += 1
        if self._rejects is None:
            self._rejects = self._rejects_path.open("ab")
        line = {"row": number, "reason": reason, "data": row}
        self._rejects.write(_encode(line) + b"\n")
        self._rejects.flush()


def _find_state(path: Path, states: Path) -> _State:
    """The state of the same path with the same beginning, or a new one.

    A file of another name is another file, even if it begins alike: exports often do.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING_BYTES)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    where = str(path.resolve())
    for found in states.glob("*.json"):
        state = msgspec.json.decode(found.read_bytes(), type=_State)
        begun = beginning[: state.beginning_bytes]
        if state.path == where and begun and state.name == _name_of(where, begun):
            return state
    return _State(_name_of(where, beginning), where, len(beginning))


def _name_of(path: str, beginning: bytes) -> str:
    return blake2b(path.encode() + b"\0" + beginning, digest_size=8).hexdigest()


def _write_state(path: Path, state: _State) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(_encode(state))
    part.replace(path)
