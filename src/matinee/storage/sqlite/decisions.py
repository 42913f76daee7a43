"""Decisions, impressions and evidence over SQLite."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from threading import Lock

import apsw
import msgspec
from msgspec.structs import astuple

from ...records import Decision, Impression
from ..base import Captured, Evidence
from .connection import Readers
from .writer import Writer

_encode = msgspec.msgpack.Encoder().encode
_decode_decision = msgspec.msgpack.Decoder(Decision).decode
_decode_evidence = msgspec.msgpack.Decoder(Evidence).decode

RECENT_PAGES = 2_000
"""Pages kept in memory: most of what happens to a page happens soon after it was served."""


class SqliteDecisions:
    """See `storage.base.DecisionStore`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers
        self._recent: OrderedDict[str, list[Decision]] = OrderedDict()
        self._unwritten: dict[tuple[str, int], Decision] = {}
        self._unwritten_evidence: dict[tuple[str, int, int], Evidence] = {}
        self._lock = Lock()

    def put_decision(self, decision: Decision) -> None:
        """See DecisionStore.put_decision."""
        name = decision.page_id, decision.part
        with self._lock:
            self._unwritten[name] = decision
            self._recent.pop(decision.page_id, None)

        def job(connection: apsw.Connection) -> None:
            body = zlib.compress(_encode(decision), 1)
            # A person may have been deleted between the page and this commit.
            connection.execute(
                "INSERT INTO decisions SELECT ?, ?, ?, ?, ? "
                "WHERE ?3 = 0 OR EXISTS (SELECT 1 FROM users WHERE user = ?3)",
                (*name, decision.user, decision.time, body),
            )

        self._writer.post(job, lambda result: self._written(name, result))

    def _written(self, name: tuple[str, int], result: object) -> None:
        with self._lock:
            self._unwritten.pop(name, None)
        raised(result)

    def decisions(self, page_id: str) -> list[Decision]:
        """See DecisionStore.decisions."""
        with self._lock:
            if (recent := self._recent.get(page_id)) is not None:
                return recent
            pending = {d.part: d for (page, _), d in self._unwritten.items() if page == page_id}
        rows = self._readers.rows(
            "SELECT body FROM decisions WHERE page_id = ? ORDER BY part", (page_id,)
        )
        stored = (_decode_decision(zlib.decompress(body)) for (body,) in rows)
        parts = pending | {decision.part: decision for decision in stored}
        found = [parts[part] for part in sorted(parts)]
        if found and not pending:
            self._remember(page_id, found)
        return found

    def _remember(self, page_id: str, found: list[Decision]) -> None:
        with self._lock:
            self._recent[page_id] = found
            if len(self._recent) > RECENT_PAGES:
                self._recent.popitem(last=False)

    def forget_recent(self) -> None:
        """Drop what was remembered: pages were deleted."""
        with self._lock:
            self._recent.clear()

    def put_evidence(
        self,
        evidence: Sequence[Evidence],
        impressions: Sequence[Impression],
        upto: int,
        captured: Sequence[Captured] = (),
    ) -> None:
        """See DecisionStore.put_evidence."""
        with self._lock:
            fresh = {(e.page_id, e.row, e.column): e for e in evidence}
            self._unwritten_evidence |= fresh
        rows = [(e.page_id, e.row, e.column, e.user, _encode(e), e.user) for e in evidence]
        seen = [
            (i.page_id, i.row, i.column, i.user, i.item, i.time, i.visible_ms, i.user)
            for i in impressions
        ]
        vectors = [(*astuple(one), one.user) for one in captured]

        def job(connection: apsw.Connection) -> None:
            alive = "WHERE EXISTS (SELECT 1 FROM users WHERE user = ?)"
            connection.executemany(
                f"INSERT OR REPLACE INTO evidence SELECT ?,?,?,?,? {alive}",
                rows,
            )
            connection.executemany(
                f"INSERT INTO impressions SELECT ?,?,?,?,?,?,? {alive}",
                seen,
            )
            connection.executemany(
                f"INSERT OR IGNORE INTO captured SELECT ?,?,?,?,?,?,? {alive}",
                vectors,
            )
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('evidence_seq', ?)", (upto,))

        self._writer.post(job, lambda result: self._evidence_written(fresh, result))

    def _evidence_written(
        self, written: dict[tuple[str, int, int], Evidence], result: object
    ) -> None:
        with self._lock:
            for name, evidence in written.items():
                if self._unwritten_evidence.get(name) is evidence:
                    del self._unwritten_evidence[name]
        raised(result)

    def evidence(self, page_id: str, row: int, column: int) -> Evidence | None:
        """See DecisionStore.evidence."""
        with self._lock:
            if (fresh := self._unwritten_evidence.get((page_id, row, column))) is not None:
                return fresh
        body = self._readers.value(
            'SELECT body FROM evidence WHERE page_id = ? AND "row" = ? AND "column" = ?',
            (page_id, row, column),
        )
        return None if body is None else _decode_evidence(body)

    def evidence_of(self, user: int, most: int) -> list[Evidence]:
        """See DecisionStore.evidence_of."""
        rows = self._readers.rows(
            "SELECT body FROM evidence WHERE user IN (SELECT user FROM users WHERE canonical = ?) "
            'ORDER BY page_id DESC, "row" DESC, "column" DESC LIMIT ?',
            (user, most),
        )
        stored = [_decode_evidence(body) for (body,) in rows]
        with self._lock:
            found = {(e.page_id, e.row, e.column): e for e in reversed(stored)}
            fresh = self._unwritten_evidence.items()
            found |= {name: e for name, e in fresh if e.user == user}
        return sorted(found.values(), key=lambda e: (e.page_id, e.row, e.column))[-most:]

    def all_evidence(self) -> Iterator[Evidence]:
        """See DecisionStore.all_evidence."""
        with self._lock:
            fresh = dict(self._unwritten_evidence)
        for one in read_evidence(self._readers):
            yield fresh.pop((one.page_id, one.row, one.column), one)
        yield from fresh.values()

    def impressions(self, page_id: str) -> list[Impression]:
        """See DecisionStore.impressions."""
        rows = self._readers.rows(
            "SELECT * FROM impressions WHERE page_id = ? ORDER BY rowid", (page_id,)
        )
        return [Impression(*row) for row in rows]

    def captured(self) -> Iterator[tuple[Captured, Evidence]]:
        """See DecisionStore.captured."""
        return read_captured(self._readers)

    def drop_captured(self, before: int) -> None:
        """See DecisionStore.drop_captured."""

        def job(connection: apsw.Connection) -> None:
            connection.execute("DELETE FROM captured WHERE time < ?", (before,))

        self._writer.post(job, raised)

    def evidence_seq(self) -> int:
        """See DecisionStore.evidence_seq."""
        return self._readers.value("SELECT value FROM meta WHERE name = 'evidence_seq'") or 0


def raised(result: object) -> None:
    """Raise what a job failed with."""
    if isinstance(result, BaseException):
        raise result


def read_decisions(readers: Readers, after: int, limit: int) -> list[tuple[int, Decision]]:
    """Decisions by the order in which they were written."""
    rows = readers.rows(
        "SELECT rowid, body FROM decisions WHERE rowid > ? ORDER BY rowid LIMIT ?", (after, limit)
    )
    return [(number, _decode_decision(zlib.decompress(body))) for number, body in rows]


def read_captured(readers: Readers) -> Iterator[tuple[Captured, Evidence]]:
    """Every kept vector with its evidence."""
    rows = readers.rows(
        'SELECT page_id, "row", "column", c.user, c.time, c.features, c.body, e.body '
        'FROM captured c JOIN evidence e USING (page_id, "row", "column") '
        'ORDER BY page_id, "row", "column"'
    )
    for *known, body in rows:
        yield Captured(*known), _decode_evidence(body)


def read_evidence(readers: Readers) -> Iterator[Evidence]:
    """All evidence, oldest page first."""
    for (body,) in readers.rows("SELECT body FROM evidence ORDER BY page_id"):
        yield _decode_evidence(body)
