"""The audience: its tastes are learned, its behaviour follows them, its dice fall alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import fields, replace

from matinee.errors import BadInput, MatineeError
from matinee.evaluation.audience import first_midnight, require_known
from matinee.simulation.assumptions import FROZEN, Assumptions
from matinee.simulation.messages import Diary, Message
from matinee.simulation.people import PREFIX, Audience, Moment
from matinee.simulation.response import browse, find, stays, takes
from matinee.simulation.run import result
from matinee.simulation.tastes import Tastes, learn
from matinee.simulation.visit import Memory, Played, Visit, Visited

ITEMS = 40


def two_camps() -> Tastes:
    """Half of the people rate the first half of the items, and like it; the others the second."""
    rated = []
    for user in range(30):
        half = user % 2
        for item in range(ITEMS):
            mine = item // (ITEMS // 2) == half
            if mine or (user * 7 + item) % 5 == 0:
                rated.append((f"u{user}", f"i{item:02d}", 5.0 if mine else 1.5))
    return learn(rated, classes=2, seed=3)


def test_classes_find_two_camps() -> None:
    tastes = two_camps()
    halves = tastes.interest[:, : ITEMS // 2].sum(axis=1)
    assert halves.max() > 0.75 and halves.min() < 0.25
    first = int(halves.argmax())
    assert tastes.liking[first, 0] - tastes.liking[first, -1] > 1
    assert tastes.mixes.max(axis=1).mean() > 0.9


def test_nobody_to_learn_from_is_said() -> None:
    with pytest.raises(BadInput, match="20 ratings"):
        learn([("u", "i", 3.0)])


def test_the_same_seed_makes_the_same_people_and_visits() -> None:
    one, two = (Audience(two_camps(), 20, 5, FROZEN) for _ in range(2))
    assert [p.patience for p in one.people] == [p.patience for p in two.people]
    told = [[(p.user_id, m) for p, m in audience.visits(3)] for audience in (one, two)]
    assert told[0] == told[1] and told[0]
    assert all(user.startswith(PREFIX) for user, _ in told[0])


def test_browsing_goes_from_the_top_and_stops_at_a_take() -> None:
    grid = [[f"{row}.{column}" for column in range(12)] for row in range(10)]
    chance = np.random.default_rng(1)
    sure = browse(grid, "tv", 1.0, lambda row, column: 99.0, assumed=FROZEN, chance=chance)
    assert sure.taken is not None and sure.taken[0] == 0
    assert sure.looks[-1].looked and (sure.looks[-1].row, sure.looks[-1].column) == sure.taken
    never = browse(grid, "tv", 1.0, lambda row, column: -99.0, assumed=FROZEN, chance=chance)
    assert never.taken is None and {look.row for look in never.looks} == set(range(10))
    brief = browse(grid, "tv", 0.0, lambda row, column: -99.0, assumed=FROZEN, chance=chance)
    assert {look.row for look in brief.looks} == {0, 1}


def test_a_picture_wins_clicks_but_no_viewers() -> None:
    assert takes(FROZEN.pick + 1, FROZEN) > takes(FROZEN.pick, FROZEN) == 0.5
    assert stays(4.5, FROZEN) > 0.9 > stays(1.5, FROZEN)


def test_results_are_read_in_order() -> None:
    patient = replace(FROZEN, result_kept=1.0)
    chance = np.random.default_rng(0)
    assert find(["a", "b", "c"], "c", patient, chance) == 2
    assert find(["a", "b"], "z", patient, chance) is None
    assert find(["a", "b"], "b", replace(FROZEN, result_kept=0.0), chance) is None


class Shop:
    """Serves one page to everybody, and remembers what it was told."""

    def __init__(self, items: list[str]) -> None:
        self.items = items
        self.told: list[Message] = []

    def home(self, user: str, device: str, at: float) -> dict[str, Any]:
        shown = [
            {"item_id": item, "recommendation_id": f"p.0.{place}", "artwork": None}
            for place, item in enumerate(self.items)
        ]
        return {"rows": [{"kind": "top_picks", "items": shown}]}

    def search(self, user: str, query: str, at: float) -> list[str]:
        return [f"i{place:02d}" for place in range(ITEMS)]

    def item(self, item_id: str) -> dict[str, Any] | None:
        return {"title": f"Title {item_id}"} if item_id in self.items else None

    def send(self, messages: list[Message]) -> None:
        self.told += messages


def visit_all(items: list[str], assumed: Assumptions) -> tuple[list[Visited], Shop]:
    audience, shop = Audience(two_camps(), 30, 2, assumed), Shop(items)
    found = []
    for person in audience.people:
        moment, titles = Moment(0, 1200, "tv"), lambda item: {"title": item}
        found.append(Visit(audience, person, moment, Memory(), start=0.0, titles=titles).go(shop))
    return found, shop


def test_a_page_of_what_people_like_gets_more_plays_than_one_of_what_they_do_not() -> None:
    easy = replace(FROZEN, pick=0.5, came_for=0.0, idiosyncrasy=0.0, searches=0.01)
    camps = Audience(two_camps(), 30, 2, easy)
    first = [p for p in camps.people if p.mix @ camps.tastes.interest[:, :20].sum(axis=1) > 0.5]
    visited, _ = visit_all([f"i{place:02d}" for place in range(20)], easy)
    took = {play.user_id for one in visited for play in one.played if play.source == "page"}
    names = {person.user_id for person in first}
    assert len(took & names) / len(names) > 2 * len(took - names) / (30 - len(names))


def test_what_is_told_is_labelled_and_tied_to_what_was_shown() -> None:
    easy = replace(FROZEN, pick=-5.0, came_for=0.0)
    visited, shop = visit_all(["i00", "i01", "i02"], easy)
    assert all(message["properties"]["simulated"] for message in shop.told)
    assert all(message["userId"].startswith(PREFIX) for message in shop.told)
    started = [one for one in shop.told if one["event"] == "Video Content Started"]
    assert started and all(
        one["context"]["recommendation"]["recommendation_id"].startswith("p.0.") for one in started
    )
    seen = next(one for one in shop.told if one["event"] == "Product List Viewed")
    assert seen["properties"]["products"][0]["visible_ms"] >= 500
    assert all(one.regret >= 0 for one in visited)


def test_heartbeats_add_up_to_what_was_watched() -> None:
    person = Audience(two_camps(), 1, 1, FROZEN).people[0]
    diary = Diary(person, "tv", 1_000.0)
    diary.watch("i00", 200.0, 2_400.0, None)
    names = [message["event"] for message in diary.messages]
    assert names == [
        "Video Content Started",
        *["Video Content Playing"] * 3,
        "Video Playback Paused",
    ]
    assert [one["properties"]["position"] for one in diary.messages] == [0, 60, 120, 180, 200]


def test_shares_count_new_titles_only() -> None:
    def play(day: int, source: str, kind: str = "") -> Played:
        return Played("simulated-1", day, "i", source, kind, stayed=True, finished=False)

    plays = [play(0, "search"), play(9, "page", "because"), play(9, "page", "continue_watching")]
    told = result([Visited(0, 0.4, plays[:1]), Visited(9, 0.2, plays[1:])], 1, 10)
    assert told.share_from_recommendations == 0.5 and told.plays == 2 and told.simulated
    assert told.days_until_half == 10 and told.regret == 0.3


def test_days_end_before_now() -> None:
    now = 1_000_000_000.0
    start = first_midnight(now, 7)
    assert start % 86_400 == 0 and now - 86_400 - 3 * 3600 < start + 7 * 86_400 <= now - 3 * 3600


def test_a_foreign_catalogue_is_refused() -> None:
    audience = Audience(two_camps(), 1, 1, FROZEN)
    require_known(audience, Shop([f"i{place:02d}" for place in range(ITEMS)]))  # type: ignore[arg-type]
    with pytest.raises(MatineeError, match="--ratings"):
        require_known(audience, Shop(["other"]))  # type: ignore[arg-type]


def test_every_assumption_is_stated() -> None:
    page = (Path(__file__).parents[2] / "docs" / "audience.md").read_text()
    missing = [one.name for one in fields(Assumptions) if f"`{one.name}`" not in page]
    assert not missing
