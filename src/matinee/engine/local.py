"""The engine of one machine: one process a core, forked, so that parts share what is in memory."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

_work: Callable[[Any], Any]


def _run(part: Any) -> Any:
    return _work(part)


class LocalEngine:
    """See `engine.base.Engine`. Results travel back pickled, through memory only."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or os.cpu_count() or 1

    @property
    def workers(self) -> int:
        """How many parts run at a time."""
        return self._workers

    def map(self, function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """See Engine.map."""
        global _work  # noqa: PLW0603  (forked processes inherit what cannot be pickled)
        if self._workers == 1 or len(parts) < 2:
            return [function(part) for part in parts]
        _work = function
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(min(self._workers, len(parts)), context) as pool:
            return list(pool.map(_run, parts))
