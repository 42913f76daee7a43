"""What experiments find: planted effects, guardrails, and clear sentences where nothing can be
told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.analysis.trials import trial_of
from matinee.analysis.verdict import Trial
from matinee.experiments import Experiment, Variant
from matinee.outcomes import OutcomesConfig
from matinee.outcomes.comparing import Arm, compare
from matinee.records import Decision, Details, Event, Logged, Placed, ServedRow
from tests.analysis.test_causes import Told
from tests.making import DAY, NOW

MINUTE = 60_000
FILM = Details(duration_s=3000.0)
EXPERIMENT = Experiment(
    name="bolder",
    variants=(Variant("A"), Variant("B", changes={"page.explore": 0.5})),
    guardrails=("finished",),
)


class Log:
    """A log that grows by what people do."""

    def __init__(self) -> None:
        self.told = Told([])

    def serve(
        self, user: int, *assignments: tuple[str, str], days: float = 0, teams: str = ""
    ) -> str:
        name = f"p{user}-{days}-{len(self.told.decisions)}"
        items = tuple(
            Placed(f"f{n}", "x", 1.0, team=team.strip("-"))
            for n, team in enumerate(teams or "----")
        )
        rows = (ServedRow("top", "top_picks", 0, 0, items),)
        time = NOW + int(days * DAY)
        decision = Decision(name, 0, user, time, "tv", "h", "m", "s:1", rows, assignments)
        self.told.decisions.append(decision)
        return name

    def play(self, user: int, item: str, days: float, place: str | None, minutes: int = 3) -> None:
        start = NOW + int(days * DAY)
        kinds = ["play", *["progress"] * minutes]
        for minute, kind in enumerate(kinds):
            event = Event(kind, start + minute * MINUTE, item, 0.0, "tv", 0, place, FILM)
            self.told.events.append(Logged(len(self.told.events) + 1, user, event))


def audience(people: int, rates: dict[str, float], seed: int, finished: float = 0.4) -> Log:
    """People who take some titles in the week before they see the page, and after it, by a liking
    of their own and their variant's rate; of their starts a part is watched to the end."""
    chance, log = np.random.default_rng(seed), Log()
    for user in range(1, people + 1):
        variant, liking = ("A", "B")[int(chance.random() < 0.5)], chance.gamma(3.0, 1 / 3)
        early = log.serve(user, days=-8)
        for n in range(chance.poisson(2 * liking)):
            log.play(user, f"f{n % 4}", -7 + n / 2, f"{early}.0.{n % 4}")
        page = log.serve(user, ("bolder", variant))
        done = finished if variant == "B" else 0.4
        for n in range(chance.poisson(rates[variant] * liking)):
            minutes = 46 if chance.random() < done else 3
            log.play(user, f"f{n % 4}", 0.1 + n / 2, f"{page}.0.{n % 4}", minutes)
    return log


def found(folder: Path, log: Log, experiment: Experiment = EXPERIMENT, **more: Any) -> Trial:
    return trial_of(folder, log.told, OutcomesConfig(), experiment, **more)


def test_a_planted_effect_is_told_and_is_safe_to_ship(tmp_path: Path) -> None:
    told = found(tmp_path, audience(1200, {"A": 2.0, "B": 2.8}, 1))
    assert sum(told.people.values()) == 1200 and told.mixed == 0 and told.mismatch == 1.0
    goal, guard = told.results
    assert goal.metric == "takes" and goal.is_goal and guard.metric == "finished"
    assert goal.change_low is not None and goal.change_high is not None and goal.change is not None
    assert 0 < goal.change_low < 0.4 < goal.change_high
    assert goal.saved is not None and goal.saved > 0.15, "the week before tells people apart"
    assert told.state == "open" and "better by" in told.sentences[0]
    assert "finished may still be worse by" in told.sentences[0]
    wide = found(tmp_path, audience(1200, {"A": 2.0, "B": 2.8}, 1), replace(EXPERIMENT, margin=0.5))
    assert wide.state == "better"
    low, high = 100 * goal.change_low, 100 * goal.change_high
    assert wide.sentences == [
        f"B is better by {goal.change:.1%} ({low:.1f} to {high:.1f}) in takes from rows a person, "
        "safe to ship."
    ]


def test_the_unit_is_the_person_and_the_past_is_from_before(tmp_path: Path) -> None:
    """As computed by hand from the same log."""
    log = audience(600, {"A": 2.0, "B": 2.0}, 2)
    (goal, _) = found(tmp_path, log).results
    exposed = {d.user: (d.time, d.assignments[0][1]) for d in log.told.decisions if d.assignments}
    sums = {user: [0.0, 0.0] for user in exposed}
    for one in log.told.events:
        if one.event.kind == "play":
            sums[one.user][int(one.event.time < exposed[one.user][0])] += 1
    arms = {
        name: Arm.of(
            np.array([[y, 1.0, c] for user, (y, c) in sums.items() if exposed[user][1] == name])
        )
        for name in "AB"
    }
    by_hand = compare(arms["A"], arms["B"])
    assert goal.difference == pytest.approx(float(by_hand.difference), abs=1e-5)
    assert goal.high == pytest.approx(float(by_hand.difference + by_hand.reach), abs=1e-5)


