"""How a server runs, as the console is told: alerts by a signed webhook, the audit log, models,
what arrives, the settings."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx2
import pytest

from tests.flow.serving import Server
from tests.making import FILMS

SECRET = "a long secret"


class Receiver(BaseHTTPRequestHandler):
    """A webhook that fails at first."""

    taken: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    failures = 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if type(self).failures:
            type(self).failures -= 1
            self.send_response(503)
        else:
            self.taken.append((dict(self.headers), body))
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def webhook() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    server.shutdown()
    server.server_close()


def key_of(client: httpx2.Client, kind: str, name: str) -> dict[str, str]:
    key = client.post("/v1/keys", json={"kind": kind, "name": name}).json()["key"]
    return {"Authorization": f"Bearer {key}"}


def test_alerts_reach_a_webhook_once_and_signed(tmp_path: Path, webhook: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    settings = f'[alerts]\nwebhook = "{webhook}"\nsecret = "{SECRET}"\n'
    (data / "matinee.toml").write_text(settings)
    with Server(data) as server, server.client() as client:
        assert client.post("/v1/alerts/look").json()["alerts"] == [], "all is well"
        bad = {"batch": [{"type": "track", "event": "Product Viewed"}] * 300}
        assert client.post("/v1/batch", json=bad).status_code == 400
        (told,) = client.post("/v1/alerts/look").json()["alerts"]
        assert (
            told["alert"]["kind"] == "events" and "300 of the last 300" in told["alert"]["sentence"]
        )
        assert client.post("/v1/alerts/look").json()["alerts"] == [], "the same cause is told once"
        (headers, body), *others = Receiver.taken
        assert not others, "once, though the first try failed"
        stamp = headers["X-Matinee-Timestamp"]
        signed = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
        assert headers["X-Matinee-Signature"] == f"sha256={signed.hexdigest()}"
        assert json.loads(body)["sentence"] == told["alert"]["sentence"]
        (kept,) = client.get("/v1/alerts").json()["alerts"]
        assert kept["delivered"] is True
        shown = client.get("/v1/settings").text
        assert (
            SECRET not in shown
            and '"set"' in shown
            and "what deliveries are signed" in shown.lower()
        )
    with Server(data) as server, server.client() as client:
        assert len(client.get("/v1/alerts").json()["alerts"]) == 1, "kept over a restart"


def test_who_changed_what(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server, server.client() as client:
        client.post("/v1/items", json={"items": [{"id": "f1", "title": "Film"}]})
        ann = key_of(client, "editor", "Ann")
        experiment = {
            "name": "bold",
            "variants": [{"name": "a"}, {"name": "b", "changes": {"page.explore": 0.5}}],
        }
        url = server.url
        assert httpx2.post(f"{url}/v1/experiments", json=experiment, headers=ann).is_success
        assert httpx2.post(f"{url}/v1/experiments/no/stop", headers=ann).status_code == 404
        message = {
            "userId": "secret-person",
            "event": "Product Viewed",
            "properties": {"item_id": "f1"},
        }
        client.post("/v1/track", json=message).raise_for_status()
        client.delete("/v1/users/secret-person").raise_for_status()
        told = client.get("/v1/audit").json()["changes"]
        assert [(one["by"], one["what"]) for one in told] == [
            ("this server", "Forget a person everywhere"),
            ("Ann", "Begin an experiment: the next pages follow it"),
            ("this server", "Make a key"),
        ], "the last first; what failed changed nothing"
        assert told[1]["named"] == "bold"
        assert "secret-person" not in (tmp_path / "data" / "audit.jsonl").read_text()
        with (tmp_path / "data" / "audit.jsonl").open("a") as file:
            file.write('{"at": "broken o')
        assert len(client.get("/v1/audit").json()["changes"]) == 3
        key_of(client, "viewer", "Ben")
        assert len(client.get("/v1/audit").json()["changes"]) == 4, "nothing is lost behind it"


def test_models_and_what_arrives(tmp_path: Path) -> None:
    with Server(tmp_path / "data") as server, server.client() as client:
        items = [{"id": film.item_id, "title": film.title} for film in FILMS]
        client.post("/v1/items", json={"items": items}).raise_for_status()
        assert client.get("/v1/models").json()["models"] == []
        assert client.post("/v1/models/rollback", json={}).status_code == 404
        batch = [
            {
                "type": "track",
                "userId": f"u{n}",
                "event": event,
                "properties": {"item_id": str(n % 9)},
            }
            for n in range(60)
            for event in ("Video Content Started", "Something Else")
        ]
        client.post("/v1/batch", json={"batch": [*batch, {"type": "track"}]}).raise_for_status()
        found = client.get("/v1/events/latest?n=7").json()
        assert found["total"] == 120 and len(found["events"]) == 7
        assert found["unmapped"] == {"Something Else": 60}
        (refused,) = found["refused"]
        assert refused["reason"] and (found["lately_refused"], found["lately"]) == (1, 121)
        assert "u59" not in client.get("/v1/events/latest").text, "not whose they are"
        arrived = client.get("/v1/events/arrivals").json()
        assert sum(arrived["counts"]["play"]) == 60 and arrived["counts"]["play"][-1] in (0, 60)
        first = client.post("/v1/train").raise_for_status().json()["model_version"]
        second = client.post("/v1/train").raise_for_status().json()["model_version"]
        listed = client.get("/v1/models").json()["models"]
        assert [one["version"] for one in listed] == [second, first]
        current = next(one["version"] for one in listed if one["current"])
        other = first if current == second else second
        back = client.post("/v1/models/rollback", json={"version": other}).raise_for_status()
        assert back.json()["model_version"] == other
        viewer = key_of(client, "viewer", "V")
        refusal = httpx2.post(f"{server.url}/v1/models/rollback", json={}, headers=viewer)
        assert refusal.status_code == 403
        stages = client.get("/v1/settings").json()["stages"]
        page = next(stage for stage in stages if stage["name"] == "page")
        steer = next(one for one in page["settings"] if one["name"] == "steer_most")
        assert steer["value"] == steer["default"] == 2.0 and "By what the worth" in steer["text"]
