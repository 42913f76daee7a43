"""The engine of one machine: threads, since the work is numpy's and releases the interpreter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


class LocalEngine:
    """See `engine.base.Engine`."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or os.cpu_count() or 1

    def map(self, function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """See Engine.map."""
        with ThreadPoolExecutor(min(self._workers, max(len(parts), 1))) as pool:
            return list(pool.map(function, parts))
