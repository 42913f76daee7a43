"""A file layer that forgets what was not synced, so that killing the process is a power cut.

SIGKILL alone proves little: the kernel still writes what the process handed over. Here writes stay
in this process until SQLite syncs the file; kill the process and they are gone.

    name = register()
    EmbeddedStore(folder, vfs=name)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw

NAME = "power_cut"
_registered: list[apsw.VFS] = []


class _Volatile:
    """The unsynced state of one file, shared by all its handles in this process."""

    def __init__(self, path: str) -> None:
        file = Path(path)
        self.content = bytearray(file.read_bytes() if file.exists() else b"")
        self.dirty: set[int] = set()


_PAGE = 4096
_files: dict[str, _Volatile] = {}


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: Any) -> None:
        super().__init__("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._volatile = _files.setdefault(path, _Volatile(path)) if path else None

    def xRead(self, amount: int, offset: int) -> bytes:
        if self._volatile is None:
            return super().xRead(amount, offset)
        return bytes(self._volatile.content[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._volatile is None:
            super().xWrite(data, offset)
            return
        content = self._volatile.content
        if len(content) < offset + len(data):
            content.extend(bytes(offset + len(data) - len(content)))
        content[offset : offset + len(data)] = data
        last = (offset + len(data) - 1) // _PAGE
        self._volatile.dirty.update(range(offset // _PAGE, last + 1))

    def xTruncate(self, newsize: int) -> None:
        if self._volatile is not None:
            del self._volatile.content[newsize:]
        super().xTruncate(newsize)

    def xFileSize(self) -> int:
        if self._volatile is None:
            return super().xFileSize()
        return len(self._volatile.content)

    def xSync(self, flags: int) -> None:
        if self._volatile is not None:
            content = self._volatile.content
            for page in sorted(self._volatile.dirty):
                super().xWrite(bytes(content[page * _PAGE : (page + 1) * _PAGE]), page * _PAGE)
            self._volatile.dirty.clear()
        super().xSync(flags)


class _Layer(apsw.VFS):
    def __init__(self) -> None:
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:
        return _File(name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        _files.pop(filename, None)
        super().xDelete(filename, syncdir)


def register() -> str:
    """Make the layer known to SQLite in this process; its name for `vfs=`."""
    if not _registered:
        _registered.append(_Layer())
    return NAME
