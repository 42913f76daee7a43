"""What was acknowledged survives `kill -9` at any moment, and is there exactly once."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from matinee.storage.embedded import EmbeddedStore
from tests.flow.serving import Server
from tests.making import track

KILLS = 50
SENDERS = 3
EVENTS_A_BATCH = 5


class Sender(threading.Thread):
    """Posts batches until the server dies; remembers what was acknowledged and what was not."""

    def __init__(self, server: Server, name: str) -> None:
        super().__init__(name=name)
        self.acknowledged: list[str] = []
        self.unanswered: list[bytes] = []
        where = urlsplit(server.url)
        self._connection = HTTPConnection(where.hostname or "", where.port, timeout=10)
        self._headers = {"Authorization": f"Bearer {server.key}"}

    def run(self) -> None:
        try:
            self.send()
        finally:
            self.close()

    def send(self) -> None:
        for number in range(10_000):
            ids = [f"{self.name}-{number}-{n}" for n in range(EVENTS_A_BATCH)]
            batch = [track("Item Clicked", "ann", item="1") | {"messageId": i} for i in ids]
            body = msgspec.json.encode({"batch": batch})
            if not self.post(body):
                self.unanswered.append(body)
                return
            self.acknowledged += ids

    def close(self) -> None:
        self._connection.close()

    def post(self, body: bytes) -> bool:
        try:
            self._connection.request("POST", "/v1/batch", body, self._headers)
            answer = self._connection.getresponse().read()
        except (HTTPException, OSError):
            return False
        return bool(answer.startswith(b'{"success":true,"accepted":5,'))


def test_every_acknowledged_event_survives_being_killed(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    unanswered: list[bytes] = []
    for number in range(KILLS):
        server = Server(tmp_path)
        retry = Sender(server, "retry")
        # What was never answered is sent again, as SDKs do: it must not be there twice.
        for body in unanswered:
            assert retry.post(body)
            acknowledged += [one["messageId"] for one in msgspec.json.decode(body)["batch"]]
        retry.close()
        senders = [Sender(server, f"{number}-{n}") for n in range(SENDERS)]
        for sender in senders:
            sender.start()
        time.sleep(chance.uniform(0.0, 0.12))
        server.kill()
        for sender in senders:
            sender.join()
        acknowledged += [one for sender in senders for one in sender.acknowledged]
        unanswered = [body for sender in senders for body in sender.unanswered]
    store = EmbeddedStore(tmp_path)
    user = store.log.find_user("ann") or 0
    found = Counter(msgspec.json.decode(body)["messageId"] for body in store.log.bodies(user))
    events = sum(1 for _ in store.log.of_user(user))
    assert store.check() == []
    store.close()
    assert len(acknowledged) > KILLS * EVENTS_A_BATCH
    assert set(acknowledged) <= set(found)
    assert set(found.values()) == {1}
    assert events == len(found)
    lost_replies = len(found) - len(set(acknowledged))
    assert lost_replies <= SENDERS * EVENTS_A_BATCH  # only the last kill's own


def test_a_graceful_stop_answers_what_it_took(tmp_path: Path) -> None:
    server = Server(tmp_path)
    senders = [Sender(server, f"stop-{n}") for n in range(SENDERS)]
    for sender in senders:
        sender.start()
    time.sleep(0.3)
    server.stop()
    for sender in senders:
        sender.join()
    assert server.process.returncode == 0
    store = EmbeddedStore(tmp_path)
    user = store.log.find_user("ann") or 0
    found = {msgspec.json.decode(body)["messageId"] for body in store.log.bodies(user)}
    snapshot = store.profiles.profile(user)
    assert snapshot is not None and snapshot.seq == store.log.last_seq()
    store.close()
    assert {one for sender in senders for one in sender.acknowledged} <= found
    assert not (tmp_path / "server.json").exists()
