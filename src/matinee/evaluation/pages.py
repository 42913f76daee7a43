"""Pages a second and their latency, and how soon an event changes the page."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from ..evaluation.processes import bare_endpoint, resident_mb, served

ROWS, COLUMNS = 12, 20
_WARM_UP = 50
_DEVICES = ("tv", "desktop", "phone", "tablet")


def measure_home(data: Path, users: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Rows: ours, the bare endpoint that answers the same bytes (in turn), and the ratio."""
    chance = random.Random(seed)
    ours: list[float] = []
    bare: list[float] = []
    sizes: list[int] = []
    with served(data) as (note, pid):
        headers = {"Authorization": f"Bearer {note.key}"}
        with httpx.Client(base_url=note.url, headers=headers) as client:
            for _ in range(_WARM_UP):
                body = _page(client, chance.randrange(users), chance)
            with bare_endpoint(body, data) as address, httpx.Client(base_url=address) as peer:
                peer.get("/").raise_for_status()
                started = time.perf_counter()
                while time.perf_counter() - started < seconds:
                    sizes.append(
                        _timed(ours, lambda: _page(client, chance.randrange(users), chance))
                    )
                    _timed(bare, lambda: peer.get("/").content)
        memory = resident_mb(pid)
    extra = {"items_a_page": ROWS * COLUMNS, "median_bytes": int(np.median(sizes)), **memory}
    return [
        {"name": "home", "kind": "ours", **_latency(ours), **extra},
        {"name": "bare endpoint, same bytes", "kind": "peer", **_latency(bare)},
        {
            "name": "home / bare, medians",
            "kind": "ratio",
            "ratio": round(float(np.median(ours) / np.median(bare)), 2),
        },
    ]


def _page(client: httpx.Client, user: int, chance: random.Random) -> bytes:
    params: dict[str, str | int] = {
        "rows": ROWS,
        "columns": COLUMNS,
        "device": chance.choice(_DEVICES),
    }
    return client.get(f"/v1/users/{user}/home", params=params).raise_for_status().content


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
        httpx.Client(base_url=note.url, headers={"Authorization": f"Bearer {note.key}"}) as client,
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
