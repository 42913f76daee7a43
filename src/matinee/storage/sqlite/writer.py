"""The one thread that writes: what waits goes into one transaction, so one sync serves many."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import apsw
from msgspec import Struct

from ...errors import StorageError
from .connection import translate

Result = TypeVar("Result")
Job = Callable[[apsw.Connection], Any]
Done = Callable[[Any], None]

logger = logging.getLogger(__name__)

LAZY_DELAY_S = 0.05
"""How long work that nobody waits for may wait for company."""
LARGEST_GROUP = 512
_OF_THE_DISK = (apsw.FullError, apsw.IOError, apsw.CorruptError, apsw.NoMemError)


class _Work(Struct, eq=False):
    job: Job
    done: Done | None
    result: Any = None


class Writer(threading.Thread):
    """Group commit. `call` and `submit` are urgent; `post` waits a moment for others to join.

    `on_rollback` runs on this thread whenever work was undone, so that the owner of caches over
    the database can drop them.
    """

    def __init__(
        self, connection: apsw.Connection, path: Path, on_rollback: Callable[[], None]
    ) -> None:
        super().__init__(name="matinee-writer", daemon=True)
        self._connection = connection
        self._path = path
        self._on_rollback = on_rollback
        self._waiting: list[_Work] = []
        self._wake = threading.Condition()
        self._urgent = False
        self._closing = False
        self.start()

    def submit(self, job: Job, done: Done) -> None:
        """Run `job` in the next transaction; `done` gets its result or error after the commit."""
        self._put(_Work(job, done), urgent=True)

    def post(self, job: Job, done: Done | None = None) -> None:
        """Run `job` soon; nobody waits for it. An error is logged."""
        self._put(_Work(job, done), urgent=False)

    def call(self, job: Callable[[apsw.Connection], Result]) -> Result:
        """Run `job` in the next transaction and return its result once committed, or raise."""
        future: Future[Result] = Future()

        def done(result: Any) -> None:
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)

        self.submit(job, done)
        return future.result()

    def fold_log(self) -> None:
        """Move the write-ahead log into the database and empty it, so that nothing old stays there.

        Returns when that is done, or as far as readers in the middle of a query let it.
        """
        done = threading.Event()

        def fold(_: object) -> None:
            try:  # on this thread, after its transaction: a checkpoint cannot run inside one
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                done.set()

        self.submit(lambda connection: None, fold)
        done.wait()

    def close(self) -> None:
        """Write all that waits, then end the thread."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self.join()

    def _put(self, work: _Work, *, urgent: bool) -> None:
        with self._wake:
            if self._closing:
                raise StorageError("The store is closed; start the server again.")
            self._waiting.append(work)
            self._urgent = self._urgent or urgent
            self._wake.notify()

    def run(self) -> None:
        """Take groups of work until closed."""
        while group := self._take():
            self._commit(group)
            for work in group:
                self._finish(work)

    def _take(self) -> list[_Work]:
        with self._wake:
            while not self._waiting and not self._closing:
                self._wake.wait()
            if not self._urgent and not self._closing:
                self._wake.wait_for(lambda: self._urgent or self._closing, LAZY_DELAY_S)
            group, self._waiting = self._waiting[:LARGEST_GROUP], self._waiting[LARGEST_GROUP:]
            self._urgent = bool(self._waiting)
            return group

    def _commit(self, group: list[_Work]) -> None:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for work in group:
                self._attempt(work)
            connection.execute("COMMIT")
        except Exception as error:
            failure = translate(error, self._path) if isinstance(error, apsw.Error) else error
            for work in group:
                work.result = failure
            self._rollback()

    def _attempt(self, work: _Work) -> None:
        """Run one job; its own error undoes it alone, an error of the disk undoes the group."""
        # Not `with connection`: when the disk is full SQLite undoes the whole transaction, and the
        # savepoint that it would go back to is gone; its complaint would hide the cause.
        connection = self._connection
        connection.execute("SAVEPOINT work")
        try:
            work.result = work.job(connection)
        except Exception as error:
            if not connection.in_transaction or isinstance(error, _OF_THE_DISK):
                raise
            connection.execute("ROLLBACK TO work")
            work.result = translate(error, self._path) if isinstance(error, apsw.Error) else error
            self._on_rollback()
        connection.execute("RELEASE work")

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._on_rollback()

    def _finish(self, work: _Work) -> None:
        if work.done is not None:
            try:
                work.done(work.result)
            except Exception:  # a caller that is gone must not end the writer
                logger.exception("What follows a commit failed; the commit itself stands")
        elif isinstance(work.result, BaseException):
            logger.error("A write that nobody waits for failed: %s", work.result)
