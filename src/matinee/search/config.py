"""Settings of search."""

from __future__ import annotations

from msgspec import Struct


class SearchConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How typed letters are understood."""

    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words or phrases that mean the same: [["sci-fi", "science fiction"]]."""
    enough: int = 8
    """With fewer exact matches than this, words that are nearly the typed ones match too."""
    longest_query: int = 500
    """Characters that a search may have."""
