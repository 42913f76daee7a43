"""The past, moment by moment: everyone as they were known just before they took something.

Events are taken in log order and each profile is folded forward by the same code that serves, so
nothing of a moment can know what came after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from .profiles import Profile
from .ranking.train import Taken
from .records import Event, Logged
from .retrieval.sequences import is_take as takes

LIKED_STARS = 4.0
REGRETTED_STARS = 2.0
_DAY_MS = 86_400_000

Outcomes = dict[tuple[int, str], Taken]


class Moment(Struct, frozen=True, eq=False):
    """A person just before they took `targets` (item -> what became of it).

    `profile` goes on changing after the moment was handed out: read it at once. `again` are those
    of the targets that the person had taken before.
    """

    profile: Profile
    event: Event
    targets: dict[str, Taken]
    again: frozenset[str] = frozenset()


class Horizon(Struct, frozen=True):
    """What is predicted: the next take (0 days), all takes of the next `days`, or all the rest."""

    days: float = 0.0
    rest: bool = False
    repeats: bool = False
    """Whether what was taken before may be taken again, as in a shop."""


class Sample(Struct, frozen=True, eq=False):
    """Which moments are made, and of what: at the takes with the seqs `wanted`."""

    wanted: frozenset[int]
    horizon: Horizon = Horizon()
    outcomes: Outcomes = {}
    people: frozenset[int] | None = None
    """Only these are folded; the others' events are observed alone. None: everyone."""


def moments(
    log: Iterable[Logged],
    half_life_days: float,
    sample: Sample,
    observe: Callable[[Logged], None] | None = None,
) -> Iterator[Moment]:
    """Every wanted moment of a log, in its order.

    The profile of whoever is never wanted is folded all the same. `observe` is told every event
    after the moment before it was handed out, for sources that count live. With a horizon of days
    the targets are read ahead, so `log` must be a list then.
    """
    horizon, known = sample.horizon, sample.outcomes
    ahead = _ahead(log, horizon) if horizon.days or horizon.rest else {}
    profiles: dict[int, Profile] = {}
    for logged in log:
        if sample.people is not None and logged.user not in sample.people:
            if observe is not None:
                observe(logged)
            continue
        profile = profiles.get(logged.user)
        if profile is None:
            profile = profiles[logged.user] = Profile(logged.user)
        if logged.seq in sample.wanted and is_take(logged, profile, horizon):
            items = _targets(logged, ahead, horizon)
            if horizon.rest:  # what came before the moment is no rest
                items = [item for item in items if not was_taken(profile, item)]
            if items:
                had = frozenset(item for item in items if was_taken(profile, item))
                targets = {item: known.get((logged.user, item), Taken()) for item in items}
                yield Moment(profile, logged.event, targets, had)
        profile.update(logged, half_life_days)
        if observe is not None:
            observe(logged)


def beginnings(log: Iterable[Logged], seqs: frozenset[int], horizon: Horizon) -> frozenset[int]:
    """Those of the seqs at which a moment can be made: the first takes of people's periods.

    Without a horizon of days all of them.
    """
    if not horizon.days:
        return seqs
    begun: set[tuple[int, int]] = set()
    found = []
    for logged in log:
        if takes(logged.event):
            key = logged.user, period(logged.event, horizon)
            if key not in begun:
                begun.add(key)
                found.append(logged.seq)
    return seqs & frozenset(found)


def was_taken(profile: Profile, item: str) -> bool:
    """Whether a person took an item before, as far as their profile remembers."""
    return item in profile.trail.items or item in profile.lists.bought


def is_take(logged: Logged, profile: Profile, horizon: Horizon) -> bool:
    """Whether an event begins a take: of another item than the last, new unless repeats count."""
    event = logged.event
    if event.item is None or not takes(event):
        return False
    if horizon.days or horizon.rest:
        return True
    trail = profile.trail.items
    if horizon.repeats:
        return not trail or next(reversed(trail)) != event.item
    return event.item not in trail


def _ahead(log: Iterable[Logged], horizon: Horizon) -> dict[tuple[int, int], list[str]]:
    """(user, period) -> the items taken in it."""
    found: dict[tuple[int, int], dict[str, None]] = {}
    for logged in log:
        event = logged.event
        if event.item is not None and takes(event):
            found.setdefault((logged.user, period(event, horizon)), {})[event.item] = None
    return {key: list(items) for key, items in found.items()}


def period(event: Event, horizon: Horizon) -> int:
    """The number of the period of `horizon.days` that an event lies in; 0 with no end to it."""
    return 0 if horizon.rest else int(event.time // (horizon.days * _DAY_MS))


def _targets(
    logged: Logged, ahead: dict[tuple[int, int], list[str]], horizon: Horizon
) -> list[str]:
    if not horizon.days and not horizon.rest:
        return [logged.event.item or ""]
    # The first take of a period stands for all of it; the later ones make no moment.
    return ahead.pop((logged.user, period(logged.event, horizon)), [])


def outcomes_of(log: Iterable[Logged]) -> Outcomes:
    """What became of each take, by the events that followed it."""
    finished: dict[tuple[int, str], bool] = {}
    stars: dict[tuple[int, str], float] = {}
    for logged in log:
        event = logged.event
        if event.item is None:
            continue
        key = logged.user, event.item
        if event.kind == "complete":
            finished[key] = True
        elif event.kind in ("play", "stop", "pause"):
            finished.setdefault(key, False)
        elif event.kind == "rate" and event.value is not None:
            stars[key] = event.value
        elif event.kind == "hide":
            stars[key] = 1.0
    return {key: _taken(finished.get(key), stars.get(key)) for key in finished.keys() | stars}


def _taken(finished: bool | None, stars: float | None) -> Taken:
    if stars is None:
        return Taken(finished)
    return Taken(finished, stars >= LIKED_STARS, stars <= REGRETTED_STARS)
