"""The success map finds what was planted, with whom it was, and neither luck nor the unseen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matinee.analysis.findings import Cell
from matinee.analysis.success import SuccessMap, found, shrunk, success_map
from matinee.outcomes import OutcomesConfig
from matinee.records import Decision, Event, Logged, Placed, ServedRow
from tests.analysis.test_causes import Told
from tests.making import DAY, NOW

MINUTE = 60_000
TITLES = [f"t{n}" for n in range(20)]


def audience(rate_of: dict[tuple[str, str], float], people: int, seed: int) -> Told:
    """People who see twenty titles in two rows, on two devices; every title is taken at 10 %, but
    for what `rate_of` says of (title, device)."""
    chance = np.random.default_rng(seed)
    events: list[Logged] = []
    decisions = []

    def add(user: int, event: Event) -> None:
        events.append(Logged(len(events) + 1, user, event))

    for user in range(1, people + 1):
        device, order = ("tv", "phone")[user % 2], chance.permutation(TITLES).tolist()
        rows = tuple(
            ServedRow(kind, kind, n, 0, tuple(Placed(item, "x", 1.0) for item in part))
            for n, (kind, part) in enumerate((("top_picks", order[:10]), ("trending", order[10:])))
        )
        decisions.append(Decision(f"p{user}", 0, user, NOW, device, "home", "m", "s:1", rows))
        for row in rows:
            for column, placed in enumerate(row.items):
                name, item = f"p{user}.{row.position}.{column}", placed.item
                add(user, Event("impression", NOW, item, 900.0, device, 0, name))
                if chance.random() < rate_of.get((item, device), 0.1):
                    add(user, Event("play", NOW + MINUTE, item, 0.0, device, 0, name))
                    for minute in range(2, 5):
                        time = NOW + minute * MINUTE
                        add(user, Event("progress", time, item, 0.0, device, 0, name))
    return Told(events, decisions)


def named(told: SuccessMap, kind: str, finding: str) -> list[Cell]:
    return [cell for cell in told.cells if cell.kind == kind and cell.finding == finding]


def test_a_gem_and_a_failure_are_found_and_with_whom(tmp_path: Path) -> None:
    planted = {
        ("t3", "tv"): 0.3,
        ("t3", "phone"): 0.3,
        ("t7", "tv"): 0.01,
        ("t7", "phone"): 0.01,
        ("t9", "phone"): 0.4,
    }
    told = success_map(tmp_path, audience(planted, 600, 1), OutcomesConfig())
    assert told.sights == 12_000 and told.taken > 1_000
    winners, failures = named(told, "title", "winner"), named(told, "title", "failure")
    assert {cell.item for cell in winners} >= {"t3", "t9"} and winners[0].item == "t3"
    assert failures[0].item == "t7" and failures[0].high < 0.5
    gem = winners[0]
    assert (
        gem.seen == 600
        and gem.kept == gem.taken
        and gem.low > 1.8
        and gem.low < gem.rate < gem.high
    )
    (only,) = named(told, "title on device", "winner")
    assert (only.item, only.within) == ("t9", "phone")
    parts = {cell.item for cell in named(told, "title on device", "failure")}
    assert parts <= {"t9"}, "t7 fails everywhere alike: no device of its own is to blame"
    kinds = [cell for cell in told.cells if cell.kind == "rows"]
    assert {cell.within for cell in kinds} == {"top_picks", "trending"}


@pytest.mark.parametrize("seed", range(4))
def test_where_nothing_is_planted_hardly_anything_is_found(tmp_path: Path, seed: int) -> None:
    told = success_map(tmp_path, audience({}, 300, seed), OutcomesConfig())
    assert sum(cell.finding != "" for cell in told.cells) <= 2


def test_neither_luck_nor_the_unseen_lead() -> None:
    """Two of two is luck, none of none is nothing, 30 where 10 were expected is something."""
    taken, expected = np.array([2.0, 0.0, 30.0]), np.array([0.2, 0.0, 10.0])
    rates, lows, highs = shrunk(taken, expected, 1.0)
    assert lows.argmax() == 2 and lows[0] < 1 < rates[0]
    assert rates[1] == 1 and lows[1] < 0.5 and highs[1] > 1.5
    assert found(taken, expected)[1:] == ["", "winner"]
    assert found(np.array([10.0] * 50), np.array([10.0] * 50)) == [""] * 50


def test_a_sight_counts_once_and_a_later_start_is_tied_to_it(tmp_path: Path) -> None:
    rows = (ServedRow("top", "top_picks", 0, 0, (Placed("film", "x", 1.0),)),)
    page = Decision("p", 0, 1, NOW - DAY, "tv", "home", "m", "s:1", rows)
    seen = [Event("impression", NOW + n, "film", 900.0, "tv", 0, "p.0.0") for n in range(3)]
    start = Event("play", NOW + MINUTE, "film", 0.0, "tv")
    events = [Logged(n, 1, event) for n, event in enumerate([*seen, start], 1)]
    told = success_map(tmp_path, Told(events, [page]), OutcomesConfig())
    assert told.sights == 1 and told.taken == 1
    (row,) = told.cells
    assert row.taken == 1 and row.kept == 0 and row.finding == ""


def test_an_empty_map(tmp_path: Path) -> None:
    assert success_map(tmp_path, Told([]), OutcomesConfig()).cells == []
