"""The data folder: who holds it, and where its server listens."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

import msgspec
from msgspec import Struct

from ..errors import FolderBusy, StorageError

OURS = {
    "matinee.sqlite",
    "lock",
    "server.json",
    "models",
    "cache",
    "imports",
    "artwork",
    "analysis",
    "experiments.json",
    "audit.jsonl",
    "alerts.json",
    "matinee.toml",
}


class ServerNote(Struct, frozen=True):
    """What a running server writes for commands on the same machine; readable by its user only."""

    pid: int
    url: str
    key: str


class DataFolder:
    """A folder that one process may hold. Use as a context manager.

    Raises FolderBusy if another process holds it, StorageError if it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(f"{path} cannot be used as a data folder: {error}") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise FolderBusy(
                f"{path} is held by another Matinee process. Stop it, or work through its server."
            ) from error

    def __enter__(self) -> DataFolder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        (self.path / "server.json").unlink(missing_ok=True)
        os.close(self._lock)

    def announce(self, url: str, key: str) -> None:
        """Say where the server of this folder listens."""
        note = self.path / "server.json"
        descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(ServerNote(os.getpid(), url, key)))


def is_held(path: Path) -> bool:
    """Whether a process holds the folder now."""
    try:
        descriptor = os.open(path / "lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def running_server(path: Path) -> ServerNote | None:
    """Where the folder's server listens; None if none runs."""
    if not is_held(path):
        return None
    try:
        return msgspec.json.decode((path / "server.json").read_bytes(), type=ServerNote)
    except (OSError, msgspec.DecodeError):
        return None


def write_whole(path: Path, body: bytes) -> None:
    """Write a file all at once: after a power cut it is the old one or the new one."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
