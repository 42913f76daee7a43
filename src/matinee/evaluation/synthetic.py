"""A log at the shape of MovieLens 100K, for any number of people and items. Labelled synthetic.

History lengths are log-normal (median 65, at least 20), item popularity is a power law, and people
prefer two or three of 19 genres, so that neighbours and tastes are there to be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from ..records import Event, Identity, Item, Message, Person
from ..storage.embedded import EmbeddedStore

GENRES = tuple(f"Genre {number}" for number in range(1, 20))
_GROUP = 5_000
_DAY_MS = 86_400_000
_encode = msgspec.json.Encoder().encode


def synthetic_items(items: int, seed: int) -> Iterator[Item]:
    """A catalogue: one to three genres, four people and a year for each item."""
    random = np.random.default_rng([seed, 1])
    genres = random.zipf(1.6, (items, 3)) % len(GENRES)
    people = random.zipf(1.3, (items, 4)) % (items * 2)
    counts = random.integers(1, 4, items)
    years = random.integers(1930, 2026, items)
    for number in range(items):
        mine = dict.fromkeys(GENRES[g] for g in genres[number, : counts[number]])
        yield Item(
            item_id=str(number),
            title=f"Title {number}",
            kind="film",
            categories=tuple(mine),
            people=tuple(Person(f"Person {p}") for p in dict.fromkeys(people[number].tolist())),
            year=int(years[number]),
            duration=float(60 * (70 + number % 80)),
        )


def synthetic_messages(users: int, items: int, now: int, seed: int) -> Iterator[Message]:
    """Ratings of everyone over the half year before `now` (ms), person by person."""
    random = np.random.default_rng([seed, 2])
    order = random.permutation(items)
    weight = 1 / (np.arange(items) + 0.02 * items) ** 0.9
    popularity = np.empty(items)
    popularity[order] = weight / weight.sum()
    genre = random.zipf(1.6, items) % len(GENRES)
    cumulative = [_cumulative(popularity * np.where(genre == g, 1.0, 0.05)) for g in range(19)]
    for user in range(users):
        length = int(np.clip(random.lognormal(4.2, 0.9), 20, 700))
        taste = random.zipf(1.6, 3) % len(GENRES)
        draws = [
            np.searchsorted(cumulative[g], random.random(length // 3 + 1)) for g in taste.tolist()
        ]
        taken = np.unique(np.minimum(np.concatenate(draws), items - 1))
        random.shuffle(taken)
        start = now - int(random.random() * 180 * _DAY_MS) - _DAY_MS
        stars = random.integers(1, 6, len(taken))
        for place, (item, given) in enumerate(zip(taken.tolist(), stars.tolist(), strict=True)):
            yield _rating(user, item, given, start + place * 30_000)


def _cumulative(weights: np.ndarray) -> np.ndarray:
    return np.asarray(np.cumsum(weights) / weights.sum())


def _rating(user: int, item: int, stars: int, time: int) -> Message:
    message_id = f"s-{user}-{item}"
    body = _encode(
        {
            "type": "track",
            "event": "Item Rated",
            "messageId": message_id,
            "userId": str(user),
            "timestamp": time,
            "properties": {"item_id": str(item), "stars": stars},
        }
    )
    event = Event("rate", time, str(item), float(stars), "desktop")
    return Message(message_id, Identity(str(user), True), time, time, body, (event,))


def fill(folder: Path, users: int, items: int, now: int, seed: int) -> int:
    """Write a synthetic catalogue and log into a folder; how many events."""
    store = EmbeddedStore(folder)
    written = 0
    try:
        store.catalog.put_items(list(synthetic_items(items, seed)), now)
        group: list[Message] = []
        for message in synthetic_messages(users, items, now, seed):
            group.append(message)
            if len(group) == _GROUP:
                store.log.append(group)
                written += len(group)
                group = []
        store.log.append(group)
        written += len(group)
    finally:
        store.close()
    return written
