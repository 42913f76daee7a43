"""What a recommendation came to, on hand-written histories."""

from __future__ import annotations

from typing import Any

import pytest

from matinee.outcomes import OutcomesConfig, judge
from matinee.outcomes.attribute import add, parse_recommendation_id
from matinee.records import Details, Event, Logged
from matinee.testing.stores import evidence
from tests.making import DAY, NOW


def after(*events: Event, now: int = NOW) -> dict[str, Any]:
    found = evidence(1)
    for seq, event in enumerate(events, 1):
        found = add(found, Logged(seq, 1, event))
    outcome = judge(found, now, OutcomesConfig())
    return {name: getattr(outcome, name) for name in outcome.__struct_fields__}


def watched(seconds: int, duration: float = 6000.0, end: str = "pause") -> list[Event]:
    beats = [Event("play", NOW, "1", 0.0, details=Details(duration_s=duration))]
    beats += [Event("progress", NOW + s * 1000, "1", float(s)) for s in range(10, seconds, 10)]
    return [*beats, Event(end, NOW + seconds * 1000, "1", float(seconds))]


def test_nothing_happened() -> None:
    outcome = after()
    assert not any(
        outcome[name] for name in ("seen", "take", "finished", "liked", "disliked", "hidden")
    )
    assert outcome["abandoned"] is False


def test_a_take_is_two_minutes_or_a_quarter() -> None:
    assert not after(*watched(110))["take"]
    assert after(*watched(120))["take"]
    assert not after(*watched(50, duration=240.0))["take"]
    assert after(*watched(60, duration=240.0))["take"]


def test_finished_by_word_or_by_share() -> None:
    assert after(Event("complete", NOW, "1"))["finished"]
    assert after(*watched(550, duration=600.0))["finished"]
    assert not after(*watched(300, duration=600.0))["finished"]


@pytest.mark.parametrize(("days", "abandoned"), [(6, None), (8, True)])
def test_abandonment_is_unknown_until_the_time_to_resume_has_passed(
    days: int, abandoned: bool | None
) -> None:
    assert after(*watched(200), now=NOW + days * DAY)["abandoned"] is abandoned


def test_enough_watched_or_resumed_is_not_abandoned() -> None:
    assert after(*watched(700), now=NOW + 30 * DAY)["abandoned"] is False
    resumed = [*watched(200), *(Event("resume", NOW + 5 * DAY, "1"),)]
    assert after(*resumed, now=NOW + 9 * DAY)["abandoned"] is None
    assert after(Event("click", NOW, "1"), now=NOW + 30 * DAY)["abandoned"] is False


def test_opinions_and_purchases() -> None:
    assert after(Event("rate", NOW, "1", 4.0))["liked"]
    assert after(Event("rate", NOW, "1", 1.0))["disliked"]
    middling = after(Event("rate", NOW, "1", 3.0))
    assert not middling["liked"] and not middling["disliked"]
    assert not after(Event("rate", NOW, "1", 5.0), Event("rate", NOW, "1", None))["liked"]
    assert after(Event("hide", NOW, "1"))["hidden"]
    assert not after(Event("hide", NOW, "1"), Event("unhide", NOW, "1"))["hidden"]
    assert after(Event("purchase", NOW, "1", 1.0))["take"]
    assert after(Event("search", NOW))["seen"] is False


def test_impressions_add_up() -> None:
    seen = after(Event("impression", NOW, "1", 600.0), Event("dwell", NOW, "1", 900.0))
    assert (seen["seen"], seen["visible_ms"], seen["clicked"]) == (True, 1500.0, False)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("p.1.2", ("p", 1, 2)),
        ("p.1", None),
        ("p.1.2.3", None),
        ("p.-1.2", None),
        ("p.x.2", None),
        ("p.99999.1", None),
        ("", None),
    ],
)
def test_recommendation_ids(text: str, parsed: object) -> None:
    assert parse_recommendation_id(text) == parsed
