"""Days of an audience's visits, one after the other, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct

from .client import Client
from .people import Audience
from .visit import Memory, Played, Visit, Visited

DAY_S = 86_400
Tell = Callable[[int, int], None]
"""Called after each day with the day and the plays so far."""
_OWN = frozenset({"continue_watching", "my_list", "again"})
"""Rows of what a person chose before: what is played from these was not recommended."""
_BOOTSTRAPS = 500


class Result(Struct, frozen=True):
    """What came of the visits. Shares are of plays of titles that the person had not begun."""

    simulated: bool
    people: int
    days: int
    visits: int
    plays: int
    share_from_recommendations: float
    interval: tuple[float, float]
    """95 % by resampling people."""
    by_day: list[float]
    """The share of each day; a day without plays counts as 0."""
    days_until_half: int | None
    """The first day from which on half of the plays of seven days came from recommendations."""
    regret: float
    """Mean over visits: the best chance of a take in the catalogue less what the page gave."""
    plays_a_visit: float
    stayed: float
    """Share of plays that went beyond the first minutes."""
    finished: float
    by_row_kind: dict[str, int]
    titles_played: int


def simulate(
    audience: Audience,
    client: Client,
    *,
    days: int,
    start: float,
    train_every: int = 0,
    tell: Tell = lambda day, plays: None,
) -> Result:
    """`days` days from `start` (s since 1970, a midnight); training each `train_every` days."""
    titles = lru_cache(maxsize=None)(lambda item: client.item(item) or {})
    memories = {person.number: Memory() for person in audience.people}
    visited: list[Visited] = []
    for day in range(days):
        if train_every and day and day % train_every == 0:
            client.train()
        for person, moment in audience.visits(day):
            midnight = start + day * DAY_S
            visit = Visit(
                audience,
                person,
                moment,
                memories[person.number],
                start=midnight,
                titles=titles,
            )
            visited.append(visit.go(client))
        tell(day, sum(len(one.played) for one in visited))
    return result(visited, len(audience.people), days)


def result(visited: Sequence[Visited], people: int, days: int) -> Result:
    """The figures of all visits."""
    plays = [play for one in visited for play in one.played if play.row_kind not in _OWN]
    kinds: dict[str, int] = {}
    for play in plays:
        kinds[play.row_kind or play.source] = kinds.get(play.row_kind or play.source, 0) + 1
    count = max(len(plays), 1)
    daily = [_share([play for play in plays if play.day == day]) for day in range(days)]
    return Result(
        simulated=True,
        people=people,
        days=days,
        visits=len(visited),
        plays=len(plays),
        share_from_recommendations=round(_share(plays), 4),
        interval=_interval(plays),
        by_day=[round(share, 3) for share in daily],
        days_until_half=_until_half(plays, days),
        regret=round(float(np.mean([one.regret for one in visited])), 4) if visited else 0.0,
        plays_a_visit=round(len(plays) / max(len(visited), 1), 4),
        stayed=round(sum(play.stayed for play in plays) / count, 4),
        finished=round(sum(play.finished for play in plays) / count, 4),
        by_row_kind=dict(sorted(kinds.items(), key=lambda one: -one[1])),
        titles_played=len({play.item for play in plays}),
    )


def _share(plays: Sequence[Played]) -> float:
    return sum(play.source == "page" for play in plays) / len(plays) if plays else 0.0


def _until_half(plays: Sequence[Played], days: int) -> int | None:
    """The first day whose week (to it and the six before) reaches half for good."""
    weeks = [_share([p for p in plays if day - 7 < p.day <= day]) for day in range(days)]
    below = [day for day, share in enumerate(weeks) if share < 0.5]
    first = below[-1] + 1 if below else 0
    return first + 1 if first < days else None


def _interval(plays: Sequence[Played]) -> tuple[float, float]:
    by_person: dict[str, list[int]] = {}
    for play in plays:
        counts = by_person.setdefault(play.user_id, [0, 0])
        counts[0] += play.source == "page"
        counts[1] += 1
    if not by_person:
        return 0.0, 0.0
    counted = np.array(list(by_person.values()))
    chance = np.random.default_rng(0)
    drawn = counted[chance.integers(len(counted), size=(_BOOTSTRAPS, len(counted)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def summary(result: Result) -> list[str]:
    """The result in a few lines for a terminal."""
    share, (low, high) = result.share_from_recommendations, result.interval
    half = result.days_until_half
    return [
        f"Simulated: {result.people:,} people, {result.days} days, {result.visits:,} visits, "
        f"{result.plays:,} plays of new titles.",
        f"{share:.1%} of plays came from recommendations ({low:.1%} to {high:.1%}).",
        "Half of them did " + (f"from day {half} on." if half else "on no day for good."),
        f"Regret a visit: {result.regret:.3f}; {result.stayed:.1%} stayed, "
        f"{result.finished:.1%} finished.",
    ]
