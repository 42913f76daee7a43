"""Settings of retrieval."""

from __future__ import annotations

from msgspec import Struct


class RetrievalConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How candidates are found."""

    per_source: int = 200
    """Most candidates that one source proposes."""
    trend_half_life_days: float = 7.0
    """Popularity "now" forgets half in this time."""
    popular_half_life_days: float = 60.0
    """Popularity in general forgets half in this time."""
    new_for_days: float = 60.0
    """An item counts as new for this long after its release, or its first event."""
    transition_window: int = 10
    """A transition is counted to each of the next items, this many."""
    transition_half_life_items: float = 2.0
    """When following a trail, the item this many takes ago counts half."""
    popularity_exponent: float = 0.3
    """Transition counts are divided by popularity to this power."""
    item_item_half_life_items: float = 5.0
    """As above, for item-item weights."""
    item_item_lambda: float = 150.0
    """Ridge of the item-item model."""
    item_item_dropout: float = 0.33
    """EDLAE's p; 0 gives EASE."""
    item_item_max_items: int = 4_000
    """The item-item model covers this many most taken items: it inverts a matrix of that side."""
    neighbours: int = 100
    """Neighbours kept for each item."""
    favourite_categories: int = 12
    """How many of a person's best liked categories propose items."""
