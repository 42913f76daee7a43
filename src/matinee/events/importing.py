"""Importing event files: every sound row in, every other row kept with its reason, resumable.

A row with a time of its own gets a message id from its content, one without from its file and
place, so what is sent twice (after a break, or once rejected rows are mended) is logged once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
from msgspec import Raw, Struct

from ..errors import BadFile, BadInput
from ..storage.base import EventLog
from .collect import Collector, Receipt
from .files import BadRow, Row, file_format, read_rows
from .presets import OURS, Preset, message_of
from .segment import WireBatch

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
    """How far a file got with one way of reading it."""

    size: int = 0
    changed_ns: int = 0
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
    require_columns(mapping, OURS)
    run = _Run(path, sink, preset, mapping, states)
    with run:
        for row in read_rows(path, preset.layout(path), run.state.rows, seen):
            run.add(row)
    state = run.state
    rejects_file = f"{path}.rejected.jsonl" if state.rejected else None
    return Imported(
        str(path), state.rows, state.accepted, state.rejected, rejects_file, run.resumed_at
    )


class _Run:
    """One import under way: gathers rows, sends them, and remembers each group that is in."""

    def __init__(
        self, path: Path, sink: Sink, preset: Preset, mapping: Mapping[str, str], states: Path
    ) -> None:
        states.mkdir(parents=True, exist_ok=True)
        way = f"{path.resolve()} {preset.name} {sorted(mapping.items())}"
        self._state_file = states / f"{blake2b(way.encode(), digest_size=8).hexdigest()}.json"
        self._path = path
        self.state = _find_state(path, self._state_file)
        self.resumed_at = self.state.rows
        self._sink = sink
        self._named = mapping
        self._mapping = preset.columns | dict(mapping)
        self._fixed = preset.fixed
        self._rejects_path = rejects = path.with_name(f"{path.name}.rejected.jsonl")
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
        if number == 0 and isinstance(row, dict) and file_format(self._path) != "jsonl":
            require_present(self._named, row)
        self._row_number += 1
        if isinstance(row, BadRow):
            self._reject(number, row.reason, row.text)
        else:
            try:
                message = self._message(number, row)
            except UnicodeEncodeError:
                self._reject(number, "not UTF-8; save the file as UTF-8 and import it again", row)
            except (BadInput, TypeError, ValueError) as error:
                self._reject(number, str(error), row)
            else:
                self._rows.append((number, row))
                self._messages.append(message)
        if len(self._messages) >= self._sink.rows_at_once:
            self._flush()

    def _message(self, number: int, row: Row) -> bytes:
        """The message of a row, with an id that the same row gets again."""
        message = message_of(self._fixed | row if self._fixed else row, self._mapping)
        if not message.get("messageId"):
            content = _encode(message)
            if message.get("timestamp") is None:
                content += f"{self._path.resolve()} {number}".encode()
            message["messageId"] = f"import-{blake2b(content, digest_size=16).hexdigest()}"
        return _encode(message)

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
        self._rejects.write(reject_line(number + 1, reason, row))
        self._rejects.flush()


def _find_state(path: Path, state_file: Path) -> _State:
    """Where to go on: after the rows that are in, or from the start of a file that has changed.

    Reading from the start again is safe, since rows that are in already are known by their ids.
    """
    try:
        now = path.stat()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    new = _State(now.st_size, now.st_mtime_ns)
    try:
        state = msgspec.json.decode(state_file.read_bytes(), type=_State)
    except (OSError, msgspec.DecodeError):
        return new
    same = (state.size, state.changed_ns) == (now.st_size, now.st_mtime_ns)
    return state if same else new


def reject_line(row: int, reason: str, data: Any) -> bytes:
    """A line of a rejects file; `row` counts from 1, a header not counted."""
    try:
        return _encode({"row": row, "reason": reason, "data": data}) + b"\n"
    except UnicodeEncodeError:
        return _encode({"row": row, "reason": reason, "data": ascii(data)}) + b"\n"


def require_columns(mapping: Mapping[str, str], known: Iterable[str]) -> None:
    """Raise BadInput if a column is to be read as something that does not exist."""
    known = list(known)
    for theirs, ours in mapping.items():
        if ours not in known:
            raise BadInput(f"--map {theirs}={ours}: there is no {ours!r}. Use: {', '.join(known)}")


def require_present(mapping: Mapping[str, str], row: Row) -> None:
    """Raise BadFile if a table lacks a column that was named."""
    for theirs in mapping:
        if theirs not in row:
            raise BadFile(
                f"--map {theirs}=...: the file has no such column. It has: {', '.join(row)}"
            )


def _write_state(path: Path, state: _State) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(_encode(state))
    part.replace(path)
