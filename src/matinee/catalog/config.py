"""Settings of the catalogue."""

from __future__ import annotations

from msgspec import Struct


class CatalogConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How the catalogue is read."""

    country: str | None = None
    """Country assumed when a request names none; items limited to other countries stay hidden."""
    people_per_item: int = 6
    """How many people of an item count for taste, in the order given (billing)."""
    ignored_categories: tuple[str, ...] = ("unknown", "Unknown", "")
    """Categories that mean nothing: they make no row and no taste."""
