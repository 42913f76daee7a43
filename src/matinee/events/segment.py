"""Segment's wire format, read into messages. Pure: no clock, no storage.

Follows https://segment.com/docs/connections/spec/ (common fields, video, e-commerce, e-mail).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Raw, Struct

from ..errors import BadInput, TooLarge
from ..records import NO_DETAILS, Details, Event, Foreign, Identity, Merge, Message
from .config import EventsConfig
from .devices import device_of, offset_minutes
from .names import FAN_OUT_KINDS, NEEDS_ITEM, kind_of
from .values import VALUE_OF_KIND, number

CALLS = frozenset({"track", "identify", "page", "screen", "alias", "group"})
_SECONDS_BELOW = 1e11
_NO_TIME = 1e15
_LAST_POSITION = 1_000_000
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_RECOMMENDATION_NAMES = ("recommendation_id", "recommendationId", "recommId")


class Device(Struct, frozen=True):
    """`context.device`, as far as it is read."""

    type: str | None = None


class Context(Struct, frozen=True):
    """`context`, as far as it is read; the rest is kept in the message's body."""

    device: Device | None = None
    userAgent: str | None = None
    timezone: str | None = None
    recommendation: dict[str, Any] | None = None


class WireMessage(Struct, frozen=True):
    """One call of the tracking API, as far as it is read."""

    type: str | None = None
    event: str | None = None
    name: str | None = None
    userId: str | int | None = None
    anonymousId: str | int | None = None
    previousId: str | int | None = None
    messageId: str | None = None
    timestamp: str | int | float | None = None
    originalTimestamp: str | int | float | None = None
    sentAt: str | int | float | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: Context | None = None


class WireBatch(Struct, frozen=True):
    """A `/v1/batch` body; each message stays raw so that a bad one cannot cost the others."""

    batch: list[Raw]
    sentAt: str | int | float | None = None
    writeKey: str | None = None
    context: Context | None = None


class WireKey(Struct, frozen=True):
    """What is read of a single call before it is known to be sound."""

    writeKey: str | None = None


_decode_message = msgspec.json.Decoder(WireMessage).decode
_decode_batch = msgspec.json.Decoder(WireBatch).decode
_decode_key = msgspec.json.Decoder(WireKey).decode
_decode_any = msgspec.json.Decoder().decode


def read_batch(body: bytes, config: EventsConfig) -> WireBatch:
    """Parse a batch's frame. Raises BadInput for what is not a batch, TooLarge over the limit."""
    if len(body) > config.max_batch_bytes:
        raise TooLarge(
            f"The batch is {len(body):,} bytes; {config.max_batch_bytes:,} is the limit. "
            "Send it in smaller batches."
        )
    try:
        return _decode_batch(body)
    except _UNREADABLE as error:
        raise BadInput(f'Not a batch: {error}. Send {{"batch": [...]}}.', field="batch") from error


def read_single(body: bytes) -> WireBatch:
    """Frame a single call's body as a batch of one. Raises BadInput for what is not an object."""
    try:
        key = _decode_key(body)
    except _UNREADABLE as error:
        raise BadInput(f"Not a JSON object: {error}.") from error
    return WireBatch([Raw(body)], writeKey=key.writeKey)


