"""The system obeys the map: a planted gem gains places, a planted failure loses some, within
limits; and after how many impressions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.analysis.findings import Cell
from matinee.analysis.success import SuccessMap, steering_of, success_map
from matinee.home import Home, Request
from matinee.outcomes import OutcomesConfig
from matinee.page import UNLEARNT, Learnt
from matinee.page.steering import steered
from matinee.profiles import Profile
from matinee.records import Decision, Event, Logged, Page
from matinee.retrieval import Query
from tests.analysis.test_causes import Told
from tests.making import DAY, NOW
from tests.page.test_explore import CONFIG, crime_fan, home

PLAIN = replace(CONFIG, page=replace(CONFIG.page, explore=0.0, columns=20))
SEEN = 12
"""Places of each row that come into view."""


def taught(made: Home, cells: dict[str, dict[str, float]]) -> Home:
    return Home(made.recommender, made.config, learnt=Learnt(cells=cells))


NOWHERE = 99


def depth(page: Page, wanted: str) -> int:
    """How far down and to the right a title stands: row and column together."""
    found = [
        row.position + item.position
        for row in page.rows
        for item in row.items
        if item.item_id == wanted
    ]
    return min(found, default=NOWHERE)


def attention(page: Page, wanted: str) -> float:
    """What the place of a title is worth, next to the first place; 0 where it is not shown."""
    curve = UNLEARNT.curve("tv", 20, 20)
    return sum(
        float(curve[row.position, item.position])
        for row in page.rows
        for item in row.items
        if item.item_id == wanted
    )


class Audience:
    """People who see the first places of each row, and take of a title at a rate of its own."""

    def __init__(self, rates: dict[str, float], seed: int) -> None:
        self._rates, self._chance = rates, np.random.default_rng(seed)
        self.told = Told([])
        self.sights: Counter[str] = Counter()

    def visit(self, user: int, decision: Decision) -> None:
        self.told.decisions.append(replace(decision, user=user, page_id=f"p{user}"))
        for row in decision.rows:
            for column, placed in enumerate(row.items[:SEEN]):
                where = f"p{user}.{row.position}.{column}"
                self.sights[placed.item] += 1
                self._log(user, Event("impression", NOW, placed.item, 900.0, "tv", 0, where))
                if self._chance.random() < self._rates.get(placed.item, 0.08):
                    for minute in range(4):
                        kind = "progress" if minute else "play"
                        time = NOW + 1000 + minute * 60_000
                        self._log(user, Event(kind, time, placed.item, 0.0, "tv", 0, where))

    def _log(self, user: int, event: Event) -> None:
        self.told.events.append(Logged(len(self.told.events) + 1, user, event))


def test_a_gem_gains_and_a_failure_loses_places(tmp_path: Path) -> None:
    plain, profile = home(PLAIN), crime_fan()
    request = Request("someone", NOW, "tv")
    page = plain.page(profile, request)[0]
    failure, gem = (page.rows[0].items[column].item_id for column in (1, 11))
    people, made = Audience({gem: 0.4, failure: 0.0}, 1), plain
    moved: dict[str, tuple[int, int]] = {}
    for user in range(240):
        people.visit(user + 1, made.page(profile, replace(request, user_id=f"u{user}"))[1])
        if user % 10 == 9:
            cells = steering_of(success_map(tmp_path, people.told, OutcomesConfig()))
            made = taught(plain, cells)
            now = made.page(profile, request)[0]
            seen = people.sights
            if attention(now, gem) > attention(page, gem):
                moved.setdefault("gem", (seen[gem], seen.total()))
            if attention(now, failure) < attention(page, failure):
                moved.setdefault("failure", (seen[failure], seen.total()))
    print(f"Moved after so many impressions of the title, and of all: {moved}")
    for name in (gem, failure):
        print(f"The place of {name}: {attention(page, name):.2f}, then {attention(now, name):.2f}")
    assert moved["gem"][0] <= 100 and moved["failure"][0] <= 200
    assert attention(now, gem) > 1.5 * attention(page, gem)
    assert attention(now, failure) < 0.9 * attention(page, failure)
    assert cells[gem][""] > 1.5 and cells[failure][""] < 0.7
    others = set(cells) - {gem, failure}
    assert len(others) <= 2, "hardly anything else was found"
    # Within limits: none where there is to be none, and twice or half whatever was found.
    still = replace(PLAIN, page=replace(PLAIN.page, steer_most=1.0))
    off = Home(made.recommender, still, learnt=Learnt(cells=cells))
    assert off.page(profile, request)[0].rows[0].items[11].item_id == gem
    wild = taught(plain, {gem: {"": 100.0}, failure: {"": 0.001}}).page(profile, request)[0]
    assert attention(wild, gem) < attention(page, page.rows[0].items[0].item_id)
    assert attention(wild, failure) > 0


def cell(kind: str, within: str | None, finding: str, low: float, high: float) -> Cell:
    return Cell(kind, "1", within, 100, 10, 10, 10.0, (low + high) / 2, low, high, finding)


def test_only_findings_steer_by_their_careful_ends() -> None:
    cells = [
        cell("title", None, "winner", 1.4, 2.0),
        cell("title on device", "phone", "failure", 0.2, 0.6),
        cell("title with audience", "new", "", 0.2, 5.0),
        cell("title at time", "night", "winner", 0.9, 2.0),
        cell("title in rows", "trending", "winner", 3.0, 5.0),
    ]
    found = steering_of(SuccessMap("1", 0, 0, cells))
    assert found == {"1": {"": 1.4, "phone": 0.6, "night": 1.0}}


@pytest.mark.parametrize(
    ("device", "hour", "first", "expected"),
    [
        ("tv", 12, NOW - 30 * DAY, 1.4),
        ("phone", 12, NOW - 30 * DAY, 0.6),
        ("phone", 2, NOW - 30 * DAY, 1.0),
        ("phone", 2, NOW - DAY, 0.5),
    ],
)
def test_the_narrower_finding_counts(device: str, hour: int, first: int, expected: float) -> None:
    made = home(PLAIN)
    profile = Profile(7)
    profile.update(Logged(1, 7, Event("click", first, "1")), 90.0)
    now = NOW - NOW % DAY + hour * 3_600_000 + DAY
    query = Query.of(profile, made.catalog, PLAIN.profiles, now=now, device=device)
    cells = {"1": {"": 1.4, "phone": 0.6, "night": 1.0, "new": 0.1}, "unknown": {"": 2.0}}
    items = np.array([3, made.catalog.index_of("1"), 5], np.int32)
    assert steered(cells, query, items, 2.0).tolist() == pytest.approx([1.0, expected, 1.0])
    assert steered(cells, query, items, 1.0).tolist() == [1.0, 1.0, 1.0]
