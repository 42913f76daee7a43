"""Pictures that were cut for titles and are kept in the data folder: their names and addresses."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from .shown import PICTURES

FOLDER = "artwork"
FILE_SHAPES = {"16x9": "tile", "2x3": "poster", "1x1": "square", "wide": "wide"}
"""The shapes of addresses, and what a cut of each is called."""
_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_ID = re.compile(r"[0-9a-f]{12}")


def folder_of(item: str) -> str:
    """A name for an item's folder: readable, and never outside of where it is put."""
    plain = _PLAIN.sub("_", item).strip("._")[:60]
    if plain == item:
        return plain
    return f"{plain or 'item'}-{blake2b(item.encode(), digest_size=4).hexdigest()}"


def address_of(item: str, artwork_id: str) -> str:
    """Where a server has a kept picture, relative to it; the shape in it may be changed."""
    return f"{PICTURES}/{artwork_id}/16x9/{quote(item, safe='')}.webp"


def find(data: Path, item: str, artwork_id: str, shape: str) -> Path | None:
    """The file of a kept picture in a data folder; None if there is none."""
    if not _ID.fullmatch(artwork_id) or shape not in FILE_SHAPES:
        return None
    path = data / FOLDER / folder_of(item) / f"{artwork_id}-{FILE_SHAPES[shape]}.webp"
    return path if path.is_file() else None
