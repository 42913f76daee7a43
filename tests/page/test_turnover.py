"""What was seen and passed by makes room for what was not."""

from __future__ import annotations

import numpy as np

from matinee.catalog import Catalog
from matinee.page import left_of, turned_over
from matinee.profiles import Profile, ProfilesConfig
from matinee.records import Event, Item, Logged
from matinee.retrieval import Query, merge
from tests.making import NOW

HOUR = 3_600_000
CATALOG = Catalog((Item(str(n), f"Film {n}"), 0) for n in range(40))


def seen(*events: tuple[str, str, int]) -> Query:
    """A person with events (kind, item, ms before now)."""
    profile = Profile(1)
    for seq, (kind, item, ago) in enumerate(events, 1):
        profile.update(Logged(seq, 1, Event(kind, NOW - ago, item)), 30.0)
    return Query.of(profile, CATALOG, ProfilesConfig(), now=NOW, device="tv")


def left(query: Query, half_after: float = 4.0) -> list[float]:
    candidates = merge([], np.ones(40, bool), [np.arange(40, dtype=np.int32)])
    found: list[float] = left_of(query, candidates, half_after)[:3].tolist()
    return found


def test_each_sight_leaves_less_and_a_take_all() -> None:
    query = seen(*[("impression", "1", 50 * HOUR)] * 4, *[("impression", "2", 50 * HOUR)] * 12)
    assert left(query) == [1.0, 0.5, 0.25]
    assert left(query, 0.0) == [1.0, 1.0, 1.0]
    taken = seen(*[("impression", "1", 50 * HOUR)] * 4, ("play", "1", 49 * HOUR))
    assert left(taken) == [1.0, 1.0, 1.0]


def test_the_sight_of_this_sitting_changes_nothing() -> None:
    assert left(seen(("impression", "1", 60_000))) == [1.0, 1.0, 1.0]
    assert left(seen(("impression", "1", 3 * HOUR)), 1.0) == [1.0, 0.5, 1.0]


def test_scores_change_owners_in_the_order_of_what_is_left() -> None:
    scores = np.array([3.0, 2.0, 1.0, 0.5], np.float32)
    all_left = np.ones(4, np.float32)
    assert turned_over(scores, all_left, 12.0) is scores
    passed = np.array([0.5, 1.0, 1.0, 1.0], np.float32)
    assert turned_over(scores, passed, 12.0).tolist() == [0.5, 3.0, 2.0, 1.0]
