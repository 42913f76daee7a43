"""Pages under experiments: other settings, exposure where a page differs, two rankers in a row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.errors import BadInput
from matinee.experiments import Experiment, Experiments, ExperimentsConfig, Variant
from matinee.home import Request
from matinee.page import Arranged, RowCandidate
from matinee.page.interleave import drafted, team_draft
from matinee.variants import Homes, changed
from tests.making import NOW
from tests.page.test_explore import CONFIG, crime_fan, home

PLAIN = replace(CONFIG, page=replace(CONFIG.page, explore=0.0))


def homes(folder: Path, *running: Experiment) -> Homes:
    return Homes(home(PLAIN), Experiments(folder, ExperimentsConfig(running=running)))


def trying(name: str, changes: dict[str, Any], **more: Any) -> Experiment:
    return Experiment(name=name, variants=(Variant("A"), Variant("B", changes=changes)), **more)


def served(made: Homes, people: int = 40, now: int = NOW) -> list[tuple[Any, Any]]:
    profile = crime_fan()
    return [made.page(profile, Request(f"u{n}", now, "tv"))[:2] for n in range(people)]


def test_each_variant_gets_its_page(tmp_path: Path) -> None:
    made = homes(tmp_path, trying("policy", {"page.policy": "popular"}))
    kinds: dict[str, set[str]] = {"A": set(), "B": set()}
    for page, decision in served(made):
        ((name, variant),) = decision.assignments
        assert name == "policy"
        kinds[variant] |= {row.kind for row in page.rows}
    assert kinds["B"] == {"popular"} and "top_picks" in kinds["A"]


def test_a_row_and_a_picture_can_be_tried(tmp_path: Path) -> None:
    forbidden = trying(
        "no-trend", {"page.editors": [{"row": "top_picks", "forbid": True}]}, layer="rows"
    )
    bold = trying("bold", {"artwork.boldness": 5.0}, layer="artwork")
    for page, decision in served(homes(tmp_path, forbidden, bold)):
        told = dict(decision.assignments)
        assert ("top_picks" in {row.kind for row in page.rows}) == (told["no-trend"] == "A")


def test_who_sees_no_difference_is_not_exposed(tmp_path: Path) -> None:
    """A title more or less in 40 columns is none where there are fewer titles."""
    same = trying("same", {"page.max_columns": 99})
    assert all(not decision.assignments for _, decision in served(homes(tmp_path, same)))
    always = trying("same", {"page.max_columns": 99}, exposed="page")
    assert all(decision.assignments for _, decision in served(homes(tmp_path, always)))
    later = trying("later", {"page.policy": "popular"}, since="2040-01-01")
    assert all(not decision.assignments for _, decision in served(homes(tmp_path, later)))


def test_both_variants_are_exposed_on_the_same_pages(tmp_path: Path) -> None:
    """The control too, where the other variant would have differed: else they could not be
    compared."""
    made = homes(tmp_path, trying("rows", {"page.rows": 3}))
    counts = Counter(dict(decision.assignments).get("rows") for _, decision in served(made, 200))
    assert counts[None] == 0 and 70 < counts["A"] < 130


def test_two_rankers_in_one_row(tmp_path: Path) -> None:
    mixed = trying("mix", {"ranking.popular": 9.0, "ranking.item_item": 0.0}, interleave=True)
    teams = Counter[str]()
    first = Counter[str]()
    for page, decision in served(homes(tmp_path, mixed), 100):
        assert decision.assignments == (("mix", "interleaved"),)
        items = [item.item_id for row in page.rows for item in row.items]
        assert len(items) == len(set(items))
        (row,) = (row for row in decision.rows if row.kind == "top_picks")
        named = [item.team for item in row.items]
        assert abs(named.count("A") - named.count("B")) <= 1
        first[next(team for team in named if team)] += 1
        teams.update(named)
        assert not any(
            item.team for other in decision.rows if other is not row for item in other.items
        )
    assert teams["A"] and teams["B"] and first["A"] > 30 and first["B"] > 30


def test_the_draft() -> None:
    row, teams = team_draft([1, 2, 3, 4], [1, 3, 2, 5], 4, "s")
    assert row[0] == 1 and teams[0] == "", "both would have picked it: nobody's"
    assert sorted(row[1:3]) == [2, 3] and teams[2] == "", "after one's pick both want the other's"
    assert teams[1] == ("A" if row[1] == 2 else "B")
    assert team_draft([1, 2, 3], [1, 2, 3], 9, "s") == ([1, 2, 3], ["", "", ""])
    assert team_draft([], [1, 2], 5, "s") == ([1, 2], ["", ""]), "what is left is nobody's"
    assert team_draft([1, 2, 3], [3], 2, "s")[0] in ([1, 2], [1, 3], [3, 1])
    # Whoever takes anything at random prefers no team: both are as often at each place.
    at = Counter[tuple[int, str]]()
    for toss in range(2000):
        for place, team in enumerate(team_draft([1, 2, 3, 4], [4, 3, 2, 1], 4, str(toss))[1]):
            at[place, team] += 1
    for place in range(2):
        assert abs(at[place, "A"] - at[place, "B"]) < 200


def test_a_page_without_top_picks_has_no_teams() -> None:
    row = Arranged(RowCandidate("r", "new", "New", "", np.array([1, 2])), [1, 2], more=False)
    assert drafted([row], [2, 1], "s") == ([row], {})


def test_a_page_that_cannot_be_made_is_said_before_and_replaced_then(tmp_path: Path) -> None:
    broken = trying("broken", {"artwork.boldness": float("nan"), "page.gain_scale": 1e-300})
    worse = trying("worse", {"page.editors": [{"row": "mine", "filter": "(("}]})
    made = homes(tmp_path)
    made.check(broken, NOW)
    with pytest.raises(BadInput, match="row 'mine': The filter needs"):
        made.check(worse, NOW)
    for page, decision in served(homes(tmp_path, worse)):
        assert page.rows and decision.assignments in ((), (("worse", "A"),))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"page.nothing": 1}, "no setting 'page.nothing'"),
        ({"nothing": 1}, "no setting 'nothing'"),
        ({"page.rows": "many"}, "A change of a variant is wrong"),
        ({"page.policy": "mine"}, "A change of a variant is wrong"),
        ({"page.time_bucket_minutes": 0}, "A change of a variant is wrong"),
        ({"page.columns": 10**9}, "A change of a variant is wrong"),
    ],
)
def test_a_change_to_what_is_none_is_said(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput) as told:
        changed(CONFIG, changes)
    assert words in told.value.message
