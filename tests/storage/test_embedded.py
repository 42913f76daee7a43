"""The embedded store: conformance, opening, migrations, errors."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import apsw
import pytest

from matinee.errors import FolderBusy, FolderCorrupt, FolderTooNew, StorageError, StorageFull
from matinee.records import Event, Item
from matinee.storage.embedded import DATABASE, EmbeddedStore
from matinee.storage.folder import DataFolder, is_held, running_server
from matinee.storage.sqlite.connection import require_sqlite
from matinee.storage.sqlite.migrations import steps
from matinee.testing import StoreConformance
from matinee.testing.stores import ALICE, message

VERSIONS = sorted((Path(__file__).parent / "versions").glob("*.sql"))


class TestEmbedded(StoreConformance):
    def open(self, folder: Path) -> EmbeddedStore:
        return EmbeddedStore(folder)


def test_the_database_is_synced_at_each_commit_in_wal(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    assert store._connection.pragma("synchronous") == 2
    assert store._connection.pragma("journal_mode") == "wal"
    store.close()


def test_old_sqlite_is_refused() -> None:
    require_sqlite("3.51.3")
    with pytest.raises(StorageError, match=r"3\.51\.3 or newer"):
        require_sqlite("3.51.2")


def test_every_released_version_has_a_filled_database() -> None:
    assert [int(path.stem) for path in VERSIONS] == list(range(1, len(steps()) + 1))


@pytest.mark.parametrize("dump", VERSIONS, ids=lambda path: path.stem)
def test_a_folder_of_every_earlier_version_is_upgraded(tmp_path: Path, dump: Path) -> None:
    old = sqlite3.connect(tmp_path / DATABASE)
    old.executescript(dump.read_text())
    old.close()
    store = EmbeddedStore(tmp_path)
    assert store._connection.pragma("user_version") == len(steps())
    assert [logged.event.item for logged in store.log.read()] == ["1", "2", "2"]
    assert store.log.find_user("alice") == store.log.find_user("cookie-1") == 2
    store.catalog.put_items([Item("9", "Nine")], 1)
    assert store.log.append([message("m1"), message("new")])[0].outcome == "duplicate"
    assert store.log.count() == 4
    assert store.check() == []
    store.close()


def test_a_folder_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path).close()
    database = sqlite3.connect(tmp_path / DATABASE)
    database.execute("PRAGMA user_version = 999")
    database.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(FolderTooNew, match=r"newer Matinee.*Upgrade Matinee"):
        EmbeddedStore(tmp_path)
    assert (tmp_path / DATABASE).read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / DATABASE)
    database.execute("CREATE TABLE theirs (x)")
    database.commit()
    database.close()
    with pytest.raises(FolderCorrupt, match="another program"):
        EmbeddedStore(tmp_path)


@pytest.mark.parametrize("garbage", [b"not a database" * 500, b"\0" * 8192])
def test_a_corrupt_database_is_a_clear_error(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / DATABASE).write_bytes(garbage)
    with pytest.raises(FolderCorrupt, match=r"damaged.*matinee doctor"):
        EmbeddedStore(tmp_path)


def test_damage_inside_is_found_by_check_and_reported_by_reads(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.log.append([message(str(n), body=b"x" * 3000) for n in range(200)])
    store.close()
    with (tmp_path / DATABASE).open("r+b") as file:
        for page in range(20, 60):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    broken = EmbeddedStore(tmp_path)
    assert broken.check()
    with pytest.raises(FolderCorrupt):
        for _ in range(3):
            list(broken.log.bodies(1))
            broken.log.read()
    broken._writer.close()


def test_a_full_disk_keeps_nothing_of_the_refused_write(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.log.append([message("before")])
    pages = store._connection.pragma("page_count")
    store._connection.pragma("max_page_count", pages + 20)
    big = b"x" * 100_000
    with pytest.raises(StorageFull, match="Free some space"):
        store.log.append([message("small"), message("big", body=big)])
    assert store.log.count() == 1
    store._connection.pragma("max_page_count", 1 << 30)
    results = store.log.append([message("small"), message("big", body=big), message("before")])
    assert [result.outcome for result in results] == ["new", "new", "duplicate"]
    assert [logged.seq for logged in store.log.read()] == [1, 2, 3]
    store.close()


def test_one_bad_job_does_not_undo_its_neighbours(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    results: list[object] = []

    def bad(connection: apsw.Connection) -> None:
        connection.execute("INSERT INTO meta VALUES ('half', 1)")
        raise ValueError("a bug")

    # Lazy work waits for company, so these three share a transaction.
    store._writer.post(lambda c: c.execute("INSERT INTO meta VALUES ('a', 1)") and None)
    store._writer.post(bad, results.append)
    store._writer.post(lambda c: c.execute("INSERT INTO meta VALUES ('b', 1)") and None)
    store.flush()
    names = {row[0] for row in store._readers.rows("SELECT name FROM meta")}
    assert {"a", "b"} <= names
    assert "half" not in names
    assert isinstance(results[0], ValueError)
    store.close()


def test_an_event_that_cannot_be_stored_fails_alone(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    with pytest.raises(OverflowError):
        store.log.append([message("1"), message("2", ALICE, Event("play", 1 << 70, "1"))])
    assert store.log.count() == 0
    assert store.log.append([message("1")])[0].outcome == "new"
    store.close()


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    with DataFolder(tmp_path) as held:
        assert is_held(tmp_path)
        assert running_server(tmp_path) is None
        held.announce("http://127.0.0.1:1", "key")
        note = running_server(tmp_path)
        assert note is not None and note.url == "http://127.0.0.1:1"
        assert (tmp_path / "server.json").stat().st_mode & 0o077 == 0
        with pytest.raises(FolderBusy, match="held by another"):
            DataFolder(tmp_path)
    assert not is_held(tmp_path)
    assert running_server(tmp_path) is None


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be used as a data folder"):
        DataFolder(tmp_path / "file" / "data")


def test_keys_and_profiles_are_readable_by_their_user_only(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    assert (tmp_path / DATABASE).stat().st_mode & 0o077 == 0
    store.close()
