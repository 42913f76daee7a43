"""Clients that nobody here wrote post to a running server, with nothing changed but the host."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from segment.analytics.client import Client

from matinee.storage.embedded import StoreReader
from tests.flow.serving import Server
from tests.making import FILMS

NODE_PROJECT = Path(__file__).parents[1] / "sdk"
KINDS = ["identify", "play", "rate", "purchase", "purchase", "search", "page", "group", "alias"]


def logged(folder: Path, user: str) -> tuple[list[str], list[dict[str, object]]]:
    """Kinds and messages of a person, read from the folder."""
    reader = StoreReader(folder)
    key = reader.log.find_user(user) or 0
    kinds = [one.event.kind for one in reader.log.of_user(key)]
    bodies = [msgspec.json.decode(body) for body in reader.log.bodies(key)]
    reader.close()
    return kinds, bodies


def write_key(server: Server) -> str:
    with server.client() as client:
        client.post("/v1/items", json={"items": msgspec.to_builtins(FILMS)}).raise_for_status()
        answer = client.post("/v1/keys", json={"kind": "write", "name": "sdk"}).raise_for_status()
        return str(answer.json()["key"])


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_segments_python_sdk(tmp_path: Path, packed: bool) -> None:
    with Server(tmp_path) as server:
        failures: list[object] = []
        client = Client(
            write_key(server),
            host=server.url,
            gzip=packed,
            on_error=lambda error, items: failures.append(error),
        )
        when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        client.identify("ann", {"plan": "gold"}, anonymous_id="cookie")
        client.track("ann", "Video Content Started", {"content_asset_id": "1"}, timestamp=when)
        client.track("ann", "Item Rated", {"item_id": "3", "stars": 5})
        products = [{"product_id": "5", "quantity": 2}, {"sku": "6"}]
        client.track("ann", "Order Completed", {"order_id": "o", "products": products})
        client.track("ann", "Products Searched", {"query": "aliens 🎬"})
        client.page("ann", "Home", properties={"url": "/"})
        client.group("ann", "family", {"size": 4})
        client.alias("cookie", "ann")
        client.flush()
        client.shutdown()
        assert failures == []
        with server.client() as reading:
            page = reading.get("/v1/users/ann/home").raise_for_status().json()
        assert "3" not in {item["item_id"] for row in page["rows"] for item in row["items"]}
    kinds, bodies = logged(tmp_path, "cookie")
    assert kinds == KINDS
    assert bodies[0]["traits"] == {"plan": "gold"}
    assert str(bodies[1]["timestamp"]).startswith("2026-01-02T03:04:05")
    assert bodies[3]["properties"] == {"order_id": "o", "products": products}
    assert all(body["context"]["library"]["name"] == "analytics-python" for body in bodies)  # type: ignore[index]


def test_segments_node_sdk(tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed; the Node SDK was not tried")
    if not (NODE_PROJECT / "node_modules").is_dir():
        pytest.skip("the Node SDK is not installed; run 'make setup'")
    with Server(tmp_path) as server:
        command = ["node", "send.mjs", server.url, write_key(server)]
        done = subprocess.run(
            command, cwd=NODE_PROJECT, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {"sent": 8, "failed": []}
        with server.client() as reading:
            view = reading.get("/v1/users/ann/profile").raise_for_status().json()
        assert view["events"] == len(KINDS)
    kinds, bodies = logged(tmp_path, "ann")
    assert sorted(kinds) == sorted(KINDS)
    by_event = {str(body.get("event")): body for body in bodies}
    assert by_event["Order Completed"]["properties"] == {
        "order_id": "o",
        "products": [{"product_id": "5", "quantity": 2}, {"sku": "6"}],
    }
    assert all(body["context"]["library"]["name"] == "@segment/analytics-node" for body in bodies)  # type: ignore[index]
