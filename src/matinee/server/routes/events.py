"""Events in: Segment's tracking API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from ...errors import BadInput, NotAllowed
from ...events.collect import Receipt
from ...events.segment import WireBatch, WireMessage, read_batch, read_single
from ..arrived import Refused
from ..auth import Caller
from ..deps import Endpoint, Site, answer, read_body

CALLS = ("track", "identify", "page", "screen", "alias", "group")
_SHORT = {"t": "track", "p": "page", "i": "identify", "a": "alias", "g": "group", "s": "screen"}
MAX_REJECTIONS_SHOWN = 1_000
_NO_KEY = "Send the write key: HTTP Basic with the key as user name, or writeKey in the body."


async def _batch(request: Request, site: Site) -> Response:
    config = site.runtime.collector.config
    body = await read_body(request, config.max_batch_bytes)
    return await _collect(request, site, read_batch(body, config), None)


def _single(call: str) -> Callable[[Request, Site], Awaitable[Response]]:
    async def collect(request: Request, site: Site) -> Response:
        body = await read_body(request, site.runtime.collector.config.max_batch_bytes)
        return await _collect(request, site, read_single(body), call)

    return collect


async def _collect(request: Request, site: Site, batch: WireBatch, call: str | None) -> Response:
    """Read, append, and answer once everything accepted is on disk."""
    if not batch.batch:
        raise BadInput("The batch is empty; send at least one event.", field="batch")
    now = site.clock()
    caller = _caller(request, site, batch, now)
    trusted = caller.may("server")
    read = site.runtime.collector.read(batch, now, call=call, trusted=trusted)
    if read.rejected:
        site.metrics.count_rejected(len(read.rejected))
    appended = await site.append(read.messages) if read.messages else []
    receipt = read.receipt(appended)
    site.arrived.note(
        now,
        receipt.accepted,
        [Refused(now, one.message_id, one.reason) for one in receipt.rejected],
    )
    shown = replace(receipt, rejected=receipt.rejected[:MAX_REJECTIONS_SHOWN])
    return answer(shown, 200 if receipt.success else 400)


def _caller(request: Request, site: Site, batch: WireBatch, now: int) -> Caller:
    caller = site.keys.from_request(request, now)
    if caller is None and batch.writeKey:
        caller = site.keys.caller(batch.writeKey)
        if caller is None:
            raise NotAllowed("There is no such writeKey; list keys with 'matinee keys list'.")
    if caller is None or not caller.may("write"):
        raise NotAllowed(_NO_KEY)
    return caller


async def _browser_settings(request: Request, site: Site) -> Response:
    """What Segment's browser SDK asks for at its start."""
    key = request.path_params["key"]
    host = f"{request.url.netloc}{request.scope.get('root_path', '')}/v1"
    destination = {"apiKey": key, "apiHost": host, "protocol": request.url.scheme}
    return answer({"integrations": {"Segment.io": destination}, "plan": {"track": {}}})


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/batch",
        _batch,
        "Log many events; one bad event never costs its batch",
        "write",
        body=WireBatch,
        response=Receipt,
    ),
    *(
        Endpoint(
            "POST",
            f"/v1/{call}",
            _single(call),
            f"Log one {call} call",
            "write",
            body=WireMessage,
            response=Receipt,
        )
        for call in CALLS
    ),
)
BROWSER_ENDPOINTS = (
    *(
        Endpoint("POST", f"/v1/{short}", _single(call), f"As /v1/{call}", "write")
        for short, call in _SHORT.items()
    ),
    Endpoint("GET", "/v1/projects/{key}/settings", _browser_settings, "For browser SDKs", "open"),
)
"""What Segment's browser SDK uses under other names; served, not documented twice."""
