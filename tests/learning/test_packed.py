"""A packed log is the log: the same events, whole or in part."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matinee.learning import by_person, latest_takes
from matinee.packed import PackedLog
from matinee.records import DEVICES, Details, Event, Logged
from matinee.replay import Horizon
from matinee.retrieval.sequences import is_take
from tests.making import NOW

_events = st.builds(
    Event,
    kind=st.sampled_from(["rate", "play", "search", "impression", "rank"]),
    time=st.integers(0, 2 * NOW),
    item=st.none() | st.sampled_from(["1", "2", "ü\u202e", ""]),
    value=st.none() | st.floats(allow_nan=False),
    device=st.sampled_from(DEVICES),
    offset_min=st.integers(-840, 840),
    recommendation=st.none() | st.just("p.0.1"),
    details=st.builds(
        Details, query=st.none() | st.text(max_size=3), items=st.just(()) | st.just(("a", "b"))
    ),
)
_logs = st.lists(st.tuples(st.integers(1, 5), _events), max_size=40).map(
    lambda rows: [Logged(seq * 3, user, event) for seq, (user, event) in enumerate(rows, 1)]
)


@given(_logs)
def test_what_goes_in_comes_out(log: list[Logged]) -> None:
    packed = PackedLog.of(log)
    assert list(packed) == log and len(packed) == len(log)
    assert PackedLog.of(packed) is packed
    assert packed.takes.tolist() == [is_take(one.event) for one in log]
    assert list(packed[2:7]) == log[2:7]
    assert [packed[place] for place in range(-len(log), len(log))] == log + log
    assert list(packed.only(packed.users == 2)) == [one for one in log if one.user == 2]
    assert list(packed.of_users({1, 3})) == [one for one in log if one.user in (1, 3)]
    in_order = sorted(log, key=lambda one: (one.event.time, one.seq))
    assert [one.event for one in packed.in_time()] == [one.event for one in in_order]
    assert packed.in_time().seqs.tolist() == list(range(1, len(log) + 1))


@given(_logs, st.integers(1, 4))
def test_parts_hold_everyone_once_and_in_order(log: list[Logged], parts: int) -> None:
    cut = by_person(PackedLog.of(log), parts)
    assert len(cut) == parts
    people = [set(part.users.tolist()) for part in cut]
    assert sum(map(len, people)) == len(set().union(*people))
    assert sorted(one.seq for part in cut for one in part) == [one.seq for one in log]
    assert all((np.diff(part.seqs) > 0).all() for part in cut)


@given(_logs, st.integers(1, 3), st.integers(0, 40))
def test_latest_takes_are_the_last_of_each_person(
    log: list[Logged], count: int, after: int
) -> None:
    expected: dict[int, list[int]] = {}
    for one in log:
        if one.seq > after and is_take(one.event):
            expected.setdefault(one.user, []).append(one.seq)
    kept = {seq for seqs in expected.values() for seq in seqs[-count:]}
    assert latest_takes(PackedLog.of(log), count, Horizon(), after) == kept
