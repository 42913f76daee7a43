"""`matinee bench`: sets up what is measured, measures, and reports in one form."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..loading import train_here
from ..server.run import now_ms
from ..settings import load_settings
from . import footprint, ingest, pages, reranking, searching, web
from .processes import machine
from .synthetic import fill

Say = Callable[[str], None]
_TRIES = 300


class Shape(Struct, frozen=True):
    """How large, how long and from which seed."""

    users: int
    items: int
    seconds: float
    seed: int


class Report(Struct, frozen=True):
    """What was measured, where, and how. Each row has a name and a kind: ours, peer or ratio."""

    bench: str
    protocol: str
    shape: Shape
    machine: dict[str, Any]
    rows: list[dict[str, Any]]


_PROTOCOLS = {
    "ingest": "16 keep-alive connections post batches of 20 mixed events to a server on the same "
    "machine; each batch is acknowledged after its sync and after profiles took it in",
    "home": "one connection asks for pages of random people, in turn with a bare endpoint that "
    "answers a page's bytes; server and client on the same machine",
    "freshness": "for a random item of a random person's page: hide it, and once that is "
    "acknowledged ask for the next page",
    "web": "the demo in headless Chromium: median of five cold loads; layout shift and the slowest "
    "interaction of a scripted visit; scrolling up and down, 240 px every 0.4 s, with the tracker "
    "and with Global Privacy Control, under which it observes nothing",
    "ranking": "five hundred random candidates of random people are described and ranked by all "
    "objectives, and the best hundred listed; one core, in process",
    "search": "random people search for titles of word-rich synthetic items, key by key, and whole "
    "with two letters swapped; `found`: how often the meant one is among the first twelve after "
    "the last key; one core, in process; FTS5 is asked the same but knows no person",
    "footprint": "process start by wall clock; memory from /proc; file sizes after a clean stop",
}


def run(what: str, shape: Shape, say: Say, folder: Path | None = None) -> Report:
    """Run one bench over a synthetic log of the shape; `folder` is filled once and used again."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as temporary:
        data = folder or Path(temporary)
        if what != "web" and not (data / "filled").exists():
            _prepare(what, data, shape, say)
        say(f"Measuring {what} ...")
        rows = _measure(what, data, shape, say)
    return Report(what, _PROTOCOLS[what], shape, machine(), rows)


_ON_ONE_CORE: dict[str, Callable[[Path, int, float, int], list[dict[str, Any]]]] = {
    "home": pages.measure_home,
    "ranking": reranking.measure,
    "search": searching.measure,
}


def _prepare(what: str, data: Path, shape: Shape, say: Say) -> None:
    data.mkdir(parents=True, exist_ok=True)
    say(f"Filling {shape.users:,} people x {shape.items:,} items (synthetic) ...")
    events = fill(data, shape.users if what != "ingest" else 1, shape.items, now_ms(), shape.seed)
    if what != "ingest":
        say(f"Training on {events:,} events ...")
        train_here(data, load_settings(data))
    (data / "filled").touch()


def _measure(what: str, data: Path, shape: Shape, say: Say) -> list[dict[str, Any]]:
    match what:
        case "web":
            return web.measure(data, shape.seconds, say)
        case "ingest":
            return ingest.measure(data, shape.users, shape.items, shape.seconds, shape.seed)
        case "home" | "ranking" | "search":
            return _ON_ONE_CORE[what](data, shape.users, shape.seconds, shape.seed)
        case "freshness":
            return pages.measure_freshness(data, shape.users, _TRIES, shape.seed)
    return footprint.measure(data, shape.users)


def table(rows: list[dict[str, Any]]) -> list[str]:
    """The rows as text."""
    lines = []
    for row in rows:
        figures = "  ".join(f"{k}={v}" for k, v in row.items() if k not in ("name", "kind"))
        lines.append(f"{row['kind']:9} {row['name']:40} {figures}")
    return lines
