"""The past as it was: no look-ahead, and the same vectors in training as when it was lived."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.catalog import Catalog
from matinee.learning import fit_model, proposed
from matinee.recommender import Recommender, RecommenderConfig
from matinee.records import Event, Identity, Item, Logged, Message
from matinee.replay import Horizon, Sample, moments, outcomes_of
from matinee.retrieval.sequences import TAKES
from matinee.runtime import Runtime
from matinee.settings import Settings
from tests.making import DAY, FILMS, NOW

CONFIG = RecommenderConfig()
KINDS = ("play", "complete", "rate", "view", "impression", "save", "search", "hide")


def random_log(events: int, seed: int) -> list[Logged]:
    rng = np.random.default_rng(seed)
    found = []
    for seq in range(1, events + 1):
        kind = KINDS[int(rng.choice(len(KINDS), p=[0.2, 0.1, 0.3, 0.1, 0.2, 0.04, 0.03, 0.03]))]
        item = FILMS[int(rng.integers(len(FILMS)))].item_id
        value = {"rate": float(rng.integers(1, 6)), "impression": 900.0}.get(kind)
        event = Event(
            kind, NOW - 30 * DAY + seq * 60_000, None if kind == "search" else item, value
        )
        found.append(Logged(seq, int(rng.integers(1, 9)), event))
    return found


def all_takes(log: Iterable[Logged], after: int) -> frozenset[int]:
    return frozenset(one.seq for one in log if one.seq > after and one.event.kind in TAKES)


def vectors_of(
    recommender: Recommender, log: list[Logged], after: int
) -> list[tuple[int, np.ndarray]]:
    sample = Sample(all_takes(log, after))

    half_life = CONFIG.profiles.behaviour_half_life_days
    found = []
    for moment in moments(log, half_life, sample, recommender.model.learn):
        query, candidates, _ = proposed(recommender, moment, Horizon())
        found.append((moment.event.time, recommender.vectors(query, candidates)))
    return found


@pytest.fixture
def catalog() -> Catalog:
    return Catalog((film, NOW - 60 * DAY) for film in FILMS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffling_the_future_changes_nothing_in_the_past(catalog: Catalog, seed: int) -> None:
    log = random_log(400, seed)
    early, until = 200, 300
    rng = np.random.default_rng(seed)
    items = [one.event.item for one in log[until:]]
    rng.shuffle(items)
    future = [
        replace(one, user=int(rng.integers(1, 9)), event=replace(one.event, item=item, kind="rate"))
        for one, item in zip(log[until:], items, strict=True)
    ]
    both = []
    for version in (log, [*log[:until], *future]):
        model = fit_model(version[:early], catalog, CONFIG.retrieval)
        found = vectors_of(Recommender(catalog, model, CONFIG), version, early)
        both.append([x for time, x in found if time <= log[until - 1].event.time])
    assert len(both[0]) > 15
    assert all(np.array_equal(a, b) for a, b in zip(*both, strict=True))


def test_training_on_a_log_gives_the_vectors_of_its_live_replay(
    catalog: Catalog, tmp_path: Path
) -> None:
    """Every event goes through the server's own path; before each take the vectors that a page
    would be ranked by are kept. The log, read afterwards, gives the same."""
    log = random_log(300, 5)
    runtime = Runtime(tmp_path, Settings())
    runtime.put_items(list(FILMS), NOW - 60 * DAY)
    lived = []
    for one in log:
        person = f"p{one.user}"
        profile = runtime.profile(person)
        event = one.event
        if event.kind in TAKES and event.item not in profile.trail.items:
            recommender = runtime.home.recommender
            query = recommender.query(profile, event.time, event.device, event.offset_min)
            from matinee.learning import allowed_at

            candidates = recommender.candidates(query, allowed_at(query, Horizon()))
            lived.append(recommender.vectors(query, candidates))
        message = Message(
            f"m{one.seq}", Identity(person, True), event.time, event.time, b"{}", (event,)
        )
        runtime.append([message])
    stored = runtime.store.log.read(0, 1000)
    model = fit_model([], runtime.catalog, CONFIG.retrieval)
    again = [x for _, x in vectors_of(Recommender(runtime.catalog, model, CONFIG), stored, 0)]
    runtime.close()
    assert len(lived) == len(again) > 50
    assert all(np.array_equal(a, b) for a, b in zip(lived, again, strict=True))


def test_moments_are_first_takes_unless_people_take_again() -> None:
    def log(*items: str) -> list[Logged]:
        return [
            Logged(seq, 1, Event("purchase", NOW + seq * DAY, item, 1.0))
            for seq, item in enumerate(items, 1)
        ]

    def targets(events: list[Logged], horizon: Horizon) -> list[set[str]]:
        sample = Sample(frozenset(one.seq for one in events), horizon)
        return [set(moment.targets) for moment in moments(events, 90.0, sample)]

    events = log("a", "b", "a", "a", "c")
    assert targets(events, Horizon()) == [{"a"}, {"b"}, {"c"}]
    assert targets(events, Horizon(repeats=True)) == [{"a"}, {"b"}, {"a"}, {"c"}]
    everything = targets(events, Horizon(days=10_000, repeats=True))
    assert everything == [{"a", "b", "c"}]
    assert targets(events, Horizon(rest=True)) == [{"a", "b", "c"}]


def test_outcomes_say_only_what_the_log_says() -> None:
    events = [
        Event("play", NOW, "1"),
        Event("complete", NOW, "1"),
        Event("play", NOW, "2"),
        Event("rate", NOW, "2", 1.0),
        Event("rate", NOW, "3", 5.0),
        Event("purchase", NOW, "4", 1.0),
    ]
    found = outcomes_of(Logged(seq, 1, event) for seq, event in enumerate(events, 1))
    assert found[1, "1"].finished is True and found[1, "1"].liked is None
    assert found[1, "2"].finished is False and found[1, "2"].regretted is True
    assert found[1, "3"].finished is None and found[1, "3"].liked is True
    assert (1, "4") not in found


def test_a_deleted_item_is_no_candidate(catalog: Catalog) -> None:
    log = random_log(200, 8)
    recommender = Recommender(catalog, fit_model(log, catalog, CONFIG.retrieval), CONFIG)
    catalog.delete("3")
    catalog.put(Item("new", "New"), NOW)
    for moment in moments(log, 90.0, Sample(all_takes(log, 150))):
        query = recommender.query(moment.profile, moment.event.time)
        allowed = catalog.available(query.now)
        items = recommender.candidates(query, allowed).items
        assert catalog.index_of("3") not in items.tolist()
