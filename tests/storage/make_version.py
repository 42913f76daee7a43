"""Write `versions/NNNN.sql`: a filled database as the present schema has it.

Run once when a migration is added, before its release: `python -m tests.storage.make_version`.
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import apsw

from matinee.records import Event, Item, Merge
from matinee.storage.embedded import DATABASE, EmbeddedStore
from matinee.storage.sqlite.migrations import steps
from matinee.testing.stores import ALICE, GUEST, NOW, captured, decision, evidence, message


def fill(folder: Path) -> None:
    """The rows that the upgrade test expects."""
    store = EmbeddedStore(folder)
    store.log.append([message("m1", GUEST)])
    store.log.append([message("m2", ALICE, Event("rate", NOW, "2", 5.0))])
    store.log.append([message("m3", ALICE, Event("click", NOW, "2"), merge=Merge(GUEST, ALICE))])
    store.catalog.put_items([Item("1", "One"), Item("2", "Two")], NOW)
    store.decisions.put_decision(decision(2))
    store.decisions.put_evidence([evidence(2)], [], 3, [captured(2)])
    store.close()


def dump(folder: Path, version: int) -> str:
    """The database as SQL, cut down to what version `version` had."""
    whole = sqlite3.connect(folder / DATABASE)
    old = apsw.Connection(":memory:")
    for sql in steps()[:version]:
        old.execute(sql)
    lines = []
    for (table,) in old.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
        quoted = ", ".join(f'"{column}"' for column in columns)
        places = ", ".join("?" * len(columns))
        if table == "sqlite_sequence":
            old.execute("DELETE FROM sqlite_sequence")
        for row in whole.execute(f"SELECT {quoted} FROM {table}"):
            old.execute(f"INSERT INTO {table} ({quoted}) VALUES ({places})", row)
    with tempfile.TemporaryDirectory() as temporary:
        copy = apsw.Connection(str(Path(temporary) / "copy"))
        with copy.backup("main", old, "main") as backup:
            backup.step()
        copy.close()
        lines = list(sqlite3.connect(Path(temporary) / "copy").iterdump())
    application = whole.execute("PRAGMA application_id").fetchone()[0]
    lines += [f"PRAGMA application_id={application};", f"PRAGMA user_version={version};"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the dump of each version that has none."""
    folder = Path(__file__).parent / "versions"
    with tempfile.TemporaryDirectory() as temporary:
        fill(Path(temporary))
        for version in range(1, len(steps()) + 1):
            path = folder / f"{version:04d}.sql"
            if not path.exists():
                path.write_text(dump(Path(temporary), version))


if __name__ == "__main__":
    main()
