"""Profiles, items and keys: plain tables over SQLite."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import apsw
import msgspec

from ...records import Item
from ..base import KeyRecord, ProfileSnapshot
from .connection import Readers
from .writer import Writer

_encode_item = msgspec.json.Encoder().encode
_decode_item = msgspec.json.Decoder(Item).decode


class SqliteProfiles:
    """See `storage.base.ProfileStore`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def profile(self, user: int) -> ProfileSnapshot | None:
        """See ProfileStore.profile."""
        rows = self._readers.rows(
            "SELECT profiles.* FROM profiles JOIN users USING (user) "
            "WHERE user = ? AND seq >= merged_seq",
            (user,),
        )
        return ProfileSnapshot(*rows[0]) if rows else None

    def put_profiles(self, snapshots: Sequence[ProfileSnapshot]) -> None:
        """See ProfileStore.put_profiles. Of a person who was deleted meanwhile nothing is kept."""
        rows = [(s.user, s.seq, s.version, s.body, s.user) for s in snapshots]

        def job(connection: apsw.Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO profiles SELECT ?, ?, ?, ? "
                "WHERE EXISTS (SELECT 1 FROM users WHERE user = ? AND canonical = user)",
                rows,
            )

        self._writer.post(job)


class SqliteCatalog:
    """See `storage.base.CatalogStore`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def put_items(self, items: Sequence[Item], now: int) -> None:
        """See CatalogStore.put_items."""
        rows = [(item.item_id, now, _encode_item(item)) for item in items]

        def job(connection: apsw.Connection) -> None:
            connection.executemany(
                "INSERT INTO items VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                rows,
            )

        self._writer.call(job)

    def delete_item(self, item_id: str) -> bool:
        """See CatalogStore.delete_item."""

        def job(connection: apsw.Connection) -> bool:
            connection.execute("DELETE FROM items WHERE id = ?", (item_id,))
            return connection.changes() > 0

        return self._writer.call(job)

    def items(self) -> Iterator[tuple[Item, int]]:
        """See CatalogStore.items."""
        return read_items(self._readers)


def read_items(readers: Readers) -> Iterator[tuple[Item, int]]:
    """All items with the time each was first added."""
    for body, added in readers.rows("SELECT body, added FROM items ORDER BY added, id"):
        yield _decode_item(body), added


class SqliteKeys:
    """See `storage.base.KeyStore`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    def put_key(self, key: KeyRecord) -> None:
        """See KeyStore.put_key."""
        row = (key.key_id, key.kind, key.name, key.created, key.digest)
        self._writer.call(
            lambda c: c.execute("INSERT INTO api_keys VALUES (?,?,?,?,?)", row) and None
        )

    def keys(self) -> list[KeyRecord]:
        """See KeyStore.keys."""
        rows = self._readers.rows("SELECT * FROM api_keys ORDER BY created, key_id")
        return [KeyRecord(*row) for row in rows]

    def delete_key(self, key_id: str) -> bool:
        """See KeyStore.delete_key."""

        def job(connection: apsw.Connection) -> bool:
            connection.execute("DELETE FROM api_keys WHERE key_id = ?", (key_id,))
            return connection.changes() > 0

        return self._writer.call(job)

    def secret(self, name: str) -> bytes:
        """See KeyStore.secret."""
        return self._writer.call(lambda connection: read_secret(connection, name))


def read_secret(connection: apsw.Connection, name: str) -> bytes:
    """The named secret, made at the first call."""
    connection.execute(
        "INSERT OR IGNORE INTO meta VALUES (?, ?)", (f"secret:{name}", os.urandom(32))
    )
    value: bytes = connection.execute(
        "SELECT value FROM meta WHERE name = ?", (f"secret:{name}",)
    ).get
    return value
