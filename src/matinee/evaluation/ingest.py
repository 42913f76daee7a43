"""Durable events a second over HTTP, beside a bare loop that appends the same bytes."""

from __future__ import annotations

import asyncio
import base64
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import apsw
import msgspec
import numpy as np

from ..server.run import now_ms
from .processes import resident_mb, served

EVENTS_A_BATCH = 20
CONNECTIONS = 16
_PREPARED = 12_000
_encode = msgspec.json.Encoder().encode
_MIX: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("Item Impression", 0.45, {"visible_ms": 1800}),
    ("Video Content Playing", 0.30, {"position": 1260, "total_length": 6000}),
    ("Item Clicked", 0.08, {}),
    ("Video Content Started", 0.06, {"total_length": 6000}),
    ("Item Rated", 0.05, {"thumb": 1}),
    ("Page Scrolled", 0.04, {"depth": 0.4, "duration_ms": 5200}),
    ("Search Performed", 0.02, {"query": "space films"}),
)
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


def batches(users: int, items: int, number: int, seed: int) -> list[bytes]:
    """Bodies of 20 events as trackers send them, each batch from one person's session."""
    random = np.random.default_rng([seed, 3])
    kinds = random.choice(len(_MIX), (number, EVENTS_A_BATCH), p=[share for _, share, _ in _MIX])
    people = random.integers(0, users, number)
    chosen = random.zipf(1.3, (number, EVENTS_A_BATCH)) % items
    context = {"userAgent": _AGENT, "timezone": "Europe/Paris", "locale": "fr-FR"}
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now_ms() / 1000))
    bodies = []
    for b in range(number):
        events = []
        for e in range(EVENTS_A_BATCH):
            name, _, properties = _MIX[kinds[b, e]]
            event = {
                "type": "track",
                "event": name,
                "messageId": f"bench-{seed}-{b}-{e}",
                "userId": str(people[b]),
                "timestamp": f"{stamp}.{e:03d}Z",
                "properties": {"item_id": str(chosen[b, e]), **properties},
                "context": context,
            }
            events.append(event)
        bodies.append(_encode({"batch": events, "sentAt": f"{stamp}.500Z"}))
    return bodies


def measure(data: Path, users: int, items: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Rows for the report: ours over HTTP, and the bare loop on the same disk."""
    bodies = batches(users, items, _PREPARED, seed)
    with served(data) as (note, pid):
        sent, spent = asyncio.run(_load(note.url, note.key, bodies, seconds))
        memory = resident_mb(pid)
    bare = _bare_loop(data / "bare.sqlite", bodies, seconds / 2)
    ours = sent * EVENTS_A_BATCH / spent
    rate = {"events": sent * EVENTS_A_BATCH, "seconds": round(spent, 2)}
    return [
        {
            "name": "matinee over HTTP",
            "kind": "ours",
            "events_a_second": round(ours),
            **rate,
            **memory,
        },
        {"name": "bare append loop", "kind": "peer", "events_a_second": round(bare)},
        {"name": "share kept", "kind": "ratio", "ratio": round(ours / bare, 3)},
    ]


async def _load(url: str, key: str, bodies: list[bytes], seconds: float) -> tuple[int, float]:
    """Send batches over keep-alive connections until the time is up; batches acknowledged."""
    where = urlsplit(url)
    auth = base64.b64encode(f"{key}:".encode()).decode()
    head = (
        f"POST /v1/batch HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Basic {auth}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    waiting = iter(bodies)
    started = time.perf_counter()
    deadline = started + seconds

    async def worker() -> int:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        done = 0
        for body in waiting:
            writer.write(b"%s%d\r\n\r\n%s" % (head, len(body), body))
            answer = await reader.readuntil(b"}")
            if b" 200 " not in answer[:20] or b'"accepted":20' not in answer:
                raise RuntimeError(f"A batch was not accepted: {answer[-300:]!r}")
            done += 1
            if time.perf_counter() > deadline:
                break
        writer.close()
        return done

    done = await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
    return sum(done), time.perf_counter() - started


def _bare_loop(path: Path, bodies: list[bytes], seconds: float) -> float:
    """Events a second of SQLite alone: the same bytes, 20 rows a synced transaction."""
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB)")
    groups = [[(body[n::EVENTS_A_BATCH],) for n in range(EVENTS_A_BATCH)] for body in bodies[:2000]]
    started, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - started) < seconds:
        with connection:
            connection.executemany("INSERT INTO events (body) VALUES (?)", groups[done % 2000])
        done += 1
    connection.close()
    return done * EVENTS_A_BATCH / spent