def test_a_harmed_guardrail_stops_it(tmp_path: Path) -> None:
    told = found(tmp_path, audience(1000, {"A": 2.0, "B": 3.0}, 3, finished=0.1))
    assert told.state == "harm"
    assert "makes worse what must not get worse: finished by" in told.sentences[0]


def test_a_worse_variant_is_told(tmp_path: Path) -> None:
    told = found(tmp_path, audience(1000, {"A": 3.0, "B": 2.0}, 4))
    assert told.state == "worse" and told.sentences[0].startswith("B is worse by ")
    assert told.sentences[0].endswith("in takes from rows a person. Stop it.")


def test_no_difference_is_no_neutral_figure(tmp_path: Path) -> None:
    told = found(tmp_path, audience(600, {"A": 2.0, "B": 2.0}, 5))
    assert told.state == "open" and told.sentences[0].startswith("No difference in takes")


def test_nobody_exposed(tmp_path: Path) -> None:
    log = Log()
    log.play(1, "f1", 0, f"{log.serve(1)}.0.1")
    told = found(tmp_path, log)
    assert told.state == "unexposed" and "Nobody is exposed yet" in told.sentences[0]
    assert all(one.difference is None and "0 people yet" in one.why_not for one in told.results)


def test_too_few_and_nothing_counted(tmp_path: Path) -> None:
    few = found(tmp_path / "a", audience(50, {"A": 2.0, "B": 2.0}, 6))
    assert few.state == "open" and "from 100 on it is told" in few.sentences[0]
    idle = found(tmp_path / "b", audience(400, {"A": 0.0, "B": 0.0}, 7))
    assert "cannot be told yet: hardly anybody has any yet" in idle.sentences[0]
    assert "nothing happened" in idle.results[1].why_not


def test_uneven_groups_are_broken(tmp_path: Path) -> None:
    log = audience(800, {"A": 2.0, "B": 2.0}, 8)
    lost = {d.user for d in log.told.decisions if d.assignments == (("bolder", "B"),)}
    gone = {user for user in lost if user % 2}
    log.told.decisions = [d for d in log.told.decisions if d.user not in gone]
    told = found(tmp_path, log)
    assert told.state == "broken" and "too unevenly" in told.sentences[0]


def test_who_was_given_two_variants_counts_for_the_first(tmp_path: Path) -> None:
    """To leave them out would leave out more of a small variant than of a large one."""
    log = audience(400, {"A": 2.0, "B": 2.0}, 9)
    given = {d.user: d.assignments[0][1] for d in log.told.decisions if d.assignments}
    first, second = (next(user for user in given if given[user] == name) for name in "AB")
    log.told.same = [(first, second)]
    told = found(tmp_path, log)
    assert told.mixed == 1 and sum(told.people.values()) == 399
    assert "several variants, as two histories became one: 1;" in told.sentences[-1]


def test_what_is_watched_counts_when_it_is_watched(tmp_path: Path) -> None:
    """A film begun before the page is watched on after it: by B's people for longer. CUPED must not
    take that for what was before."""
    chance, log = np.random.default_rng(1), Log()
    hours = replace(EXPERIMENT, goal="hours", guardrails=())
    for user in range(1, 401):
        variant = ("A", "B")[user % 2]
        log.play(user, "f1", -1 / 48, None, 45 if variant == "B" else 30)
        log.serve(user, ("bolder", variant))
        log.play(user, "f2", 0.5, None, int(chance.integers(5, 15)))
    told = found(tmp_path, log, hours)
    (result,) = told.results
    assert told.state == "better" and result.difference == pytest.approx(15 / 60, abs=0.03)


def test_what_comes_after_the_last_day_does_not_count(tmp_path: Path) -> None:
    log = audience(400, {"A": 2.0, "B": 2.0}, 10)
    last = replace(EXPERIMENT, until="2026-10-15")
    before = found(tmp_path, log, last)
    for user in range(1, 401):
        log.play(user, "f9", 40, None)
    assert found(tmp_path, log, last) == before
    assert found(tmp_path, log, last, stopped=NOW + 50 * DAY) == before


def test_harm_is_told_though_the_goal_cannot_be(tmp_path: Path) -> None:
    orders = replace(EXPERIMENT, goal="orders")
    told = found(tmp_path, audience(1000, {"A": 2.0, "B": 3.0}, 3, finished=0.1), orders)
    assert told.results[0].why_not and told.state == "harm" and "B" in told.harms


