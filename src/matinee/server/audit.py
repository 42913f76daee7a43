"""Who changed what: one line for each change that a person made, in a file that only grows."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

FILE = "audit.jsonl"


class Change(Struct, frozen=True):
    """Who (a key's name) changed what (an endpoint's summary, and what it named), when (ISO)."""

    at: str
    by: str
    what: str
    named: str


class Audit:
    """The changes of a data folder."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE

    def write(self, change: Change) -> None:
        """Add a change, durably."""
        with self._path.open("ab+") as file:
            file.write(_after_a_broken_line(file) + msgspec.json.encode(change) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self, most: int) -> list[Change]:
        """The latest changes, the last first. A line that a crash broke off is passed over."""
        if not self._path.is_file():
            return []
        with self._path.open("rb") as file:
            lines = deque(file, maxlen=most)
        found = []
        for line in reversed(lines):
            try:
                found.append(msgspec.json.decode(line, type=Change))
            except msgspec.DecodeError:
                continue
        return found


def _after_a_broken_line(file: IO[bytes]) -> bytes:
    """A new line, where a crash broke off the last one."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"
