"""Which event names mean which kind. To teach Matinee a new one: docs/adding/event.md."""

from __future__ import annotations

KIND_OF_NAME = {
    # Segment, video specification
    "video playback started": "play",
    "video content started": "play",
    "video content playing": "progress",
    "video playback paused": "pause",
    "video playback resumed": "resume",
    "video playback interrupted": "stop",
    "video playback exited": "stop",
    "video playback completed": "stop",
    "video content completed": "complete",
    # Segment, e-commerce specification
    "product viewed": "view",
    "product clicked": "click",
    "product list viewed": "impression",
    "products searched": "search",
    "product added to wishlist": "save",
    "product removed from wishlist": "unsave",
    "product added": "cart_add",
    "product removed": "cart_remove",
    "order completed": "purchase",
    # Segment, e-mail specification
    "email delivered": "message_delivered",
    "email opened": "message_opened",
    "email link clicked": "message_clicked",
    "email bounced": "message_bounced",
    "email marked as spam": "message_marked_as_spam",
    "unsubscribed": "message_unsubscribed",
    # Matinee's own, in the same style
    "item viewed": "view",
    "item clicked": "click",
    "row viewed": "impression",
    "item impression": "impression",
    "item dwell": "dwell",
    "page scrolled": "scroll",
    "preview played": "preview",
    "search performed": "search",
    "item rated": "rate",
    "item hidden": "hide",
    "item unhidden": "unhide",
    "items ranked": "rank",
    "item saved": "save",
    "item unsaved": "unsave",
    "taste adjusted": "adjust",
}

FAN_OUT_KINDS = frozenset(
    {"impression", "dwell", "purchase", "cart_add", "cart_remove", "save", "unsave"}
)
"""Kinds whose `products` list means one event for each product."""

NEEDS_ITEM = frozenset(
    {"play", "progress", "pause", "resume", "stop", "complete", "view", "click"}
    | {"dwell", "preview", "rate", "hide", "unhide", "save", "unsave"}
    | {"cart_add", "cart_remove", "purchase"}
)
"""Kinds that mean nothing without an item."""


def kind_of(name: str) -> str:
    """The kind that an event name means; "custom" for a name that is not known."""
    return KIND_OF_NAME.get(name.strip().lower(), "custom")
