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
    transition_window: int = 20
    """A transition is counted to each of the next items, this many."""
    transition_distance_half_life: float = 4.0
    """A transition to the item this many takes further on counts half."""
    transition_half_life_days: float = 30.0
    """A transition counts half where this much time lies between the two takes."""
    transition_half_life_items: float = 2.0
    """When following a trail, the item this many takes ago counts half."""
    popularity_exponent: float = 0.3
    """Transition counts are divided by the popularity of what followed to this power."""
    from_exponent: float = 0.6
    """And by that of what they followed: what few took says more of who did."""
    session_knn_items: int = 5
    """Like moments are looked for around this many of the latest items."""
    session_knn_places: int = 1_000
    """Most places (the latest) where each of them was taken that are compared."""
    session_knn_moments: int = 2_000
    """Most of the moments compared, the likest, that may vote."""
    session_knn_half_life_items: float = 8.0
    """In comparing moments, the item this many takes away counts half."""
    session_knn_latest_half_life: float = 1.0
    """A moment around the item this many takes ago counts half."""
    session_knn_next_half_life: float = 2.0
    """A vote for the take this much further on counts half."""
    session_knn_power: float = 1.5
    """How much more the likest moments count; 0 makes all equal."""
    session_knn_rarity: float = 0.3
    """A common item says less of a moment than a rare one: popularity to minus this power."""
    session_knn_share: float = 0.5
    """The votes around one of the latest items are divided by their sum to this power."""
    session_knn_fresh_days: float = 7.0
    """Among fresh votes, a moment this long away from now counts half."""
    session_knn_max_takes: int = 5_000_000
    """Histories of this many takes, the latest, are kept in memory (about 20 bytes each)."""
    factors: int = 64
    """Numbers that stand for each item in the factors of the transitions."""
    factors_half_life_items: float = 2.0
    """When following a trail by factors, the item this many takes ago counts half."""
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
    cold_takes: float = 3.0
    """Items taken less often than this lately (decayed takes) count as cold."""
    cold_items: int = 40
    """Most cold items that are proposed."""
    favourite_categories: int = 12
    """How many of a person's best liked categories propose items."""
