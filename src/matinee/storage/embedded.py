"""The embedded store: one SQLite file, one writer with group commit, readers beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apsw

from ..records import Decision, Identity, Item, Logged
from .base import Captured, Evidence
from .sqlite.connection import Readers, open_writer, translated
from .sqlite.decisions import (
    SqliteDecisions,
    read_captured,
    read_decisions,
    read_evidence,
)
from .sqlite.identities import Identities
from .sqlite.log import SqliteLog, SqliteLogReader
from .sqlite.tables import SqliteCatalog, SqliteKeys, SqliteProfiles, read_items, read_secret
from .sqlite.writer import Writer

DATABASE = "matinee.sqlite"
_OF_PERSON = "user IN (SELECT user FROM users WHERE canonical = ?)"


class StoreReader:
    """The log and the catalogue of a folder that another process holds, for reading only."""

    def __init__(self, folder: Path) -> None:
        self._readers = Readers(folder / DATABASE)
        self.log = SqliteLogReader(self._readers)

    def items(self) -> Iterator[tuple[Item, int]]:
        """See CatalogStore.items."""
        return read_items(self._readers)

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """See AnalysisReader.read."""
        return self.log.read(after, limit)

    def served(self, after: int = 0, limit: int = 10_000) -> list[tuple[int, Decision]]:
        """See AnalysisReader.served."""
        return read_decisions(self._readers, after, limit)

    def forgotten(self) -> int:
        """See AnalysisReader.forgotten."""
        return int(self._readers.value("SELECT count(*) FROM forgotten"))

    def merged(self) -> list[tuple[int, int]]:
        """See AnalysisReader.merged."""
        return self._readers.rows("SELECT user, canonical FROM users WHERE user <> canonical")

    def sizes(self) -> dict[str, int]:
        """Bytes on disk of each table, its indices not counted."""
        rows = self._readers.rows("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
        return dict(rows)

    def evidence(self) -> Iterator[Evidence]:
        """See DecisionStore.all_evidence."""
        return read_evidence(self._readers)

    def captured(self) -> Iterator[tuple[Captured, Evidence]]:
        """See DecisionStore.captured."""
        return read_captured(self._readers)

    def close(self) -> None:
        """Let go of the files."""
        self._readers.close()


class EmbeddedStore:
    """See `storage.base.Store`. `vfs` names another file layer (tests simulate power cuts)."""

    def __init__(self, folder: Path, *, vfs: str | None = None) -> None:
        path = folder / DATABASE
        self._path = path
        connection = open_writer(path, vfs)
        path.chmod(0o600)
        with translated(path), connection:
            salt = read_secret(connection, "ids")
        self._connection = connection
        self._identities = Identities(salt)
        self._readers = Readers(path, vfs)
        self._writer = Writer(connection, path, self._reset)
        self.log = SqliteLog(self._writer, self._readers, self._identities, salt)
        self.profiles = SqliteProfiles(self._writer, self._readers)
        self.catalog = SqliteCatalog(self._writer, self._readers)
        self.decisions = SqliteDecisions(self._writer, self._readers)
        self.keys = SqliteKeys(self._writer, self._readers)

    def _reset(self) -> None:
        self._identities.reset()
        self.log.reset()

    def forget(self, user: int, now: int) -> int:
        """See Store.forget. Freed pages are zeroed (secure_delete) and the WAL is emptied."""

        def job(connection: apsw.Connection) -> int:
            ids = connection.execute(
                f"SELECT id, known FROM users WHERE {_OF_PERSON}",
                (user,),
            ).fetchall()
            digests = [(self._identities.digest(Identity(str(i), bool(k))), now) for i, k in ids]
            connection.executemany("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", digests)
            return self._erase(connection, user)

        gone = self._writer.call(job)
        self.decisions.forget_recent()
        self._writer.call(lambda connection: self._reset())
        self._writer.fold_log()
        return gone

    def _erase(self, connection: apsw.Connection, user: int) -> int:
        connection.execute(
            "DELETE FROM messages WHERE message IN "
            f"(SELECT message FROM events WHERE {_OF_PERSON})",
            (user,),
        )
        connection.execute(f"DELETE FROM events WHERE {_OF_PERSON}", (user,))
        gone = connection.changes()
        for table in ("profiles", "decisions", "impressions", "evidence", "captured", "ids"):
            connection.execute(f"DELETE FROM {table} WHERE {_OF_PERSON}", (user,))
        connection.execute("DELETE FROM users WHERE canonical = ?", (user,))
        return gone

    def check(self) -> list[str]:
        """See Store.check: SQLite's own integrity check."""
        rows = self._readers.rows("PRAGMA integrity_check(20)")
        return [text for (text,) in rows if text != "ok"]

    def flush(self) -> None:
        """See Store.flush."""
        self._writer.call(lambda connection: None)

    def close(self) -> None:
        """See Store.close."""
        self._writer.close()
        self._readers.close()
        try:
            with translated(self._path):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._connection.close()
