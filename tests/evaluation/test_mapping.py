"""The bench of outcomes counts what it made."""

from __future__ import annotations

from matinee.evaluation.mapping import measure
from matinee.evaluation.streams import KINDS


def test_every_sight_and_start_is_counted() -> None:
    said: list[str] = []
    found = measure(4_000, 50, 5, said.append)
    assert found.impressions == 4_000 and found.starts == 166, "with those of one more day"
    assert min(found.map_seconds, found.next_day_seconds) >= 0 and "4,000 impressions" in said[0]
    assert found.streams == 5 and {one.kind for one in found.false_alarms} == set(KINDS)
    for one in found.interleaving:
        assert one.lift > 0 and one.interleaved_people < one.ab_people
