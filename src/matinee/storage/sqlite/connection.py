"""Opening SQLite the one right way, and turning its errors into ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from ...errors import FolderBusy, FolderCorrupt, FolderTooNew, StorageError, StorageFull
from .migrations import steps

APPLICATION_ID = 0x4D61746E
OLDEST_SQLITE = (3, 51, 3)
"""Older ones can reset a WAL that a reader still needs."""
PAGE_CACHE_KIB = 64 * 1024
CHECKPOINT_PAGES = 8_000


def require_sqlite(version: str) -> None:
    """Raise StorageError if this SQLite has the WAL-reset bug."""
    if tuple(map(int, version.split("."))) < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise StorageError(
            f"SQLite {version} can lose writes; {needed} or newer is needed: pip install -U apsw"
        )


def open_writer(path: Path, vfs: str | None = None) -> apsw.Connection:
    """The one writing connection: WAL, synced at each commit, schema brought up to date.

    Raises FolderTooNew, FolderCorrupt, StorageFull or StorageError.
    """
    require_sqlite(apsw.sqlite_lib_version())
    with translated(path):
        connection = apsw.Connection(str(path), vfs=vfs)
        try:
            _configure(connection)
            _refuse_foreign(connection, path)
            _migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def open_reader(path: Path, vfs: str | None = None) -> apsw.Connection:
    """A connection that can only read; sees each commit as soon as it is made."""
    with translated(path):
        connection = apsw.Connection(str(path), vfs=vfs, flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(5_000)
        connection.execute(f"PRAGMA cache_size=-{PAGE_CACHE_KIB // 4}; PRAGMA query_only=ON")
    return connection


def _configure(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(5_000)
    connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    connection.execute(
        f"PRAGMA secure_delete=ON; PRAGMA cache_size=-{PAGE_CACHE_KIB};"
        f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}; PRAGMA journal_size_limit=67108864"
    )


class Readers:
    """A reading connection for each thread that asks, closed together."""

    def __init__(self, path: Path, vfs: str | None = None) -> None:
        self._path = path
        self._vfs = vfs
        self._local = threading.local()
        self._opened: list[apsw.Connection] = []

    def get(self) -> apsw.Connection:
        """This thread's connection."""
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = open_reader(self._path, self._vfs)
            self._opened.append(connection)
        return connection

    def rows(self, sql: str, bindings: apsw.Bindings = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, errors translated."""
        with translated(self._path):
            return self.get().execute(sql, bindings).fetchall()

    def value(self, sql: str, bindings: apsw.Bindings = ()) -> Any:
        """The first column of the first row, None where there is no row."""
        rows = self.rows(sql, bindings)
        return rows[0][0] if rows else None

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._opened:
            connection.close()


def _refuse_foreign(connection: apsw.Connection, path: Path) -> None:
    version, known = connection.pragma("user_version"), len(steps())
    if version > known:
        raise FolderTooNew(
            f"{path.parent} was written by a newer Matinee (schema {version}, this one knows "
            f"{known}). Upgrade Matinee, or choose another folder with --data."
        )
    application = connection.pragma("application_id")
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").get
    if application != APPLICATION_ID and (application or version or tables):
        raise FolderCorrupt(
            f"{path} is a database of another program. Choose another folder with --data."
        )


def _migrate(connection: apsw.Connection) -> None:
    todo = steps()[connection.pragma("user_version") :]
    for sql in todo:
        with connection:
            connection.execute(sql)
            version = connection.pragma("user_version") + 1
            connection.execute(f"PRAGMA user_version={version}")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise our errors in place of SQLite's, each with what to do next."""
    try:
        yield
    except apsw.Error as error:
        raise translate(error, path) from error


def translate(error: apsw.Error, path: Path) -> StorageError:
    """Our error for one of SQLite's."""
    match error:
        case apsw.FullError():
            return StorageFull(
                f"No space is left for {path.parent}. Nothing of this write was kept, everything "
                "acknowledged before is safe. Free some space and send it again."
            )
        case apsw.CorruptError() | apsw.NotADBError():
            return FolderCorrupt(
                f"{path} is damaged ({error}). Keep a copy of the folder, then run "
                "'matinee doctor' on it, or start from a backup."
            )
        case apsw.BusyError() | apsw.LockedError():
            return FolderBusy(f"{path.parent} is held by another process. Stop it and try again.")
        case apsw.CantOpenError() | apsw.ReadOnlyError() | apsw.PermissionsError():
            return StorageError(f"{path} cannot be opened for writing: {error}")
    return StorageError(f"The disk under {path.parent} reports an error: {error}")
