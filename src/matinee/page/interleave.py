"""Two rankings in one row, so that one person judges both.

Team draft (Radlinski, Kurup & Joachims, "How does clickthrough data reflect retrieval quality?",
CIKM 2008, algorithm 2): whoever picked fewer items picks next, a coin decides between equals, and
the pick is their best that is not in the row yet. What is taken counts for who picked it. An item
that both would pick next is nobody's: a coin would add noise and no knowledge.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ..assignment import uniform
from .arrange import Arranged

_KIND = "top_picks"
BOTH = ""
TEAMS = ("A", "B")
_EVEN = 0.5


def drafted(
    rows: Sequence[Arranged], rival: Sequence[int], seed: str
) -> tuple[list[Arranged], dict[tuple[int, int], str]]:
    """The rows with the top picks mixed with a rival's order of them, and the team at each (row,
    column). No teams on a page without top picks."""
    found = next((at for at, row in enumerate(rows) if row.row.kind == _KIND), None)
    if found is None:
        return list(rows), {}
    row = rows[found]
    elsewhere = {one for at, other in enumerate(rows) if at != found for one in other.places}
    own, theirs = (
        [one for one in order if one not in elsewhere] for order in (row.row.places.tolist(), rival)
    )
    places, teams = team_draft(own, theirs, len(row.places), seed)
    changed = [*rows[:found], replace(row, places=places), *rows[found + 1 :]]
    return changed, {(found, column): team for column, team in enumerate(teams)}


def team_draft(
    first: Sequence[int], second: Sequence[int], length: int, seed: str
) -> tuple[list[int], list[str]]:
    """At most `length` of two orders, and for each the team that picked it: "A" is the first order,
    "B" the second, "" neither, as for what is left where one of them ends."""
    row: list[int] = []
    teams: list[str] = []
    used: set[int] = set()
    places = [0, 0]
    orders = (first, second)
    while len(row) < length:
        for team, order in enumerate(orders):
            while places[team] < len(order) and order[places[team]] in used:
                places[team] += 1
        if any(place >= len(order) for place, order in zip(places, orders, strict=True)):
            rest = [one for one in dict.fromkeys((*first, *second)) if one not in used]
            row += rest[: length - len(row)]
            break
        nexts = [order[place] for place, order in zip(places, orders, strict=True)]
        turn = _turn(teams, f"{seed} {len(row)}")
        used.add(nexts[turn])
        row.append(nexts[turn])
        teams.append(BOTH if nexts[0] == nexts[1] else TEAMS[turn])
    return row, teams + [BOTH] * (len(row) - len(teams))


def _turn(teams: Sequence[str], toss: str) -> int:
    a, b = (teams.count(team) for team in TEAMS)
    return int(b < a) if a != b else int(uniform("draft", toss) < _EVEN)
