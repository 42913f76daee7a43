"""The catalogue over HTTP."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from ...catalog.validate import read_item
from ...errors import BadInput, NotFound
from ...records import Item
from ..deps import Endpoint, Site, answer, item_of, read_body, read_json

MAX_ITEMS = 5_000


class ItemBatch(Struct, frozen=True):
    """Items to add or replace."""

    items: list[dict[str, Any]]


class ItemRejection(Struct, frozen=True):
    """Why one item was not taken."""

    index: int
    id: str | None
    reason: str


class ItemReceipt(Struct, frozen=True):
    """What became of a batch of items."""

    accepted: int
    rejected: list[ItemRejection]


async def _put(request: Request, site: Site) -> Response:
    body = await read_body(request, site.runtime.settings.server.max_body_bytes)
    item = read_item(body, item_id=request.path_params["item"])
    site.runtime.put_items([item], site.clock())
    return answer(item)


async def _batch(request: Request, site: Site) -> Response:
    batch = await read_json(request, site, ItemBatch)
    if len(batch.items) > MAX_ITEMS:
        raise BadInput(f"Send at most {MAX_ITEMS:,} items at a time.", field="items")
    items, rejected = [], []
    for index, fields in enumerate(batch.items):
        try:
            items.append(read_item(fields))
        except BadInput as error:
            name = fields.get("id")
            shown = name[:256] if isinstance(name, str) else None
            rejected.append(ItemRejection(index, shown, error.message))
    if items:
        site.runtime.put_items(items, site.clock())
    return answer(ItemReceipt(len(items), rejected), 200 if items else 400)


async def _get(request: Request, site: Site) -> Response:
    return answer(item_of(request, site))


async def _delete(request: Request, site: Site) -> Response:
    if not site.runtime.delete_item(request.path_params["item"]):
        raise NotFound(f"There is no item {request.path_params['item']!r}.", field="item")
    return answer({"deleted": True})


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/items", _batch, "Add or replace items", body=ItemBatch, response=ItemReceipt
    ),
    Endpoint(
        "PUT", "/v1/items/{item:path}", _put, "Add or replace an item", body=Item, response=Item
    ),
    Endpoint("GET", "/v1/items/{item:path}", _get, "One item", response=Item),
    Endpoint("DELETE", "/v1/items/{item:path}", _delete, "Take an item out, and off every page"),
)
