"""Settings of event collection."""

from __future__ import annotations

from msgspec import Struct


class EventsConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How events are collected."""

    max_event_bytes: int = 32_768
    """Largest accepted event, as Segment's."""
    max_batch_bytes: int = 512_000
    """Largest accepted batch, as Segment's (500 KB)."""
    max_id_chars: int = 256
    """Longest accepted user, item and message id."""
    earliest: str = "1990-01-01"
    """Events before this date are refused: they come from broken clocks."""
    max_future_s: int = 86_400
    """Events further ahead of the server's clock than this are refused."""
    item_fields: tuple[str, ...] = ("item_id", "content_asset_id", "product_id", "sku")
    """Properties that name the item; the first one present counts."""
