"""What somebody should know of at once, each with its reason: pure checks of what was computed.

A cause has a name; whoever keeps alerts tells each name once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from msgspec import Struct

from .arrivals import Arrivals
from .findings import Finding
from .share import ViewingShare
from .verdict import Trial

_QUIET_HOURS, _WEEK_HOURS = 3, 168
_FEWEST_USUAL = 30.0
"""Events in three hours that are usual where silence is a sign."""
_DAY_HOURS, _FEWEST_OF_KIND, _SHARE_OF_KIND, _FALLEN_TO = 24, 100, 0.02, 0.1
_FEWEST_EXPECTED = 20.0
_FEWEST_MESSAGES, _REJECTED_SHARE = 200, 0.05


class Alert(Struct, frozen=True):
    """One thing to know: the cause it is told once for, its kind, a sentence, and the room of the
    console where the evidence is."""

    cause: str
    kind: str
    sentence: str
    room: str


def share_fell(before: ViewingShare, now: ViewingShare, week: str) -> Iterator[Alert]:
    """The share of the last week lies clearly below that of the weeks before: their 95 % intervals
    do not meet."""
    for name in ("starts", "orders"):
        was, fell = getattr(before, name), getattr(now, name)
        if was.low is None or fell.high is None or fell.high >= was.low:
            continue
        yield Alert(
            f"share-{name}-{week}",
            "share",
            f"Recommendations had {fell.share:.0%} of {name} in the last 7 days "
            f"({fell.low:.0%} to {fell.high:.0%}), after {was.share:.0%} in the 28 days before "
            f"({was.low:.0%} to {was.high:.0%}).",
            "today",
        )


def model_worse(version: str, decision: str, *, served: bool) -> Iterator[Alert]:
    """The latest training made a model that is worse than the one that serves."""
    if version and not served:
        words = f"The model {version} was made and does not serve: {decision}"
        yield Alert(f"model-{version}", "model", words, "models")


def events_stopped(arrived: Arrivals) -> Iterator[Alert]:
    """Nothing arrived for three hours where that is unusual."""
    end = arrived.hours - 1
    if arrived.total(end - _QUIET_HOURS):
        return
    # The same hours of the days before: a quiet night is no sign.
    ends = [end - _DAY_HOURS * day for day in range(1, 8)]
    usual = median(arrived.total(one - _QUIET_HOURS, one) for one in ends)
    if usual < _FEWEST_USUAL:
        return
    last = max(
        (hour for hours in arrived.counts.values() for hour, n in enumerate(hours) if n),
        default=0,
    )
    yield Alert(
        f"events-stopped-{arrived.since // 3_600_000 + last}",
        "events",
        f"No event has come for {end - last} hours; {usual:,.0f} are usual at this time of the day "
        f"in {_QUIET_HOURS}. Look whether the trackers still reach this server.",
        "events",
    )


def shape_changed(arrived: Arrivals) -> Iterator[Alert]:
    """A kind of event has nearly ceased while others go on."""
    end = arrived.hours
    today = arrived.total(end - _DAY_HOURS)
    if today < _FEWEST_OF_KIND:
        return
    week = arrived.total(end - _DAY_HOURS - _WEEK_HOURS, end - _DAY_HOURS)
    for kind, hours in sorted(arrived.counts.items()):
        was, now = sum(hours[: end - _DAY_HOURS]), sum(hours[end - _DAY_HOURS :])
        share = was / max(week, 1)
        expected = share * today
        if was < _FEWEST_OF_KIND or share < _SHARE_OF_KIND or expected < _FEWEST_EXPECTED:
            continue
        if now < _FALLEN_TO * expected:
            yield Alert(
                f"shape-{kind}-{(arrived.since // 3_600_000 + end) // 24}",
                "events",
                f"Hardly any event of kind {kind} came in the last day: {now:,}, where "
                f"{expected:,.0f} of {today:,} are usual. A tracker may have changed.",
                "events",
            )


def rejected(accepted: int, refused: int, reason: str, day: int) -> Iterator[Alert]:
    """Many of the messages that came lately could not be used."""
    total = accepted + refused
    if total >= _FEWEST_MESSAGES and refused > _REJECTED_SHARE * total:
        yield Alert(
            f"rejected-{day}",
            "events",
            f"{refused:,} of the last {total:,} messages were refused, the latest because: "
            f"{reason}",
            "events",
        )


def experiments_harm(trials: Sequence[Trial]) -> Iterator[Alert]:
    """An experiment makes worse what must not get worse, or is broken."""
    for trial in trials:
        for variant, sentence in trial.harms.items():
            words = f"Experiment {trial.name}: {sentence}"
            cause = f"experiment-{trial.name}-{trial.state}-{variant}"
            yield Alert(cause, "experiment", words, f"experiments/{trial.name}")


def pictures_mislead(found: Sequence[Finding]) -> Iterator[Alert]:
    """A picture loses who starts from it."""
    for one in found:
        if one.kind == "misleading":
            yield Alert(
                f"picture-{one.item}-{one.artwork}", "picture", one.sentence, f"artwork/{one.item}"
            )
