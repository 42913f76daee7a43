"""What every store must hold to; subclass, say how to open one, and pytest runs the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from ..records import (
    Decision,
    Details,
    Event,
    Identity,
    Impression,
    Item,
    Merge,
    Message,
    Placed,
    ServedRow,
)
from ..storage.base import Captured, Evidence, KeyRecord, ProfileSnapshot, Store

DAY = 86_400_000
NOW = 1_750_000_000_000
ALICE, BOB = Identity("alice", known=True), Identity("bob", known=True)
GUEST = Identity("cookie-1", known=False)


def message(
    message_id: str,
    who: Identity = ALICE,
    *events: Event,
    merge: Merge | None = None,
    body: bytes = b"{}",
) -> Message:
    """A message to append; one play of item "1" if no event is given."""
    happened = events or (Event("play", NOW, "1"),)
    return Message(message_id, who, NOW, happened[0].time, body, happened, merge)


def evidence(user: int, **changes: Any) -> Evidence:
    """Evidence of the first place of page "p"."""
    base: dict[str, Any] = {"page_id": "p", "row": 0, "column": 0, "user": user, "item": "1"}
    return Evidence(**(base | {"row_kind": "top_picks", "served": NOW} | changes))


def captured(user: int, **changes: Any) -> Captured:
    """The vector of the first place of page "p"."""
    base: dict[str, Any] = {"page_id": "p", "row": 0, "column": 0, "user": user, "time": NOW}
    return Captured(**(base | {"features": "f", "body": b"1234"} | changes))


def decision(user: int, part: int = 0) -> Decision:
    """A decision of one row with one item."""
    row = ServedRow(
        "top_picks", "top_picks", 0, 20 * part, (Placed("1", "popular", 0.5, "a", 0.25),)
    )
    return Decision(
        "p", part, user, NOW, "tv", "policy-1", "model-1", "seed", (row,), (("x", "b"),)
    )


class StoreConformance(ABC):
    """Each test opens a store of its own in an empty folder."""

    @abstractmethod
    def open(self, folder: Path) -> Store:
        """Open the store under test over `folder`."""

    def test_an_empty_store_is_empty(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        assert store.log.read() == []
        assert (store.log.last_seq(), store.log.count()) == (0, 0)
        assert store.log.find_user("nobody") is None
        assert store.log.user_id(7) is None
        assert store.log.canonical(7) == 7
        assert not store.log.is_account("nobody")
        assert list(store.log.of_user(7)) == []
        assert list(store.log.users()) == []
        assert store.profiles.profile(7) is None
        assert list(store.catalog.items()) == []
        assert store.decisions.decisions("p") == []
        assert store.decisions.evidence("p", 0, 0) is None
        assert store.decisions.impressions("p") == []
        assert store.decisions.evidence_seq() == 0
        assert store.keys.keys() == []
        assert store.check() == []
        store.close()

    def test_events_come_back_whole_and_in_order(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        details = Details(query="q", items=("a", "b"), duration_s=1.5, currency="EUR")
        first = Event("search", NOW - DAY, None, None, "tv", -90, None, details)
        second = Event("rate", NOW, "né\u202e1", 4.5, "phone", 60, "p.0.1")
        store.log.append([message("1", ALICE, first, second), message("2")])
        read = store.log.read()
        assert [logged.event for logged in read[:2]] == [first, second]
        assert [logged.seq for logged in read] == sorted({logged.seq for logged in read})
        assert store.log.read(read[0].seq, 1) == [read[1]]
        assert store.log.read(read[-1].seq) == []
        assert store.log.read_recommended() == [read[1]]
        assert store.log.last_seq() == read[-1].seq
        assert store.log.count() == 3
        store.close()

    def test_everything_is_there_after_opening_again(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1", body=b'{"a": 1}')])
        store.catalog.put_items([Item("1", "One")], NOW)
        store.decisions.put_decision(decision(1))
        read, secret = store.log.read(), store.keys.secret("s")
        store.close()
        again = self.open(tmp_path)
        assert again.log.read() == read
        assert list(again.log.bodies(read[0].user)) == [b'{"a": 1}']
        assert [item for item, _ in again.catalog.items()] == [Item("1", "One")]
        assert again.decisions.decisions("p") == [decision(1)]
        assert again.keys.secret("s") == secret
        assert again.log.append([message("1"), message("2")])[0].outcome == "duplicate"
        assert [logged.seq for logged in again.log.read()] == [read[0].seq, read[0].seq + 1]
        again.close()

    def test_a_repeated_message_adds_nothing(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        results = store.log.append([message("1"), message("1"), message("2")])
        assert [result.outcome for result in results] == ["new", "duplicate", "new"]
        assert store.log.append([message("1", BOB)])[0].outcome == "duplicate"
        assert store.log.count() == 2
        store.close()

    def test_append_async_reports_from_after_the_commit(self, tmp_path: Path) -> None:
        from queue import Queue  # noqa: PLC0415

        store = self.open(tmp_path)
        answers: Queue[Any] = Queue()
        for number in range(20):
            store.log.append_async([message(str(number))], answers.put)
        results = [answers.get(timeout=30) for _ in range(20)]
        assert all(result[0].outcome == "new" for result in results)
        assert store.log.count() == 20
        store.close()

    def test_people_are_found_and_told_apart(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        same_name = Identity("alice", known=False)
        store.log.append([message("1", ALICE), message("2", BOB), message("3", same_name)])
        alice, bob = store.log.find_user("alice"), store.log.find_user("bob")
        assert alice and bob and alice != bob
        assert store.log.user_id(alice) == "alice"
        assert store.log.is_account("alice") and not store.log.is_account("cookie-1")
        assert len(list(store.log.users())) == 3
        assert len(list(store.log.of_user(alice))) == 1
        store.close()

    def test_a_guest_becomes_an_account(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1", GUEST), message("2", ALICE)])
        guest, alice = store.log.find_user("cookie-1"), store.log.find_user("alice")
        assert guest and alice
        old = ProfileSnapshot(alice, store.log.last_seq(), 1, b"without the guest")
        store.profiles.put_profiles([old])
        merged = store.log.append([message("3", ALICE, merge=Merge(GUEST, ALICE))])[0].merged
        assert merged == (guest, alice)
        assert store.log.find_user("cookie-1") == alice == store.log.canonical(guest)
        assert {logged.user for logged in store.log.read()} == {alice}
        assert [logged.seq for logged in store.log.of_user(alice)] == [1, 2, 3]
        assert store.profiles.profile(alice) is None
        store.log.append([message("4", GUEST)])
        assert len(list(store.log.of_user(alice))) == 4
        assert list(store.log.users()) == [alice]
        store.close()

    def test_a_shared_browser_does_not_mix_accounts(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1", GUEST), message("2", ALICE, merge=Merge(GUEST, ALICE))])
        store.log.append([message("3", BOB, merge=Merge(GUEST, BOB)), message("4", GUEST)])
        alice, bob = store.log.find_user("alice"), store.log.find_user("bob")
        assert alice and bob
        assert [logged.seq for logged in store.log.of_user(alice)] == [1, 2]
        assert [logged.seq for logged in store.log.of_user(bob)] == [3, 4]
        store.close()

    def test_snapshots_are_replaced(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1")])
        user = store.log.find_user("alice") or 0
        for seq in (1, 2):
            store.profiles.put_profiles([ProfileSnapshot(user, seq, 3, bytes([seq]))])
        store.flush()
        assert store.profiles.profile(user) == ProfileSnapshot(user, 2, 3, b"\x02")
        store.close()

    def test_items_are_replaced_and_deleted(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.catalog.put_items([Item("1", "One"), Item("2", "Two")], NOW)
        store.catalog.put_items([Item("1", "Uno", year=1999)], NOW + DAY)
        items = {item.item_id: (item, added) for item, added in store.catalog.items()}
        assert items["1"] == (Item("1", "Uno", year=1999), NOW)
        assert store.catalog.delete_item("1")
        assert not store.catalog.delete_item("1")
        assert [item.item_id for item, _ in store.catalog.items()] == ["2"]
        store.close()

    def test_decisions_are_read_at_once_and_whole(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.decisions.put_decision(decision(0, 0))
        assert store.decisions.decisions("p") == [decision(0, 0)]
        store.decisions.put_decision(decision(0, 1))
        assert store.decisions.decisions("p") == [decision(0, 0), decision(0, 1)]
        store.flush()
        assert store.decisions.decisions("p") == [decision(0, 0), decision(0, 1)]
        store.close()

    def test_evidence_is_read_at_once_and_kept(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1")])
        user = store.log.find_user("alice") or 0
        seen = Impression("p", 0, 0, user, "1", NOW, 700.0)
        store.decisions.put_evidence([evidence(user)], [seen], 1)
        store.decisions.put_evidence([evidence(user, clicked=True)], [], 5)
        assert store.decisions.evidence("p", 0, 0) == evidence(user, clicked=True)
        store.flush()
        assert store.decisions.evidence("p", 0, 0) == evidence(user, clicked=True)
        assert list(store.decisions.all_evidence()) == [evidence(user, clicked=True)]
        assert store.decisions.evidence_of(user, 5) == [evidence(user, clicked=True)]
        later = evidence(user, page_id="q")
        store.decisions.put_evidence([later], [], 5)
        assert store.decisions.evidence_of(user, 1) == [later]
        assert store.decisions.evidence_of(user + 1, 5) == []
        assert store.decisions.impressions("p") == [seen]
        assert store.decisions.evidence_seq() == 5
        store.close()

    def test_vectors_of_what_was_seen_are_kept_for_a_time(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1")])
        user = store.log.find_user("alice") or 0
        old = captured(user, page_id="o", time=NOW - DAY)
        stranger = captured(user + 1, page_id="q")
        both = [evidence(user), evidence(user, page_id="o")]
        store.decisions.put_evidence(both, [], 1, [captured(user), old, stranger])
        again = captured(user, body=b"5678")
        store.decisions.put_evidence([evidence(user, clicked=True)], [], 2, [again])
        store.flush()
        assert list(store.decisions.captured()) == [
            (old, evidence(user, page_id="o")),
            (captured(user), evidence(user, clicked=True)),
        ]
        store.decisions.drop_captured(NOW)
        store.flush()
        assert [one for one, _ in store.decisions.captured()] == [captured(user)]
        store.close()

    def test_keys_are_kept_and_revoked(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        key = KeyRecord("id", "write", "web", NOW, b"digest")
        store.keys.put_key(key)
        assert store.keys.keys() == [key]
        assert store.keys.delete_key("id")
        assert not store.keys.delete_key("id")
        assert store.keys.secret("a") == store.keys.secret("a") != store.keys.secret("b")
        store.close()

    def test_a_forgotten_person_leaves_no_trace(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1", GUEST, body=b"secret"), message("2", BOB)])
        store.log.append([message("3", ALICE, merge=Merge(GUEST, ALICE))])
        alice, bob = store.log.find_user("alice") or 0, store.log.find_user("bob") or 0
        store.profiles.put_profiles([ProfileSnapshot(alice, 3, 1, b"x")])
        store.decisions.put_decision(decision(alice))
        store.decisions.put_evidence([evidence(alice)], [], 3, [captured(alice)])
        assert store.forget(alice, NOW) == 2
        assert store.log.find_user("alice") is None and store.log.find_user("cookie-1") is None
        assert [logged.user for logged in store.log.read()] == [bob]
        assert list(store.log.bodies(alice)) == []
        assert store.profiles.profile(alice) is None
        assert store.decisions.decisions("p") == []
        assert store.decisions.evidence("p", 0, 0) is None
        assert list(store.decisions.captured()) == []
        assert store.check() == []
        store.close()

    def test_a_late_retry_cannot_bring_a_forgotten_person_back(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1", ALICE)])
        store.forget(store.log.find_user("alice") or 0, NOW + DAY)
        assert store.log.append([message("2", ALICE)])[0].outcome == "forgotten"
        assert store.log.find_user("alice") is None
        later = Event("play", NOW + 2 * DAY, "1")
        assert store.log.append([message("3", ALICE, later)])[0].outcome == "new"
        store.close()

    def test_seqs_are_never_used_twice(self, tmp_path: Path) -> None:
        store = self.open(tmp_path)
        store.log.append([message("1", BOB), message("2", ALICE)])
        store.forget(store.log.find_user("alice") or 0, NOW + DAY)
        store.log.append([message("3", BOB)])
        assert [logged.seq for logged in store.log.read()] == [1, 3]
        store.close()
