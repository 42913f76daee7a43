"""What a store must do, as small protocols. `matinee.testing.stores` checks an implementation.

The log is the truth. Everything else (profiles, models, outcomes) follows the log and knows its
watermark: the `seq` of the last event it has taken in. A follower that fell behind reads on from
there, so a crash between the log and a follower loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from ..records import Decision, Impression, Item, Logged, Message, Pictured


class Appended(Struct, frozen=True):
    """What became of one message: its logged events, or why it added none.

    `outcome` is "new", "duplicate" (this `messageId` was logged before; no error) or "forgotten"
    (its person was deleted after the message was made).
    """

    outcome: str
    logged: tuple[Logged, ...] = ()
    merged: tuple[int, int] | None = None
    """Keys of (guest, account) where the message merged two histories."""


class KeyRecord(Struct, frozen=True):
    """An API key at rest: never the key, only its hash."""

    key_id: str
    kind: str
    name: str
    created: int
    digest: bytes


class ProfileSnapshot(Struct, frozen=True):
    """A stored profile: everything up to and including event `seq`, encoded by format `version`."""

    user: int
    seq: int
    version: int
    body: bytes


class Evidence(Struct, frozen=True, array_like=True, kw_only=True):
    """What happened to one recommendation so far; `outcomes.satisfaction` judges it."""

    page_id: str
    row: int
    column: int
    user: int
    item: str
    row_kind: str
    served: int
    seen: bool = False
    visible_ms: float = 0.0
    clicked: bool = False
    first_play: int | None = None
    last_play: int | None = None
    watched_s: float = 0.0
    ticking: int = 0
    """Second of the last heartbeat, 0 when not playing."""
    duration_s: float | None = None
    completed: bool = False
    purchased: bool = False
    stars: float | None = None
    hidden: bool = False
    device: str = ""
    swap: str = ""
    """The pair of places that was tossed for: see `page.swaps`."""
    picture: Pictured | None = None
    """The picture that was drawn, where there were several and it is known by what."""


class EventReader(Protocol):
    """The append-only log of events, and who is who, for reading."""

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """Events with seq > `after` in log order, merges resolved; [] at the end."""
        ...

    def read_recommended(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """As `read`, but only events that carry a recommendation."""
        ...

    def of_user(self, user: int, after: int = 0) -> Iterator[Logged]:
        """The events of a person, merged guests included, in log order; empty if there are none."""
        ...

    def bodies(self, user: int) -> Iterator[bytes]:
        """The messages of a person as they came in; empty if there are none."""
        ...

    def last_seq(self) -> int:
        """The seq of the newest event, 0 for an empty log."""
        ...

    def count(self) -> int:
        """How many events the log holds."""
        ...

    def find_user(self, user_id: str) -> int | None:
        """The person's key by account id or else guest id, merges resolved; None if unknown."""
        ...

    def is_account(self, user_id: str) -> bool:
        """Whether the id is a known account's (not a guest's); False if it was never seen."""
        ...

    def user_id(self, user: int) -> str | None:
        """The account id (or guest id) of a key, None if unknown."""
        ...

    def canonical(self, user: int) -> int:
        """The key that `user` was merged into, or `user` itself."""
        ...

    def users(self) -> Iterator[int]:
        """Keys of all people, merged guests left out."""
        ...


class EventLog(EventReader, Protocol):
    """The log for reading and writing."""

    def append(self, messages: Sequence[Message]) -> list[Appended]:
        """Log `messages` durably, one result each in order; a repeated `message_id` adds nothing.

        Returns only when the events would survive a power cut. Raises StorageFull and keeps none
        of them when there is no room.
        """
        ...

    def append_async(
        self,
        messages: Sequence[Message],
        done: Callable[[list[Appended] | BaseException], None],
    ) -> None:
        """As `append`, but returns at once and later calls `done` from another thread."""
        ...


class ProfileStore(Protocol):
    """Snapshots of profiles. A cache of the log: losing it costs time, never data."""

    def profile(self, user: int) -> ProfileSnapshot | None:
        """The snapshot of a person; None if there is none, or histories were merged since."""
        ...

    def put_profiles(self, snapshots: Sequence[ProfileSnapshot]) -> None:
        """Keep these snapshots in place of older ones."""
        ...


