"""What every route is given, and how it reads requests and writes answers."""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
import zlib
from collections.abc import Awaitable, Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ..errors import BadInput, MatineeError, NotFound, TooLarge
from ..events.devices import device_of, is_zone, offset_minutes
from ..events.segment import parse_time
from ..home import Request as PageRequest
from ..records import DEVICES, Item, Message
from ..runtime import Runtime
from ..storage.base import Appended
from .alerting import Alerts
from .arrived import Arrived
from .audit import Audit
from .auth import Caller, Keys
from .cutting import Cutting
from .metrics import Metrics

Body = TypeVar("Body")
logger = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
_WORTH_PACKING = 2_000


class Site(Struct, eq=False):
    """The parts of a running server. `clock` gives ms since 1970."""

    runtime: Runtime
    keys: Keys
    metrics: Metrics
    clock: Callable[[], int]
    alerts: Alerts
    audit: Audit
    people: list[DemoPerson] = field(default_factory=list)
    """People that the viewer page shows without a key; empty switches that page off."""
    training: asyncio.Task[None] | None = None
    cutting: Cutting | None = None
    analysing: Lock = field(default_factory=Lock)
    """Held while the log is analysed: one at a time."""
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while it is looked for alerts."""
    write_key: str = ""
    arrived: Arrived = field(default_factory=Arrived)

    def browser_key(self) -> str:
        """The write key of our own pages."""
        self.write_key = self.write_key or self.keys.own("write")
        return self.write_key

    async def append(self, messages: Sequence[Message]) -> list[Appended]:
        """Log messages, take them in, and return when both are done."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Appended]] = loop.create_future()

        def finish(result: list[Appended] | BaseException) -> None:
            if isinstance(result, BaseException):
                if not future.cancelled():
                    future.set_exception(result)
                return
            try:
                self.runtime.follow(result)
                self.metrics.count_appended(result)
            except Exception:  # the events are on disk: say so, and let followers catch up
                logger.exception("A follower failed; it reads the log again")
                self.runtime.catch_up()
            if not future.cancelled():
                future.set_result(result)

        self.runtime.append_async(
            messages, lambda result: void(loop.call_soon_threadsafe(finish, result))
        )
        return await future


class DemoPerson(Struct, frozen=True):
    """Someone worth trying in the demo."""

    user_id: str
    name: str
    about: str


class Param(Struct, frozen=True):
    """A query parameter, for the documentation."""

    name: str
    text: str
    kind: str = "string"


class Endpoint(Struct, frozen=True):
    """One route: where, what, who may, and its documentation.

    `access` is "open", "write" (checked by the handler: the key may stand in the body), "user" (a
    server key, or a token of the user in the path), or a kind of key: "viewer", "editor", "server",
    "admin".
    """

    method: str
    path: str
    handler: Callable[[Request, Site], Awaitable[Response]]
    summary: str
    access: str = "server"
    params: tuple[Param, ...] = ()
    body: Any = None
    response: Any = None


class ErrorBody(Struct, frozen=True):
    """What went wrong and what to do next."""

    code: str
    message: str
    field: str | None = None


class ErrorResponse(Struct, frozen=True):
    """The body of every error."""

    error: ErrorBody


def void(_: object) -> None:
    """Nothing, whatever was given."""


def site_of(request: Request) -> Site:
    """The server's parts."""
    site: Site = request.app.state.site
    return site


def caller_of(request: Request) -> Caller:
    """Who asks, once access was checked."""
    caller: Caller = request.state.caller
    return caller


def item_of(request: Request, site: Site) -> Item:
    """The item that the path names. Raises NotFound."""
    item = site.runtime.catalog.get(request.path_params["item"])
    if item is None:
        raise NotFound(f"There is no item {request.path_params['item']!r}.", field="item")
    return item


def answer(value: Any, status: int = 200) -> Response:
    """A JSON response."""
    return Response(_encode(value), status, media_type="application/json")


def answer_to(request: Request, value: Any) -> Response:
    """A JSON response, packed for a person's browser; servers nearby are better off without."""
    body = _encode(value)
    caller = getattr(request.state, "caller", None)
    is_browser = caller is not None and caller.user is not None
    if not is_browser or len(body) < _WORTH_PACKING or not takes_gzip(request):
        return Response(body, media_type="application/json")
    packed = gzip.compress(body, compresslevel=4, mtime=0)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(packed, media_type="application/json", headers=headers)


def takes_gzip(request: Request) -> bool:
    """Whether the client can unpack gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


def failure(error: MatineeError) -> Response:
    """The response of an error."""
    body = ErrorResponse(ErrorBody(error.code, error.message, error.field))
    response = answer(body, error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


async def read_body(request: Request, limit: int) -> bytes:
    """The body, unpacked if it is gzip. Raises TooLarge past `limit` bytes, BadInput if broken."""
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge(f"The body is over {limit:,} bytes; send it in smaller parts.")
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise BadInput("The connection ended before the body did; send it again.") from error
    body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    encoding = request.headers.get("content-encoding", "").lower()
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise BadInput(f"Content-Encoding {encoding!r} is not known; use gzip or none.")
    return _gunzip(body, limit)


def _gunzip(body: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadInput(f"The gzip body is broken: {error}") from error
    if len(unpacked) > limit:
        raise TooLarge(f"The unpacked body is over {limit:,} bytes; send it in smaller parts.")
    if not unpacker.eof:
        raise BadInput("The gzip body ends too early; send it again.")
    return unpacked


async def read_json(request: Request, site: Site, kind: type[Body]) -> Body:
    """The body as a struct. Raises BadInput with the field that is wrong."""
    body = await read_body(request, site.runtime.settings.server.max_body_bytes)
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        found = re.search(r"`\$\.?(.*?)`", str(error))
        name = found[1] if found else None
        raise BadInput(f"The body cannot be used: {error}", field=name or None) from error


def whole(request: Request, name: str, default: int | None, least: int, most: int) -> int | None:
    """A whole number from the query. Raises BadInput outside `least` to `most`."""
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    if not re.fullmatch(r"-?\d{1,9}", text) or not least <= int(text) <= most:
        raise BadInput(
            f"{name} is a whole number from {least} to {most}; not {text[:40]!r}.", field=name
        )
    return int(text)


def page_request(request: Request, site: Site, user_id: str) -> PageRequest:
    """What a page is asked for, from the query. Raises BadInput."""
    query, page = request.query_params, site.runtime.settings.page
    if len(user_id) > site.runtime.settings.events.max_id_chars or "\0" in user_id:
        raise BadInput("A user id has at most 256 characters and no NUL.", field="user")
    device = query.get("device") or device_of(None, request.headers.get("user-agent"))
    if device not in DEVICES:
        raise BadInput(
            f"device is one of {', '.join(DEVICES)}; not {device[:40]!r}.", field="device"
        )
    if (zone := query.get("timezone")) and not is_zone(zone):
        raise BadInput(f"There is no time zone {zone[:40]!r}; send Europe/Paris.", field="timezone")
    now = parse_time(query["time"], "time") if query.get("time") else site.clock()
    if not 0 < now < 32_503_680_000_000:
        raise BadInput("time is out of range; give it as ISO 8601.", field="time")
    return PageRequest(
        user_id=user_id,
        now=now,
        device=device,
        offset_min=offset_minutes(zone, now),
        rows=whole(request, "rows", None, 1, page.max_rows),
        columns=whole(request, "columns", None, 1, page.max_columns),
        country=query.get("country"),
    )
