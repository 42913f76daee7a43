"""The collector: bodies in, a receipt out once everything accepted is on disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from ..errors import BadInput
from ..records import Message
from ..storage.base import Appended, EventLog
from .config import EventsConfig
from .segment import Reader, WireBatch, parse_time

logger = logging.getLogger(__name__)


class Rejection(Struct, frozen=True, rename={"message_id": "messageId"}):
    """Why one event of a batch was not taken."""

    index: int
    message_id: str | None
    reason: str


class Receipt(Struct, frozen=True):
    """The answer to a batch. `accepted` counts duplicates too: their sender may forget them."""

    success: bool
    accepted: int
    rejected: list[Rejection]


class _IdOnly(Struct, frozen=True):
    messageId: str | None = None


class Read(Struct, frozen=True):
    """A batch that was read: the sound messages with their places, and the rejections."""

    messages: list[Message]
    places: list[int]
    rejected: list[Rejection]

    def receipt(self, appended: Sequence[Appended]) -> Receipt:
        """The answer, now that the log has said what became of each message."""
        rejected = list(self.rejected)
        for place, message, result in zip(self.places, self.messages, appended, strict=True):
            if result.outcome == "forgotten":
                reason = "this person was deleted after the event was made"
                rejected.append(Rejection(place, message.message_id, reason))
        accepted = len(self.messages) + len(self.rejected) - len(rejected)
        return Receipt(accepted > 0, accepted, rejected)


_decode_id = msgspec.json.Decoder(_IdOnly).decode


class Collector:
    """Validates messages against the rules; the caller appends what is sound."""

    def __init__(self, log: EventLog, config: EventsConfig | None = None) -> None:
        self.config = config or EventsConfig()
        self._reader = Reader(self.config, log.is_account)

    def read(
        self, batch: WireBatch, received: int, *, call: str | None = None, trusted: bool = False
    ) -> Read:
        """Read each message of a batch; a bad one becomes a rejection and costs no other.

        Raises BadInput if the batch's own `sentAt` is no time: every event's time hangs on it.
        """
        messages: list[Message] = []
        places: list[int] = []
        rejected: list[Rejection] = []
        read: Callable[..., Message] = self._reader.read
        sent_at = None if batch.sentAt is None else parse_time(batch.sentAt, "sentAt")
        for index, raw in enumerate(batch.batch):
            body = bytes(raw)
            try:
                message = read(
                    body,
                    call=call,
                    sent_at=sent_at,
                    shared=batch.context,
                    received=received,
                    trusted=trusted,
                )
            except BadInput as error:
                rejected.append(Rejection(index, _message_id(body), error.message))
            except Exception:
                logger.exception("A message could not be read; it was refused, its batch goes on")
                reason = "it cannot be read; the server's log says why"
                rejected.append(Rejection(index, _message_id(body), reason))
            else:
                messages.append(message)
                places.append(index)
        return Read(messages, places, rejected)


def _message_id(raw: bytes) -> str | None:
    try:
        found = _decode_id(raw).messageId
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found[:256] if found else None
