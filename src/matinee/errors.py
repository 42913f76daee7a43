"""Every exception that Matinee raises on purpose.

    MatineeError
    ├── BadInput              what was sent cannot be used; says which field and what to send
    │   ├── BadFilter         a `filter=` expression does not parse
    │   ├── BadSettings       a setting has no such name, or the wrong type
    │   ├── BadFile           a file to import cannot be read at all
    │   └── TooLarge          the body is over the stated limit
    ├── NotAllowed            no key, or a wrong key
    │   └── Forbidden         the key is good, but not for this
    ├── NotFound              no such item, page or row
    └── StorageError          the data folder cannot be used
        ├── FolderBusy        another process holds the folder
        ├── FolderTooNew      a newer version wrote the folder
        ├── FolderCorrupt     the files are damaged
        └── StorageFull       no space is left; nothing of the refused write was kept

Each carries `code` (stable, for programs), a message that says what to do next, and, where one
field is at fault, its name.
"""

from __future__ import annotations


class MatineeError(Exception):
    """The root: catch this to catch everything Matinee raises on purpose."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class BadInput(MatineeError):
    """What was sent cannot be used."""

    code = "bad_input"
    status = 400


class BadFilter(BadInput):
    """A `filter=` expression does not parse."""

    code = "bad_filter"


class BadSettings(BadInput):
    """A setting has no such name, or the wrong type."""

    code = "bad_settings"


class BadFile(BadInput):
    """A file to import cannot be read at all."""

    code = "bad_file"


class TooLarge(BadInput):
    """The body is over the stated limit."""

    code = "too_large"
    status = 413


class NotAllowed(MatineeError):
    """No key, or a wrong key."""

    code = "not_allowed"
    status = 401


class Forbidden(NotAllowed):
    """The key is good, but not for this."""

    code = "forbidden"
    status = 403


class NotFound(MatineeError):
    """No such item, page or row."""

    code = "not_found"
    status = 404


class StorageError(MatineeError):
    """The data folder cannot be used."""

    code = "storage"
    status = 503


class FolderBusy(StorageError):
    """Another process holds the folder."""

    code = "folder_busy"


class FolderTooNew(StorageError):
    """A newer version of Matinee wrote the folder."""

    code = "folder_too_new"


class FolderCorrupt(StorageError):
    """The files of the folder are damaged."""

    code = "folder_corrupt"


class StorageFull(StorageError):
    """No space is left; nothing of the refused write was kept."""

    code = "storage_full"
    status = 507
