"""The append-only log of events over SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

import apsw
import msgspec

from ...records import NO_DETAILS, Details, Event, Logged, Message
from ..base import Appended
from .connection import Readers
from .identities import Identities
from .writer import Writer

_encode = msgspec.msgpack.Encoder().encode
_decode_details = msgspec.msgpack.Decoder(Details).decode

_COLUMNS = "seq, user, kind, time, item, value, device, offset_min, recommendation, details"
_INSERT_EVENT = f"INSERT INTO events (message, {_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_DUPLICATE = Appended("duplicate")
_FORGOTTEN = Appended("forgotten")
_PAGE = 2_000


class SqliteLogReader:
    """See `storage.base.EventReader`."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """See EventReader.read."""
        return self._read("", after, limit)

    def read_recommended(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """See EventReader.read_recommended."""
        return self._read("recommendation IS NOT NULL AND", after, limit)

    def _read(self, condition: str, after: int, limit: int) -> list[Logged]:
        columns = _COLUMNS.replace("user", "users.canonical", 1)
        rows = self._readers.rows(
            f"SELECT {columns} FROM events JOIN users USING (user) "
            f"WHERE {condition} seq > ? ORDER BY seq LIMIT ?",
            (after, limit),
        )
        return [_logged(row) for row in rows]

    def of_user(self, user: int, after: int = 0) -> Iterator[Logged]:
        """See EventReader.of_user."""
        sql = (
            f"SELECT {_COLUMNS} FROM events WHERE user IN "
            "(SELECT user FROM users WHERE canonical = ?) AND seq > ? ORDER BY seq LIMIT ?"
        )
        while True:
            rows = self._readers.rows(sql, (user, after, _PAGE))
            for row in rows:
                yield _logged(row, user)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def bodies(self, user: int) -> Iterator[bytes]:
        """See EventReader.bodies."""
        rows = self._readers.rows(
            "SELECT body FROM messages WHERE message IN (SELECT message FROM events WHERE user IN "
            "(SELECT user FROM users WHERE canonical = ?)) ORDER BY message",
            (user,),
        )
        for (body,) in rows:
            yield body

    def last_seq(self) -> int:
        """See EventReader.last_seq."""
        return self._readers.value("SELECT max(seq) FROM events") or 0

    def count(self) -> int:
        """See EventReader.count."""
        return int(self._readers.value("SELECT count(*) FROM events"))

    def find_user(self, user_id: str) -> int | None:
        """See EventReader.find_user."""
        found: int | None = self._readers.value(
            "SELECT users.canonical FROM ids JOIN users USING (user) WHERE ids.id = ? "
            "AND ids.known IN (0, 1) ORDER BY ids.known DESC LIMIT 1",
            (user_id,),
        )
        return found

    def is_account(self, user_id: str) -> bool:
        """See EventReader.is_account."""
        sql = "SELECT EXISTS (SELECT 1 FROM ids WHERE known = 1 AND id = ?)"
        return bool(self._readers.value(sql, (user_id,)))

    def user_id(self, user: int) -> str | None:
        """See EventReader.user_id."""
        found: str | None = self._readers.value("SELECT id FROM users WHERE user = ?", (user,))
        return found

    def canonical(self, user: int) -> int:
        """See EventReader.canonical."""
        return self._readers.value("SELECT canonical FROM users WHERE user = ?", (user,)) or user

    def users(self) -> Iterator[int]:
        """See EventReader.users."""
        after = 0
        while rows := self._readers.rows(
            "SELECT user FROM users WHERE user > ? AND user = canonical ORDER BY user LIMIT ?",
            (after, _PAGE),
        ):
            for (user,) in rows:
                yield user
            after = rows[-1][0]


class SqliteLog(SqliteLogReader):
    """See `storage.base.EventLog`."""

    def __init__(
        self, writer: Writer, readers: Readers, identities: Identities, salt: bytes
    ) -> None:
        super().__init__(readers)
        self._writer = writer
        self._identities = identities
        self._salt = salt
        self._next: tuple[int, int] | None = None

    def reset(self) -> None:
        """Drop what was remembered: a transaction was undone."""
        self._next = None

    def append(self, messages: Sequence[Message]) -> list[Appended]:
        """See EventLog.append."""
        return self._writer.call(lambda connection: self._append(connection, messages))

    def append_async(
        self,
        messages: Sequence[Message],
        done: Callable[[list[Appended] | BaseException], None],
    ) -> None:
        """See EventLog.append_async."""
        self._writer.submit(lambda connection: self._append(connection, messages), done)

    def _append(self, connection: apsw.Connection, messages: Sequence[Message]) -> list[Appended]:
        message_number, seq = self._next or self._numbers(connection)
        bodies: list[tuple[int, int, bytes]] = []
        rows: list[tuple[Any, ...]] = []
        results = []
        for message in messages:
            result = self._refused(connection, message)
            if result is None:
                user = self._identities.resolve(connection, message.identity)
                logged = []
                for event in message.events:
                    rows.append((message_number, *_row(seq, user, event)))
                    logged.append(Logged(seq, user, event))
                    seq += 1
                bodies.append((message_number, message.received, message.body))
                message_number += 1
                merge = message.merge
                merged = None
                if merge is not None:
                    merged = self._identities.merge(connection, merge, seq - 1)
                result = Appended("new", tuple(logged), merged)
            results.append(result)
        connection.executemany("INSERT INTO messages VALUES (?, ?, ?)", bodies)
        connection.executemany(_INSERT_EVENT, rows)
        self._next = message_number, seq
        return results

    def _refused(self, connection: apsw.Connection, message: Message) -> Appended | None:
        if self._identities.is_forgotten(connection, message.identity, message.made):
            return _FORGOTTEN
        digest = blake2b(message.message_id.encode(), key=self._salt, digest_size=16).digest()
        connection.execute("INSERT OR IGNORE INTO message_ids VALUES (?)", (digest,))
        return None if connection.changes() else _DUPLICATE

    def _numbers(self, connection: apsw.Connection) -> tuple[int, int]:
        used = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
        return used.get("messages", 0) + 1, used.get("events", 0) + 1


def _row(seq: int, user: int, event: Event) -> tuple[Any, ...]:
    details = None if event.details is NO_DETAILS else _encode(event.details)
    return (
        seq,
        user,
        event.kind,
        event.time,
        event.item,
        event.value,
        event.device,
        event.offset_min,
        event.recommendation,
        details,
    )


def _logged(row: tuple[Any, ...], user: int | None = None) -> Logged:
    details = NO_DETAILS if row[-1] is None else _decode_details(row[-1])
    event = Event(row[2], row[3], row[4], row[5], row[6], row[7], row[8], details)
    return Logged(row[0], row[1] if user is None else user, event)
