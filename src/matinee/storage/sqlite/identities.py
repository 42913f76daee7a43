"""Who is who: ids to keys, and guests merged into accounts. Used by the writer thread only."""

from __future__ import annotations

from hashlib import blake2b

import apsw

from ...records import Identity, Merge

CACHED_IDS = 200_000


class Identities:
    """Resolves ids to keys, making a key at first sight.

    A guest id belongs to the account it was first merged into. When the same browser later signs in
    as somebody else, the guest's past stays where it is and its id gets a fresh key for the new
    account, so that one person's history never turns up in another's.
    """

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._cache: dict[tuple[bool, str], int] = {}
        self._merged: dict[int, int] | None = None
        self._any_forgotten: bool | None = None

    def reset(self) -> None:
        """Drop what was remembered: a transaction was undone."""
        self._cache.clear()
        self._merged = None
        self._any_forgotten = None

    def resolve(self, connection: apsw.Connection, identity: Identity) -> int:
        """The canonical key of an id; a new one at first sight."""
        cached = self._cache.get((identity.known, identity.id))
        if cached is None:
            cached = self._look_up(connection, identity) or self._make(connection, identity)
            if len(self._cache) >= CACHED_IDS:
                self._cache.clear()
            self._cache[identity.known, identity.id] = cached
        return self.merged(connection).get(cached, cached)

    def merge(self, connection: apsw.Connection, merge: Merge, seq: int) -> tuple[int, int] | None:
        """Make guest and account one by event `seq`; their keys, None where nothing changed."""
        account = self.resolve(connection, merge.account)
        guest = self.resolve(connection, merge.guest)
        if guest == account:
            return None
        if not merge.guest.known and self._is_known(connection, guest):
            self._renew(connection, merge.guest, account)
            return None
        connection.execute("UPDATE users SET canonical = ? WHERE canonical = ?", (account, guest))
        connection.execute("UPDATE users SET merged_seq = ? WHERE user = ?", (seq, account))
        merged = self.merged(connection)
        for key, target in merged.items():
            if target == guest:
                merged[key] = account
        merged[guest] = account
        return guest, account

    def merged(self, connection: apsw.Connection) -> dict[int, int]:
        """Every merged key with the key of who that is by now."""
        if self._merged is None:
            rows = connection.execute("SELECT user, canonical FROM users WHERE user != canonical")
            self._merged = dict(rows)
        return self._merged

    def is_forgotten(self, connection: apsw.Connection, identity: Identity, time: int) -> bool:
        """Whether the id was deleted after `time`."""
        if self._any_forgotten is None:
            found = connection.execute("SELECT EXISTS (SELECT 1 FROM forgotten)").get
            self._any_forgotten = bool(found)
        if not self._any_forgotten:
            return False
        row = connection.execute(
            "SELECT time FROM forgotten WHERE digest = ?", (self.digest(identity),)
        ).fetchone()
        return row is not None and time <= row[0]

    def digest(self, identity: Identity) -> bytes:
        """The salted hash that is all that stays of a forgotten id."""
        text = f"{int(identity.known)}{identity.id}"
        return blake2b(text.encode(), key=self._salt, digest_size=16).digest()

    def _look_up(self, connection: apsw.Connection, identity: Identity) -> int | None:
        row = connection.execute(
            "SELECT user FROM ids WHERE known = ? AND id = ?", (identity.known, identity.id)
        ).fetchone()
        return row[0] if row else None

    def _make(
        self, connection: apsw.Connection, identity: Identity, canonical: int | None = None
    ) -> int:
        connection.execute(
            "INSERT INTO users (id, known, canonical) VALUES (?, ?, ?)",
            (identity.id, identity.known, canonical or 0),
        )
        user = connection.last_insert_rowid()
        if canonical is None:
            connection.execute("UPDATE users SET canonical = user WHERE user = ?", (user,))
        connection.execute(
            "INSERT OR REPLACE INTO ids (known, id, user) VALUES (?, ?, ?)",
            (identity.known, identity.id, user),
        )
        return user

    def _renew(self, connection: apsw.Connection, guest: Identity, account: int) -> None:
        user = self._make(connection, guest, canonical=account)
        self._cache[guest.known, guest.id] = user
        self.merged(connection)[user] = account

    def _is_known(self, connection: apsw.Connection, user: int) -> bool:
        row = connection.execute("SELECT known FROM users WHERE user = ?", (user,)).fetchone()
        return bool(row and row[0])