class Reader:
    """Turns raw messages into `Message` records, or raises BadInput with the reason."""

    def __init__(self, config: EventsConfig, is_account: Callable[[str], bool]) -> None:
        self._config = config
        self._is_account = is_account
        self._earliest = int(
            datetime.fromisoformat(config.earliest).replace(tzinfo=UTC).timestamp() * 1000
        )

    def read(
        self,
        raw: bytes,
        *,
        call: str | None,
        sent_at: int | None,
        shared: Context | None,
        received: int,
        trusted: bool,
    ) -> Message:
        """One message. `call` is the endpoint's type, None in a batch where each names its own;
        `sent_at` is the batch's (ms), which a message's own overrides. The time of its events is
        received - (sentAt - timestamp), as Segment specifies for clients with a wrong clock.

        Raises BadInput with a reason fit to be shown to the sender.
        """
        wire = self._parse(raw)
        kind = call or wire.type or ("track" if wire.event else None)
        if kind not in CALLS:
            raise BadInput(
                f"type {wire.type!r} is not one of {', '.join(sorted(CALLS))}", field="type"
            )
        if wire.sentAt is not None:
            sent_at = parse_time(wire.sentAt, "sentAt")
        stamp = wire.originalTimestamp if wire.timestamp is None else wire.timestamp
        made = received if stamp is None else parse_time(stamp, "timestamp")
        time = self._time(
            made if stamp is None or sent_at is None else made + received - sent_at, received
        )
        identity = self._identity(wire)
        return Message(
            message_id=self._message_id(wire, raw),
            identity=identity,
            received=received,
            made=min(made, time),
            body=raw,
            events=self._events(kind, wire, time, wire.context or shared),
            merge=self._merge(kind, wire, identity, trusted),
        )

    def _parse(self, raw: bytes) -> WireMessage:
        limit = self._config.max_event_bytes
        if len(raw) > limit:
            raise BadInput(f"the event is {len(raw):,} bytes; {limit:,} is the limit")
        try:
            return _decode_message(raw)
        except _UNREADABLE as error:
            raise BadInput(str(error)) from error

    def _message_id(self, wire: WireMessage, raw: bytes) -> str:
        if wire.messageId:
            return self._id(wire.messageId, "messageId")
        # Without an id, only an exact repetition with its own time is known to be a repetition.
        salt = b"" if wire.timestamp else uuid4().bytes
        return "body-" + blake2b(raw + salt, digest_size=16).hexdigest()

    def _identity(self, wire: WireMessage) -> Identity:
        if wire.userId not in (None, ""):
            return Identity(self._id(wire.userId, "userId"), known=True)
        if wire.anonymousId not in (None, ""):
            return Identity(self._id(wire.anonymousId, "anonymousId"), known=False)
        raise BadInput("userId or anonymousId is required", field="userId")

    def _merge(
        self, kind: str, wire: WireMessage, identity: Identity, trusted: bool
    ) -> Merge | None:
        if kind == "identify" and identity.known and wire.anonymousId not in (None, ""):
            return Merge(Identity(self._id(wire.anonymousId, "anonymousId"), False), identity)
        if kind != "alias":
            return None
        if wire.previousId in (None, ""):
            raise BadInput("alias needs previousId", field="previousId")
        if not identity.known:
            raise BadInput("alias needs userId, the account to keep", field="userId")
        previous = self._id(wire.previousId, "previousId")
        known = self._is_account(previous)
        if known and not trusted:
            raise BadInput(
                f"merging the account {previous!r} into another needs a server key",
                field="previousId",
            )
        return Merge(Identity(previous, known), identity)

    def _id(self, value: Any, field: str) -> str:
        text = value if isinstance(value, str) else str(value)
        if len(text) > self._config.max_id_chars:
            raise BadInput(
                f"{field} is {len(text):,} characters long; "
                f"{self._config.max_id_chars} is the limit",
                field=field,
            )
        if "\0" in text:
            raise BadInput(f"{field} contains a NUL character", field=field)
        return text

    def _time(self, time: int, received: int) -> int:
        """A corrected time, if it is one that can be."""
        if time < self._earliest:
            raise BadInput(
                f"timestamp {_iso(time)} is before {self._config.earliest}; "
                "check the sender's clock, or the setting events.earliest",
                field="timestamp",
            )
        if time > received + self._config.max_future_s * 1000:
            raise BadInput(
                f"timestamp {_iso(time)} is in the future; check the sender's clock or send sentAt",
                field="timestamp",
            )
        return time

    def _events(
        self, call: str, wire: WireMessage, time: int, context: Context | None
    ) -> tuple[Event, ...]:
        kind, name = call, wire.name
        if call == "track":
            if not wire.event:
                raise BadInput("track needs event, its name", field="event")
            kind, name = kind_of(wire.event), wire.event
        base = _Base(
            kind,
            time,
            device_of(context.device.type if context.device else None, context.userAgent)
            if context
            else "other",
            offset_minutes(context.timezone, time) if context else 0,
            name if kind in ("custom", "page", "screen") else None,
        )
        properties = wire.properties or {}
        recommended = context.recommendation if context else None
        products = properties.get("products")
        if kind in FAN_OUT_KINDS and products is not None:
            return self._fan_out(base, properties, products, recommended)
        return (self._event(base, properties, recommended),)

    def _fan_out(
        self, base: _Base, properties: dict[str, Any], products: Any, recommended: Any
    ) -> tuple[Event, ...]:
        if not isinstance(products, list) or not all(isinstance(p, dict) for p in products):
            raise BadInput("products must be a list of objects", field="properties.products")
        if not products:
            raise BadInput("products is empty", field="properties.products")
        outer = {name: value for name, value in properties.items() if name != "products"}
        return tuple(self._event(base, outer | product, recommended) for product in products)

    def _event(self, base: _Base, properties: dict[str, Any], recommended: Any) -> Event:
        kind = base.kind
        item = self._item(properties)
        if item is None and kind in NEEDS_ITEM:
            fields = ", ".join(self._config.item_fields)
            raise BadInput(f"{kind} needs an item: one of {fields}", field="properties")
        reader = VALUE_OF_KIND.get(kind)
        value, more = reader(properties) if reader else (None, {})
        recommendation, foreign = _recommendation(properties, recommended)
        if foreign:
            more["foreign"] = foreign
        if base.name:
            more["name"] = base.name[: self._config.max_id_chars]
        details = Details(**more) if more else NO_DETAILS
        return Event(
            kind, base.time, item, value, base.device, base.offset_min, recommendation, details
        )

    def _item(self, properties: dict[str, Any]) -> str | None:
        for name in self._config.item_fields:
            value = properties.get(name)
            if value is not None and value != "":
                if not isinstance(value, (str, int)) or isinstance(value, bool):
                    raise BadInput(f"{name} must be text", field=f"properties.{name}")
                return self._id(value, name)
        return None


