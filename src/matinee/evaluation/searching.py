"""How long a personal search takes, key by key, beside SQLite's full-text index."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw
import numpy as np
from msgspec.structs import replace

from ..catalog.words import folded
from ..home import Request
from ..records import Item, Person
from ..runtime import Runtime
from ..server.run import now_ms
from ..settings import load_settings

_WORDS, _NAMES = 40_000, 8_000
_LISTED = 12
_SYLLABLES = [first + last for first in "bdfghjklmnprstvw" for last in "aeio"]
Random = np.random.Generator


def measure(data: Path, users: int, seconds: float, seed: int) -> list[dict[str, Any]]:
    """Rows: searches of random people for titles of word-rich items, on one core."""
    runtime = Runtime(data, load_settings(data))
    os.sched_setaffinity(0, {0})
    try:
        random = np.random.default_rng([seed, 7])
        items = list(_worded(list(runtime.catalog), random))
        for item in items:
            runtime.catalog.put(item, 0)  # in memory only: the folder stays as it was
        started = time.perf_counter()
        runtime.looking.find(runtime.profile("0"), Request("0", now_ms()), "warm", _LISTED)
        built = time.perf_counter() - started
        rows = _compare(runtime, items, users, seconds, random)
        rows[0]["index_s"] = round(built, 2)
    finally:
        runtime.close()
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    return rows


def _worded(items: Sequence[Item], random: Random) -> Iterator[Item]:
    """The items with titles of one to four words, people and a description of twenty words."""
    words, names = _vocabulary(_WORDS, random), _vocabulary(_NAMES, random)
    for item in items:
        title = " ".join(_drawn(words, int(random.integers(1, 5)), random)).capitalize()
        people = tuple(Person(" ".join(_drawn(names, 2, random)).title()) for _ in range(4))
        text = " ".join(_drawn(words, 20, random))
        yield replace(item, title=title, people=people, description=text)


def _vocabulary(size: int, random: Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < size:
        made["".join(random.choice(_SYLLABLES, random.integers(1, 5)))] = None
    return list(made)


def _drawn(words: Sequence[str], count: int, random: Random) -> list[str]:
    """Words by a power law: a few stand nearly everywhere."""
    places = (len(words) ** random.random(count)).astype(int) - 1
    return [words[place] for place in places]


def _compare(
    runtime: Runtime, items: Sequence[Item], users: int, seconds: float, random: Random
) -> list[dict[str, Any]]:
    fts = _full_text(items)
    now = now_ms()

    def ours(text: str) -> list[str]:
        user = str(int(random.integers(users)))
        found = runtime.looking.find(runtime.profile(user), Request(user, now), text, _LISTED)
        return [item.item_id for item in found.items]

    rows = []
    for kind, texts in (("key by key", _typing), ("with a mistake", _mistyped)):
        timed = _timed(ours, items, texts, seconds / 2, random)
        rows.append({"name": f"matinee, {kind}", "kind": "ours", **timed})
        peer = _timed(fts, items, texts, seconds / 2, random)
        rows.append({"name": f"FTS5 prefix and bm25, {kind}", "kind": "peer", **peer})
    empty = _timed(ours, items, lambda _title, _random: ("",), seconds / 4, random)
    empty["found"] = None
    rows.append({"name": "matinee, nothing typed", "kind": "ours", **empty})
    return rows


def _typing(title: str, random: Random) -> Sequence[str]:
    """Every beginning of a title; the whole comes last."""
    return [title[: end + 1] for end in range(len(title))]


def _mistyped(title: str, random: Random) -> Sequence[str]:
    """The title with two neighbouring letters of its longest word swapped."""
    word = max(title.split(), key=len)
    if len(word) < 4:
        return ()
    at = int(random.integers(1, len(word) - 1))
    wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return (title.replace(word, wrong),) if wrong != word else ()


def _timed(
    search: Callable[[str], list[str]],
    items: Sequence[Item],
    texts: Callable[[str, Random], Sequence[str]],
    seconds: float,
    random: Random,
) -> dict[str, Any]:
    """Times of each search, and how often the meant item is listed after the last of its keys."""
    times: list[float] = []
    found: list[bool] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        item = items[int(random.integers(len(items)))]
        typed = texts(folded(item.title), random)
        listed: list[str] = []
        for text in typed:
            started = time.perf_counter()
            listed = search(text)
            times.append(time.perf_counter() - started)
        if typed:
            found.append(item.item_id in listed)
    ms = np.array(times) * 1000
    return {
        "p50_ms": round(float(np.median(ms)), 2),
        "p99_ms": round(float(np.quantile(ms, 0.99)), 2),
        "worst_ms": round(float(ms.max()), 1),
        "found": round(float(np.mean(found)), 3),
        "searches": len(times),
    }


def _full_text(items: Sequence[Item]) -> Callable[[str], list[str]]:
    """The same texts in FTS5: every word a prefix, best by weighted bm25."""
    base = apsw.Connection(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, title, people, labels, text, "
        "prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    rows = (
        (
            item.item_id,
            item.title,
            " ".join(person.name for person in item.people),
            " ".join(item.categories),
            item.description,
        )
        for item in items
    )
    with base:
        base.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?)", rows)
    wanted = "SELECT id FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 8, 4, 2, 1) LIMIT ?"

    def search(text: str) -> list[str]:
        phrase = " ".join(f'"{word}"*' for word in folded(text).split())
        return [row[0] for row in base.execute(wanted, (phrase, _LISTED))] if phrase else []

    return search
