"""What the properties of each kind of event mean: its `value` and its `details`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..errors import BadInput

Read = tuple[float | None, dict[str, Any]]

STARS_OF_THUMB = {-1: 1.0, 0: None, 1: 4.0, 2: 5.0}


def number(value: Any) -> float | None:
    """A finite number from a number or numeric text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _present(**details: Any) -> dict[str, Any]:
    return {name: value for name, value in details.items() if value is not None}


def _text(value: Any, limit: int = 500) -> str | None:
    return value[:limit] if isinstance(value, str) and value else None


def _rate(properties: dict[str, Any]) -> Read:
    if "thumb" in properties:
        thumb = properties["thumb"]
        if type(thumb) is not int or thumb not in STARS_OF_THUMB:
            raise BadInput(f"thumb {thumb!r} is not -1, 0, 1 or 2", field="properties.thumb")
        return STARS_OF_THUMB[thumb], {}
    stars = number(properties.get("stars", properties.get("rating")))
    if stars is None or not 0.5 <= stars <= 5:
        raise BadInput(
            "Item Rated needs thumb (-1, 0, 1, 2) or stars (0.5 to 5)", field="properties"
        )
    return stars, {}


def _play(properties: dict[str, Any]) -> Read:
    position = number(properties.get("position"))
    duration = number(properties.get("total_length", properties.get("duration")))
    return position, _present(duration_s=duration if duration and duration > 0 else None)


def _seen(properties: dict[str, Any]) -> Read:
    visible = number(properties.get("visible_ms"))
    row = properties.get("row_id") or properties.get("list_id")
    return (max(visible, 0.0) if visible is not None else None), _present(row_id=_text(row))


def _scroll(properties: dict[str, Any]) -> Read:
    depth = number(properties.get("depth"))
    if depth is None or not 0 <= depth <= 1:
        raise BadInput("Page Scrolled needs depth, 0 to 1", field="properties.depth")
    return depth, _present(visible_ms=number(properties.get("duration_ms")))


def _search(properties: dict[str, Any]) -> Read:
    query = _text(properties.get("query"))
    if query is None or not query.strip():
        raise BadInput("a search needs query, a text", field="properties.query")
    return None, {"query": " ".join(query.split())}


def _rank(properties: dict[str, Any]) -> Read:
    items = properties.get("items")
    if not isinstance(items, list) or not items or len(items) > 200:
        raise BadInput(
            "Items Ranked needs items, 1 to 200 ids, best first", field="properties.items"
        )
    if not all(isinstance(item, (str, int)) and len(str(item)) <= 256 for item in items):
        raise BadInput("items must be ids of at most 256 characters", field="properties.items")
    return None, {"items": tuple(dict.fromkeys(map(str, items)))}


def _shop(properties: dict[str, Any]) -> Read:
    quantity = number(properties.get("quantity"))
    details = _present(
        price=number(properties.get("price")),
        currency=_text(properties.get("currency"), 8),
        order_id=_text(properties.get("order_id"), 256),
    )
    return (1.0 if quantity is None else quantity), details


def _adjust(properties: dict[str, Any]) -> Read:
    facet, value = _text(properties.get("facet"), 40), _text(properties.get("value"), 256)
    if facet is None or value is None:
        raise BadInput(
            "Taste Adjusted needs facet and value, such as category and Horror", field="properties"
        )
    direction = properties.get("direction")
    if type(direction) is not int or direction not in (-1, 0, 1):
        raise BadInput(
            "direction is -1 (less), 1 (more) or 0 (as it was)", field="properties.direction"
        )
    return float(direction), {"facet": facet, "facet_value": value}


def _hide(properties: dict[str, Any]) -> Read:
    return None, _present(reason=_text(properties.get("reason")))


VALUE_OF_KIND: dict[str, Callable[[dict[str, Any]], Read]] = {
    "rate": _rate,
    "search": _search,
    "scroll": _scroll,
    "rank": _rank,
    "hide": _hide,
    "adjust": _adjust,
    **dict.fromkeys(("play", "progress", "pause", "resume", "stop", "complete"), _play),
    **dict.fromkeys(("impression", "dwell", "preview"), _seen),
    **dict.fromkeys(("cart_add", "cart_remove", "purchase"), _shop),
}