class _Base(Struct, frozen=True):
    kind: str
    time: int
    device: str
    offset_min: int
    name: str | None


def parse_time(value: Any, field: str) -> int:
    """Milliseconds since 1970 from ISO 8601 text, or seconds or milliseconds as a number.

    Raises BadInput. Text without a zone is UTC.
    """
    if isinstance(value, (int, float)):
        if not abs(value) < _NO_TIME:
            raise BadInput(f"{field} is not a time", field=field)
        return round(value if abs(value) >= _SECONDS_BELOW else value * 1000)
    try:
        moment = datetime.fromisoformat(value.strip())
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return round(zoned.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{field} {value[:40]!r} is not an ISO 8601 time", field=field) from error


def _iso(time: int) -> str:
    try:
        return datetime.fromtimestamp(time / 1000, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return f"{time} ms"


def _recommendation(
    properties: dict[str, Any], shared: dict[str, Any] | None
) -> tuple[str | None, Foreign | None]:
    """Our recommendation id, or what a foreign system says of its own."""
    for block in (properties, shared or {}):
        for name in _RECOMMENDATION_NAMES:
            if isinstance(value := block.get(name), str) and 0 < len(value) <= 256:
                return value, None
    if not shared:
        return None, None
    position = number(shared.get("item_position"))
    if position is not None and abs(position) > _LAST_POSITION:
        position = None
    foreign = Foreign(
        row_id=_text(shared.get("row_id")),
        item_position=None if position is None else int(position),
        artwork_id=_text(shared.get("artwork_id")),
        message_id=_text(shared.get("message_id")),
    )
    return None, None if foreign == Foreign() else foreign


def _text(value: Any) -> str | None:
    return value[:256] if isinstance(value, str) else None
