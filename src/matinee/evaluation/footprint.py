"""Start-up time of the command line, memory of a server, bytes on disk."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from ..storage.embedded import DATABASE, StoreReader
from .processes import resident_mb, served

_STARTS = 15
_PAGES = 300


def measure(data: Path, users: int) -> list[dict[str, Any]]:
    """Rows: `matinee --help` beside a bare interpreter, a served folder's memory, its bytes."""
    ours = _start_ms([sys.executable, "-m", "matinee.cli", "--help"])
    bare = _start_ms([sys.executable, "-c", "pass"])
    with served(data) as (note, pid):
        loaded = resident_mb(pid)
        headers = {"Authorization": f"Bearer {note.key}"}
        with httpx2.Client(base_url=note.url, headers=headers) as client:
            for user in np.linspace(0, users - 1, _PAGES).astype(int).tolist():
                client.get(f"/v1/users/{user}/home").raise_for_status()
        busy = resident_mb(pid)
    reader = StoreReader(data)
    try:
        events, size = reader.log.count(), (data / DATABASE).stat().st_size
        parts = reader.sizes()
    finally:
        reader.close()
    return [
        {"name": "matinee --help", "kind": "ours", "median_ms": ours},
        {"name": "python -c pass", "kind": "peer", "median_ms": bare},
        {"name": "server, loaded", "kind": "ours", **loaded},
        {"name": f"server, after {_PAGES} pages", "kind": "ours", **busy},
        {
            "name": "disk",
            "kind": "ours",
            "events": events,
            "users": users,
            "bytes_an_event": round((size - parts["profiles"]) / max(events, 1), 1),
            "bytes_a_user": round(parts["profiles"] / max(users, 1), 1),
            "megabytes": round(size / 2**20, 1),
        },
    ]


def _start_ms(command: list[str]) -> float:
    times = []
    for _ in range(_STARTS):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - started) * 1000)
    return round(float(np.median(times[1:])), 1)
