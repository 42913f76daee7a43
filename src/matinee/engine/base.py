"""What an engine does: map a function over independent parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs independent parts of a job, somewhere."""

    @property
    def workers(self) -> int:
        """How many parts it runs at a time."""
        ...

    def map(self, function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
        """`[function(part) for part in parts]`, in order; the first error is raised."""
        ...
