"""Numbered steps of the schema; each file runs once, in order, inside one transaction.

A released file is never edited. `tests/storage/versions/` keeps a filled database of every version,
and a test opens each with the newest code.
"""

from __future__ import annotations

from importlib.resources import files


def steps() -> list[str]:
    """SQL of all steps; the schema's version is how many have run."""
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text() for name in names]
