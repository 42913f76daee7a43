"""Pages a second and their latency, and how soon an event changes the page."""

from __future__ import annotations

import random
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import numpy as np

from .processes import bare_endpoint, resident_mb, served

ROWS, COLUMNS = 12, 20
_WARM_UP = 50
_DEVICES = ("tv", "desktop", "phone", "tablet")


class _Client:
    """A plain keep-alive client, so that little of its own time is in the figures."""

    def __init__(self, url: str, key: str = "") -> None:
        where = urlsplit(url)
        self._connection = HTTPConnection(where.hostname or "", where.port)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str) -> bytes:
        """The body of a good answer."""
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}: {body[:200]!r}")
        return body


def measure_home(data: Path, users: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Rows: ours, the bare endpoint that answers the same bytes (in turn), and the ratio."""
    chance = random.Random(seed)
    ours: list[float] = []
    bare: list[float] = []
    sizes: list[int] = []
    with served(data, one_core=True) as (note, pid):
        client = _Client(note.url, note.key)
        for _ in range(_WARM_UP):
            body = client.get(_page(users, chance))
        with bare_endpoint(body, data) as address:
            peer = _Client(address)
            started = time.perf_counter()
            while time.perf_counter() - started < seconds:
                path = _page(users, chance)
                sizes.append(_timed(ours, lambda path=path: client.get(path)))
                _timed(bare, lambda: peer.get("/"))
        memory = resident_mb(pid)
    extra = {"items_a_page": ROWS * COLUMNS, "median_bytes": int(np.median(sizes)), **memory}
    ratio = float(np.median(ours) / np.median(bare))
    return [
        {"name": "home", "kind": "ours", **_latency(ours), **extra},
        {"name": "bare endpoint, same bytes", "kind": "peer", **_latency(bare)},
        {"name": "home / bare, medians", "kind": "ratio", "ratio": round(ratio, 2)},
    ]


def _page(users: int, chance: random.Random) -> str:
    device = chance.choice(_DEVICES)
    user = chance.randrange(users)
    return f"/v1/users/{user}/home?rows={ROWS}&columns={COLUMNS}&device={device}"


def _timed(into: list[float], work: Any) -> int:
    started = time.perf_counter()
    body = work()
    into.append((time.perf_counter() - started) * 1000)
    return len(body)


def _latency(times: list[float]) -> dict[str, Any]:
    p50, p99 = np.percentile(times, [50, 99])
    return {
        "requests": len(times),
        "p50_ms": round(float(p50), 2),
        "p99_ms": round(float(p99), 2),
        "max_ms": round(max(times), 2),
        "a_second": round(1000 * len(times) / sum(times), 1),
    }


def measure_freshness(data: Path, users: int, tries: int, seed: int) -> list[dict[str, Any]]:
    """Rows: of many events, how many changed the very next page, and how long that page took."""
    chance = random.Random(seed)
    times: list[float] = []
    changed = 0
    with (
        served(data) as (note, _),
        httpx2.Client(base_url=note.url, headers={"Authorization": f"Bearer {note.key}"}) as client,
    ):
        for _ in range(tries):
            user = str(chance.randrange(users))
            before = client.get(f"/v1/users/{user}/home").raise_for_status().json()
            row = chance.choice(before["rows"])
            item = chance.choice(row["items"])
            event = {
                "userId": user,
                "event": "Item Hidden",
                "properties": {"item_id": item["item_id"]},
            }
            client.post("/v1/track", json=event).raise_for_status()
            started = time.perf_counter()
            after = client.get(f"/v1/users/{user}/home").raise_for_status().json()
            times.append((time.perf_counter() - started) * 1000)
            changed += item["item_id"] not in _items(after)
    p50, p99 = np.percentile(times, [50, 99])
    return [
        {
            "name": "next page after an acknowledged event",
            "kind": "ours",
            "events": tries,
            "changed": changed,
            "changed_share": changed / tries,
            "p50_ms": round(float(p50), 2),
            "p99_ms": round(float(p99), 2),
        }
    ]


def _items(page: dict[str, Any]) -> set[str]:
    return {item["item_id"] for row in page["rows"] for item in row["items"]}
