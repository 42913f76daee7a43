"""Profiles are a pure function of the log: any history, replayed, rebuilds identical state."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.events import Collector
from matinee.events.segment import WireBatch
from matinee.profiles import Profiles, ProfilesConfig
from matinee.records import Message
from matinee.storage.embedded import EmbeddedStore
from tests.making import NOW

PEOPLE = ["ann", "bob"]
COOKIES = ["c1", "c2"]
MINUTE = 60_000

_items = st.sampled_from(["1", "2", "3", "4"])
_who = st.one_of(
    st.sampled_from(PEOPLE).map(lambda p: {"userId": p}),
    st.sampled_from(COOKIES).map(lambda c: {"anonymousId": c}),
)
_times = st.integers(0, 5_000).map(lambda minutes: {"timestamp": NOW - minutes * MINUTE})


def _track(
    names: list[str], **properties: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"event": st.sampled_from(names), "properties": st.fixed_dictionaries(properties)}
    ).map(lambda call: {"type": "track"} | call)


_calls = st.one_of(
    _track(["Item Rated"], item_id=_items, stars=st.sampled_from([0.5, 2, 3.5, 5])),
    _track(["Item Rated"], item_id=_items, thumb=st.sampled_from([-1, 0, 1, 2])),
    _track(
        [
            "Video Content Started",
            "Video Content Playing",
            "Video Playback Paused",
            "Video Content Completed",
        ],
        item_id=_items,
        position=st.integers(0, 100),
        total_length=st.just(100),
    ),
    _track(["Item Impression", "Item Dwell"], item_id=_items, visible_ms=st.integers(0, 5000)),
    _track(
        ["Item Hidden", "Item Unhidden", "Item Saved", "Item Unsaved", "Item Clicked"],
        item_id=_items,
    ),
    _track(
        ["Product Added", "Product Removed", "Order Completed"],
        item_id=_items,
        quantity=st.integers(1, 3),
    ),
    _track(["Search Performed"], query=st.text("abc ", min_size=1).filter(str.strip)),
    _track(["Items Ranked"], items=st.lists(_items, min_size=1)),
    _track(["Page Scrolled"], depth=st.floats(0, 1), duration_ms=st.integers(0, 9000)),
    st.just({"type": "page", "name": "Home"}),
)
_events = st.tuples(_calls, _who, _times).map(lambda parts: parts[0] | parts[1] | parts[2])
_merges = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(COOKIES), st.booleans()).map(
    lambda who: (
        {"type": "alias", "userId": who[0], "previousId": who[1]}
        if who[2]
        else {"type": "identify", "userId": who[0], "anonymousId": who[1]}
    )
)
_joins = st.just({"type": "alias", "userId": "ann", "previousId": "bob"})
HISTORIES = st.lists(st.one_of(_events, _events, _events, _merges, _joins), max_size=40)


def _messages(collector: Collector, history: list[dict[str, Any]]) -> list[list[Message]]:
    """The history as batches of up to three, ids given by place."""
    calls = [call | {"messageId": str(n)} for n, call in enumerate(history)]
    batches = []
    for start in range(0, len(calls), 3):
        raw = [msgspec.Raw(msgspec.json.encode(call)) for call in calls[start : start + 3]]
        batches.append(collector.read(WireBatch(raw), NOW, trusted=True).messages)
    return batches


@given(HISTORIES, st.integers(1, 3), st.integers(1, 7))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_live_profiles_equal_replayed_ones(
    history: list[dict[str, Any]], cached: int, flush_every: int
) -> None:
    """Whatever is cached, evicted, written and merged on the way."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as second:
        store = EmbeddedStore(Path(folder))
        config = ProfilesConfig(cached=cached)
        live = Profiles(store.log, store.profiles, config)
        for number, batch in enumerate(_messages(Collector(store.log), history)):
            live.follow(store.log.append(batch))
            if number % flush_every == 0:
                live.flush()
        states = {user: live.get(user).encode() for user in store.log.users()}
        for user, state in states.items():
            assert live.rebuild(user).encode() == state
        while live.flush():
            pass
        store.flush()
        fresh = Profiles(store.log, store.profiles, config)
        assert {user: fresh.get(user).encode() for user in store.log.users()} == states

        # The log's own messages, sent to an empty store, make the same people with the same state.
        other = EmbeddedStore(Path(second))
        again = Profiles(other.log, other.profiles, config)
        for batch in _messages(Collector(other.log), history):
            again.follow(other.log.append(batch))
        assert {user: again.get(user).encode() for user in other.log.users()} == states
        other.close()
        store.close()