class CatalogStore(Protocol):
    """The catalogue."""

    def put_items(self, items: Sequence[Item], now: int) -> None:
        """Add or replace items, durably."""
        ...

    def delete_item(self, item_id: str) -> bool:
        """Take an item out; False if it was not there."""
        ...

    def items(self) -> Iterator[tuple[Item, int]]:
        """All items with the time each was first added."""
        ...


class Captured(Struct, frozen=True):
    """The feature vector by which a seen item was ranked when it was served, at `time` (ms).

    `body` holds float32 numbers in the order of the features that `features` stands for.
    """

    page_id: str
    row: int
    column: int
    user: int
    time: int
    features: str
    body: bytes


class AnalysisReader(Protocol):
    """What analysis reads, in the order of arrival."""

    def read(self, after: int = 0, limit: int = 10_000) -> list[Logged]:
        """See EventReader.read."""
        ...

    def served(self, after: int = 0, limit: int = 10_000) -> list[tuple[int, Decision]]:
        """Decisions with a number above `after`, each with its number; [] at the end."""
        ...

    def forgotten(self) -> int:
        """How many ids were forgotten so far."""
        ...

    def merged(self) -> list[tuple[int, int]]:
        """Keys of people whose history became part of another's, with that other's key."""
        ...


class DecisionStore(Protocol):
    """What was served, seen, and what came of it."""

    def put_decision(self, decision: Decision) -> None:
        """Keep a decision in the next group commit; does not wait for it. Reads see it at once."""
        ...

    def decisions(self, page_id: str) -> list[Decision]:
        """All parts of a page, in order; [] if there is no such page."""
        ...

    def put_evidence(
        self,
        evidence: Sequence[Evidence],
        impressions: Sequence[Impression],
        upto: int,
        captured: Sequence[Captured] = (),
    ) -> None:
        """Keep evidence, impressions and the vectors of what was seen, drawn from the log up to
        event `upto`, all or nothing. A vector that is there stays.

        Does not wait for the commit; reads see the evidence at once.
        """
        ...

    def evidence(self, page_id: str, row: int, column: int) -> Evidence | None:
        """The evidence of one place, None if nothing happened there."""
        ...

    def evidence_of(self, user: int, most: int) -> list[Evidence]:
        """The latest evidence of a person, merged guests included, oldest page first; `most` at
        most, [] if nothing happened."""
        ...

    def all_evidence(self) -> Iterator[Evidence]:
        """All evidence, oldest page first, what is not written yet last."""
        ...

    def impressions(self, page_id: str) -> list[Impression]:
        """What was seen of a page; [] if nothing was."""
        ...

    def captured(self) -> Iterator[tuple[Captured, Evidence]]:
        """Every kept vector with what came of its place, page by page, oldest page first."""
        ...

    def drop_captured(self, before: int) -> None:
        """Let go of vectors of pages served before a time (ms); does not wait for the commit."""
        ...

    def evidence_seq(self) -> int:
        """The seq up to which evidence was drawn; 0 at first."""
        ...


class KeyStore(Protocol):
    """API keys and secrets."""

    def put_key(self, key: KeyRecord) -> None:
        """Keep a key's hash."""
        ...

    def keys(self) -> list[KeyRecord]:
        """All keys, oldest first."""
        ...

    def delete_key(self, key_id: str) -> bool:
        """Revoke a key; False if there is none of that id."""
        ...

    def secret(self, name: str) -> bytes:
        """A random secret of 32 bytes, made at the first call and the same ever after."""
        ...


class Store(Protocol):
    """Everything together; what `matinee.runtime` is given. Stages take only the part they need."""

    @property
    def log(self) -> EventLog:
        """Events and identities."""
        ...

    @property
    def profiles(self) -> ProfileStore:
        """Snapshots of profiles."""
        ...

    @property
    def catalog(self) -> CatalogStore:
        """Items."""
        ...

    @property
    def decisions(self) -> DecisionStore:
        """Served, seen, and what came of it."""
        ...

    @property
    def keys(self) -> KeyStore:
        """Keys and secrets."""
        ...

    def forget(self, user: int, now: int) -> int:
        """Erase a person, leaving only salted hashes of their ids; how many events went."""
        ...

    def check(self) -> list[str]:
        """What is wrong with the stored files, in sentences; [] when all is well."""
        ...

    def flush(self) -> None:
        """Return when all that was handed over before is on disk."""
        ...

    def close(self) -> None:
        """Write what is pending and let go of the files."""
        ...
