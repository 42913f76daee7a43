"""What an item must be before it enters the catalogue."""

from __future__ import annotations

from typing import Any

import msgspec

from ..errors import BadInput
from ..events.segment import parse_time
from ..records import Item

MAX_ID = 256
MAX_TITLE = 1_000
MAX_BODY = 64 * 1024
MAX_TIME = 1 << 53


def read_item(data: bytes | dict[str, Any], *, item_id: str | None = None) -> Item:
    """An item from JSON or a dict; `item_id` is its id where given. Raises BadInput."""
    try:
        fields = msgspec.json.decode(data) if isinstance(data, bytes) else data
        if isinstance(fields, dict):
            fields = _with_id(fields, item_id) | _with_times(fields)
        item = msgspec.convert(fields, Item, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise BadInput(f"The item cannot be read: {error}", field=_field(str(error))) from error
    _check(item)
    return item


def _with_id(fields: dict[str, Any], item_id: str | None) -> dict[str, Any]:
    if item_id is None:
        return fields
    if fields.get("id", item_id) != item_id:
        raise BadInput(f"The body's id is not {item_id!r}, the one of the address", field="id")
    return fields | {"id": item_id}


def _with_times(fields: dict[str, Any]) -> dict[str, Any]:
    """The availability with times as ms since 1970; ISO 8601 is taken too."""
    where = fields.get("availability")
    if not isinstance(where, dict):
        return {}
    times = {
        name: parse_time(where[name], f"availability.{name}")
        for name in ("from", "until")
        if isinstance(where.get(name), str)
    }
    return {"availability": where | times}


def _check(item: Item) -> None:
    if not item.item_id or len(item.item_id) > MAX_ID or "\0" in item.item_id:
        raise BadInput(f"An item's id has 1 to {MAX_ID} characters and no NUL", field="id")
    if not item.title.strip() or len(item.title) > MAX_TITLE or "\0" in item.title:
        raise BadInput(f"A title has 1 to {MAX_TITLE} characters and no NUL", field="title")
    where = item.availability
    if where and any(abs(time or 0) > MAX_TIME for time in (where.from_, where.until)):
        raise BadInput("from and until are milliseconds since 1970", field="availability")
    if len(msgspec.json.encode(item)) > MAX_BODY:
        raise BadInput(f"An item may take {MAX_BODY // 1024} KB in all", field="properties")


def _field(message: str) -> str | None:
    _, found, path = message.partition("at `$.")
    return path.rstrip("`") if found else None
