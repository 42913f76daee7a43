"""`matinee bench artwork`: estimators on a real log, regret beside peers, and speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from ..artwork import Bandit, Gallery
from ..demo.datasets import OPEN_BANDIT, fetch
from ..errors import MatineeError
from . import open_bandit, pictures
from .accuracy.data import cache_folder
from .processes import machine

Say = Callable[[str], None]
_PAGE = 240
_PAGES = 200


class Asked(Struct, frozen=True):
    """How many simulated people, films and decisions, and from which seed."""

    people: int
    films: int
    decisions: int
    seed: int


class ArtworkReport(Struct, frozen=True):
    """What was measured. Each row has a name and a kind: ours, peer or ratio."""

    bench: str
    protocol: str
    asked: Asked
    machine: dict[str, Any]
    rows: list[dict[str, Any]]


def measure(asked: Asked, say: Say) -> ArtworkReport:
    """All parts; one whose data cannot be had says so in its row."""
    rows = [*_logged(say), *_regret(asked, say), *_page(asked)]
    words = " ".join(f"{open_bandit.__doc__} {pictures.__doc__}".split())
    return ArtworkReport("artwork", words, asked, machine(), rows)


def _logged(say: Say) -> list[dict[str, Any]]:
    try:
        folder: Path = fetch(OPEN_BANDIT, cache_folder(), say)
    except MatineeError as error:
        return [{"name": "open bandit", "kind": "ours", "not computable": str(error)}]
    return open_bandit.measure(folder)


def _regret(asked: Asked, say: Say) -> list[dict[str, Any]]:
    world = pictures.world(asked.people, asked.films, asked.seed)
    marks = [asked.decisions // part for part in (8, 4, 2, 1)]
    rows: list[dict[str, Any]] = []
    for name, make in pictures.policies().items():
        say(f"  {name}: {asked.decisions:,} decisions (simulated)")
        told = pictures.regret(world, make(world, asked.seed), asked.decisions, asked.seed, marks)
        kind = "ours" if name == "matinee" else "peer"
        rows.append({"name": name, "kind": kind, "simulated": True, **told})
    last = f"regret@{marks[-1]}"
    best = min((row for row in rows if row["kind"] == "peer"), key=lambda row: float(row[last]))
    ratio = round(float(rows[0][last]) / float(best[last]), 3)
    return [*rows, {"name": f"regret, ours over {best['name']}", "kind": "ratio", "ratio": ratio}]


def _page(asked: Asked) -> list[dict[str, Any]]:
    """The choice for whole pages of new visitors, with a bandit that has learnt."""
    world = pictures.world(_PAGES, _PAGE, asked.seed)
    bandit = Bandit()
    gallery, chance = Gallery(world.catalog, bandit), np.random.default_rng(asked.seed)
    for visit in range(2_000):
        item = world.items[visit % _PAGE]
        picked = gallery.choose([item], pictures.viewer(world, visit % _PAGES, f"w{visit}"))[0]
        if picked is not None and picked.seen is not None:
            bandit.observe(picked.seen, None, float(chance.random() < 0.1))
    times = []
    for visit in range(_PAGES):
        started = time.perf_counter()
        gallery.choose(world.items, pictures.viewer(world, visit, f"p{visit}"))
        times.append((time.perf_counter() - started) * 1000)
    p50, p99 = np.percentile(times, [50, 99])
    figures = {"p50_ms": round(float(p50), 2), "p99_ms": round(float(p99), 2)}
    figures["decisions_a_second"] = round(1000 * _PAGE / float(np.mean(times)))
    return [{"name": f"{_PAGE} items x {pictures.PICTURES} pictures", "kind": "ours", **figures}]