def test_of_several_variants_the_harmful_one_is_named(tmp_path: Path) -> None:
    log = audience(1400, {"A": 2.0, "B": 2.8}, 1)
    third = {user for user in range(1, 1401) if user % 3 == 0}
    for number, decision in enumerate(log.told.decisions):
        if decision.user in third and decision.assignments:
            log.told.decisions[number] = replace(decision, assignments=(("bolder", "C"),))
    log.told.events = [
        one
        for one in log.told.events
        if one.user not in third or one.event.time < NOW + 20 * MINUTE * 60
    ]
    variants = (*EXPERIMENT.variants, Variant("C", changes={"page.explore": 0.9}))
    three = replace(EXPERIMENT, variants=variants, guardrails=("starts",), margin=0.9)
    told = found(tmp_path, log, three)
    assert told.state == "harm" and set(told.harms) == {"C"}
    assert told.harms["C"].startswith("C makes worse")


def test_a_share_is_a_share(tmp_path: Path) -> None:
    """Dislikes of what was no take, and completions after a purchase, are in neither."""
    log = audience(300, {"A": 2.0, "B": 2.0}, 4)
    for user in range(1, 301):
        log.play(user, "bad", 0.3, None, 0)
        for kind, item in (("rate", "bad"), ("purchase", "good"), ("complete", "good")):
            time = NOW + int(0.31 * DAY)
            value = 1.0
            event = Event(kind, time, item, value, "tv")
            log.told.events.append(Logged(len(log.told.events) + 1, user, event))
    told = found(tmp_path, log, replace(EXPERIMENT, guardrails=("finished", "regret")))
    for result in told.results[1:]:
        if result.value is not None:
            assert 0 <= result.value <= 1


def test_no_change_of_what_is_hardly_known(tmp_path: Path) -> None:
    told = found(tmp_path, audience(300, {"A": 0.03, "B": 0.6}, 5))
    goal = told.results[0]
    assert goal.difference is not None and goal.difference > 0
    assert goal.change is None and "%" not in told.sentences[0].partition("in takes")[0]


def test_what_comes_after_the_stop_does_not_count(tmp_path: Path) -> None:
    log = audience(400, {"A": 2.0, "B": 2.0}, 10)
    before = found(tmp_path, log, stopped=NOW + 30 * DAY)
    for user in range(1, 401):
        log.play(user, "f9", 40, None)
    assert found(tmp_path, log, stopped=NOW + 30 * DAY) == before


def test_a_stranger_counts_once_their_page_is_seen(tmp_path: Path) -> None:
    """Their first page was made for nobody known; what they did with it tells whose it was."""
    log = audience(400, {"A": 2.0, "B": 2.0}, 11)
    for number, decision in enumerate(log.told.decisions):
        if decision.assignments:
            log.told.decisions[number] = replace(decision, user=0)
    told = found(tmp_path, log)
    acted = {
        one.user
        for one in log.told.events
        if one.event.time > NOW and (one.event.recommendation or "").startswith("p")
    }
    assert sum(told.people.values()) == len(acted) > 200


def test_three_variants_share_the_risk(tmp_path: Path) -> None:
    three = Experiment(
        name="bolder",
        variants=(*EXPERIMENT.variants, Variant("C", changes={"page.explore": 0.9})),
        guardrails=("finished", "regret"),
    )
    told = found(tmp_path, audience(300, {"A": 2.0, "B": 2.0}, 12), three)
    assert [one.alpha for one in told.results if one.is_goal] == [0.025, 0.025]
    assert {one.alpha for one in told.results if not one.is_goal} == {0.05}
    assert len(told.results) == 6 and told.people["C"] == 0


@pytest.mark.parametrize(("better", "state"), [(0.65, "better"), (0.35, "worse"), (0.5, "open")])
def test_interleaved_rankers(tmp_path: Path, better: float, state: str) -> None:
    chance, log = np.random.default_rng(1), Log()
    mixed = Experiment(
        name="mix",
        variants=(Variant("old"), Variant("new", changes={"ranking.popular": 2.0})),
        interleave=True,
    )
    for user in range(1, 601):
        page = log.serve(user, ("mix", "interleaved"), teams="A-BBA")
        for n in range(chance.poisson(1.5)):
            column = int(chance.choice([2, 3] if chance.random() < better else [0, 4]))
            log.play(user, f"f{column}", 0.1 + n / 2, f"{page}.0.{column}")
        log.play(user, "f1", 3, f"{page}.0.1")
    told = found(tmp_path, log, mixed)
    (result,) = told.results
    assert told.state == state and told.people == {"interleaved": 600}
    assert result.change_low is not None and result.change_high is not None
    assert result.change_low < better < result.change_high
    names = {
        "better": "new is preferred to old",
        "worse": "old is preferred to new",
        "open": "Nobody",
    }
    assert told.sentences[0].startswith(names[state])
