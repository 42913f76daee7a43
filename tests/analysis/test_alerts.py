"""What is told unasked: each with its reason, and nothing where all is well."""

from __future__ import annotations

from pathlib import Path

from matinee.analysis import alerts
from matinee.analysis.arrivals import DAYS, HOUR_MS, Arrivals, arrivals_of
from matinee.analysis.findings import Finding
from matinee.analysis.share import share_of
from matinee.analysis.verdict import Trial
from matinee.outcomes import OutcomesConfig
from matinee.records import Event, Logged
from tests.analysis.test_causes import Told, at, log, page
from tests.making import NOW

HOURS = DAYS * 24


def arrived(**hours: list[int]) -> Arrivals:
    return Arrivals(0, hours)


def starts(people: int, of_ten: int) -> Told:
    """People who start ten films each, so many of them from a row."""
    events = [
        at(10 * n, "play", f"f{n}", user, recommendation=f"p{user}.0.0" if n < of_ten else None)
        for user in range(1, people + 1)
        for n in range(10)
    ]
    return Told(log(*events), [page(user, f"p{user}") for user in range(1, people + 1)])


def test_a_share_that_fell_is_told_once_a_week(tmp_path: Path) -> None:
    rules = OutcomesConfig()
    high, low = (share_of(tmp_path / str(n), starts(40, n), rules) for n in (8, 3))
    (one,) = alerts.share_fell(high, low, "2026-39")
    assert one.cause == "share-starts-2026-39" and one.room == "today"
    assert one.sentence.startswith(
        "Recommendations had 30% of starts in the last 7 days (30% to 30%)"
    )
    assert not list(alerts.share_fell(low, high, "w")), "it rose"
    assert not list(alerts.share_fell(high, high, "w")), "it stayed"
    nothing = share_of(tmp_path / "none", Told([]), rules)
    assert not list(alerts.share_fell(nothing, low, "w") or alerts.share_fell(high, nothing, "w"))


def test_events_that_stop_are_told() -> None:
    usual, stopped = [40] * HOURS, [40] * (HOURS - 5) + [0] * 5
    (one,) = alerts.events_stopped(arrived(play=stopped, click=[0] * HOURS))
    assert "No event has come for 5 hours; 120 are usual at this time of the day" in one.sentence
    assert not list(alerts.events_stopped(arrived(play=usual)))
    assert not list(alerts.events_stopped(arrived(play=[1] * (HOURS - 5) + [0] * 5))), (
        "a quiet site"
    )
    assert not list(alerts.events_stopped(arrived()))
    nightly = ([50] * 16 + [0] * 8) * DAYS
    assert not list(alerts.events_stopped(arrived(play=nightly))), "every night is quiet"
    assert one.cause == next(alerts.events_stopped(arrived(play=stopped))).cause


def test_a_kind_that_ceases_is_told() -> None:
    gone = [20] * (HOURS - 24) + [0] * 24
    (one,) = alerts.shape_changed(arrived(play=[40] * HOURS, click=gone))
    assert one.cause.startswith("shape-click-") and "Hardly any event of kind click" in one.sentence
    assert not list(alerts.shape_changed(arrived(play=[40] * HOURS, click=[20] * HOURS)))
    assert not list(alerts.shape_changed(arrived(play=gone, click=gone))), (
        "all of it: another alert"
    )


def test_refusals_experiments_pictures_and_models() -> None:
    (one,) = alerts.rejected(900, 100, "no userId", 1)
    assert (
        "100 of the last 1,000 messages were refused, the latest because: no userId" in one.sentence
    )
    assert not list(alerts.rejected(980, 20, "x", 1)) and not list(alerts.rejected(1, 9, "x", 1))

    def trial(state: str) -> Trial:
        return Trial(
            name="bold",
            people={},
            mixed=0,
            mismatch=1.0,
            state=state,
            sentences=["B is better.", "C makes worse what must not get worse."],
            harms={"C": "C makes worse what must not get worse."} if state == "harm" else {},
            results=[],
            rules="1",
        )

    (harm,) = alerts.experiments_harm([trial("harm"), trial("open")])
    assert harm.cause == "experiment-bold-harm-C" and harm.sentence.startswith("Experiment bold: C")
    misleading = Finding("misleading", "It misleads.", "f1", artwork="a")
    (picture,) = alerts.pictures_mislead([misleading, Finding("winner", "It wins.", "f2")])
    assert picture.room == "artwork/f1"
    assert list(alerts.model_worse("5", "it is worse", served=False))
    assert not list(alerts.model_worse("5", "it is better", served=True))


def test_arrivals_by_hour_and_kind(tmp_path: Path) -> None:
    events = [Logged(n, 1, Event("play", NOW - n * HOUR_MS, "f")) for n in range(1, 250)]
    events.append(Logged(250, 1, Event("click", NOW, "f")))
    found = arrivals_of(tmp_path, Told(events), NOW)
    assert found.counts["play"] == [1] * (HOURS - 1) + [0]
    assert found.counts["click"][-1] == 1 and found.total() == HOURS
    assert found.total(HOURS - 2) == 2 and found.total(0, 1) == 1
