"""How long it takes to describe and re-rank 500 candidates, beside the bare trees."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from ..recommender import Recommender
from ..retrieval import Query
from ..retrieval.base import best
from ..runtime import Runtime
from ..server.run import now_ms
from ..settings import load_settings

_CANDIDATES = 500
_LISTED = 100


def measure(data: Path, users: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Rows: finding, describing and ranking for random people, on one core."""
    os.sched_setaffinity(0, {0})
    runtime = Runtime(data, load_settings(data))
    try:
        rows = _timed(runtime, users, seconds, seed)
    finally:
        runtime.close()
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return rows


def _timed(runtime: Runtime, users: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    recommender, rng, now = runtime.home.recommender, np.random.default_rng(seed), now_ms()
    found: list[float] = []
    ranked: list[float] = []
    trees: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        profile = runtime.profile(str(int(rng.integers(users))))
        started = time.perf_counter()
        query = recommender.query(profile, now)
        allowed = _allowed(recommender, query, rng)
        candidates = recommender.candidates(
            query, allowed, [np.flatnonzero(allowed).astype(np.int32)]
        )
        at = time.perf_counter()
        scored = recommender.score(query, candidates)
        best(scored.scores, _LISTED)
        done = time.perf_counter()
        found.append(at - started)
        ranked.append(done - at)
        x = recommender.vectors(query, candidates)
        if recommender.ranker is not None:
            at = time.perf_counter()
            recommender.ranker.score(x, recommender.config.ranking)
            trees.append(time.perf_counter() - at)
    count = len(ranked)
    return [
        _row("re-rank 500, list 100", "ours", ranked, count),
        _row("of it the trees, all 500", "ours", trees or [0.0], count),
        _row("find the candidates", "ours", found, count),
    ]


def _allowed(recommender: Recommender, query: Query, rng: np.random.Generator) -> Any:
    """A random five hundred of what may be shown: all of them become candidates."""
    allowed = recommender.catalog.available(query.now)
    places = np.flatnonzero(allowed)
    kept = rng.choice(places, min(_CANDIDATES, len(places)), replace=False)
    mask = np.zeros(len(allowed), bool)
    mask[kept] = True
    return mask


def _row(name: str, kind: str, times: list[float], count: int) -> dict[str, Any]:
    ms = np.array(times) * 1000
    return {
        "name": name,
        "kind": kind,
        "p50_ms": round(float(np.median(ms)), 2),
        "p99_ms": round(float(np.quantile(ms, 0.99)), 2),
        "lists": count,
    }
