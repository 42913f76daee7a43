"""What became of starts, by hand-written histories; who comes back, and what foretells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from matinee.analysis.daily import Counts, outcomes_of
from matinee.analysis.returns import logistic
from matinee.analysis.share import share_of
from matinee.analysis.success import success_map
from matinee.outcomes import OutcomesConfig
from matinee.records import Details, Event, Item
from tests.analysis.test_causes import ANN, SEEN, Told, at, log, page

Happened = list[tuple[int, Event]]
LONG = Details(duration_s=6000.0)
WEEK_ON = at(8 * 24 * 60, "search", None)
"""Somebody does something eight days later: by then a week has passed."""


def watched(minutes: int, *, of: Details = LONG, start: float = 0.0) -> Happened:
    """A start of the film from a row, with a heartbeat a minute."""
    play = at(start, "play", recommendation="p.0.0", details=of)
    return [play, *(at(start + minute, "progress", details=of) for minute in range(1, minutes + 1))]


def rated(stars: float, after: float = 200.0) -> tuple[int, Event]:
    return at(after, "rate", value=stars)


HISTORIES: dict[str, tuple[Happened, dict[str, int]]] = {
    "a minute is no take, and not abandoned yet": (watched(1), {"open": 1}),
    "a minute, and never again": ([*watched(1), WEEK_ON], {"abandoned": 1}),
    "five minutes are a take": (watched(5), {"take": 1, "open": 1}),
    "five minutes and never again are regretted": (
        [*watched(5), WEEK_ON],
        {"take": 1, "abandoned": 1, "regret": 1},
    ),
    "resumed in time": (
        [*watched(5), *watched(10, start=3 * 24 * 60), WEEK_ON],
        {"started": 2, "take": 2},
    ),
    "an hour and a quarter is qualified": (watched(75), {"take": 1, "qualified": 1}),
    "to the end": (watched(95), {"take": 1, "qualified": 1, "finished": 1}),
    "said to be complete": (
        [*watched(3), at(4, "complete", details=LONG)],
        {"take": 1, "qualified": 1, "finished": 1},
    ),
    "of unknown length": (
        [*watched(3, of=Details()), WEEK_ON],
        {"take": 1, "abandoned": 1, "regret": 1},
    ),
    "liked": ([*watched(20), rated(4.0)], {"take": 1, "liked": 1}),
    "disliked": ([*watched(20), rated(1.0)], {"take": 1, "disliked": 1, "regret": 1}),
    "the last word counts": ([*watched(20), rated(1.0), rated(5.0, 300)], {"take": 1, "liked": 1}),
    "rated before": ([rated(1.0, -5), *watched(20)], {"take": 1}),
    "bought": (
        [at(0, "purchase", value=1.0, recommendation="p.0.0", details=Details(price=3.0))],
        {"take": 1},
    ),
    "seen, not taken, and found by a search": (
        [SEEN, at(60, "search", None), at(61, "play")],
        {"started": 0, "sight": 1, "missed": 1},
    ),
    "searched for, but never shown": ([at(0, "search", None), at(1, "play")], {"started": 0}),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_histories(name: str, tmp_path: Path) -> None:
    events, expected = HISTORIES[name]
    found = outcomes_of(tmp_path, Told(log(*events), [page(ANN)]), OutcomesConfig()).total
    empty: dict[str, Any] = dict.fromkeys(Counts.__struct_fields__[1:], 0)
    assert found == Counts("all", **(empty | {"started": 1} | expected))


def test_two_episodes_qualify_the_first(tmp_path: Path) -> None:
    """Half of one episode and half of the next the evening after; a third comes too late."""
    half = [at(minute, "progress", details=LONG) for minute in range(1, 20)]
    events = [at(0, "play", recommendation="p.0.0", details=LONG), *half]
    for item, day in (("other", 1), ("third", 20)):
        start = day * 24 * 60
        events.append(at(start, "play", item, details=LONG))
        events += [at(start + minute, "progress", item, details=LONG) for minute in range(1, 20)]
    told = Told(log(*events), [page(ANN)])
    series = [Item(name, name, parent_id="series") for name in ("film", "other", "third")]
    plain = outcomes_of(tmp_path, told, OutcomesConfig()).total
    found = outcomes_of(tmp_path, told, OutcomesConfig(), items=series).total
    assert (plain.qualified, found.qualified, found.started) == (0, 1, 1)
    alone = outcomes_of(tmp_path, told, OutcomesConfig(), items=[series[0], series[2]])
    assert alone.total.qualified == 0


def test_any_past_day_can_be_judged_again_by_other_rules(tmp_path: Path) -> None:
    events = [*watched(5), *watched(5, start=24 * 60)]
    told = Told(log(*events), [page(ANN)])
    first, second = outcomes_of(tmp_path, told, OutcomesConfig()).days
    assert first.take == second.take == 1
    strict = OutcomesConfig(version="2", take_seconds=600.0)
    found = outcomes_of(tmp_path, told, strict, first.name, first.name)
    assert (found.rules, found.total.started, found.total.take) == ("2", 1, 0)


def test_what_systems_send_is_no_return(tmp_path: Path) -> None:
    """That a message was delivered is nothing that a person did."""
    day = 24 * 60
    events = [*(at(0, "play", user=user) for user in range(1, 9)), at(20 * day, "play", user=9)]
    delivered = [at(3 * day, "message_delivered", None, user=user) for user in range(1, 9)]
    found = outcomes_of(tmp_path, Told(log(*events, *delivered)), OutcomesConfig())
    assert found.returns.week.share == 0.0


def test_late_events_and_clocks_that_jump(tmp_path: Path) -> None:
    """The end of a film arrives before its beginning, and twice over with a clock a year ahead."""
    events = watched(95)
    backwards = Told(log(*reversed(events)), [page(ANN)])
    assert outcomes_of(tmp_path / "a", backwards, OutcomesConfig()).total.finished == 1
    ahead = at(365 * 24 * 60, "progress", details=LONG)
    found = outcomes_of(tmp_path / "b", Told(log(*events, ahead), [page(ANN)]), OutcomesConfig())
    assert (found.total.started, found.total.finished) == (1, 1)
    hours = share_of(tmp_path / "b", Told(log(*events, ahead), [page(ANN)]), OutcomesConfig())
    assert hours.total.hours == pytest.approx(95 / 60, abs=0.01), "a year on is another start's"


def test_an_impression_that_is_sent_twice_is_one_sight(tmp_path: Path) -> None:
    told = Told(log(SEEN, SEEN, at(3, "impression", recommendation="p.1.0")), [page(ANN)])
    assert outcomes_of(tmp_path, told, OutcomesConfig()).total.sight == 1
    assert success_map(tmp_path, told, OutcomesConfig()).sights == 1


def test_a_bot_is_found_said_and_kept_out(tmp_path: Path) -> None:
    """Twenty people, and one who makes more than half of all events."""
    events = [e for user in range(1, 21) for e in ((user, one[1]) for one in watched(95))]
    robot = [
        at(number / 100, "impression", recommendation="p.0.0", user=99) for number in range(3000)
    ]
    robot += [at(40 + number, "play", f"f{number}", 99) for number in range(50)]
    decisions = [page(0)]
    plain = share_of(tmp_path / "a", Told(log(*events), decisions), OutcomesConfig())
    found = share_of(tmp_path / "b", Told(log(*events, *robot), decisions), OutcomesConfig())
    assert (found.kept_out.people, found.kept_out.events) == (1, 3050)
    assert found.total == plain.total and found.people == 20
    shown = success_map(tmp_path / "b", Told(log(*events, *robot), decisions), OutcomesConfig())
    assert shown.kept_out.people == 1 and shown.sights == 0
    few = Told(log(*events[:200], *robot), decisions)
    assert share_of(tmp_path / "c", few, OutcomesConfig()).kept_out.people == 0, "of three people"
    capped = OutcomesConfig(bot_events=1000)
    assert share_of(tmp_path / "d", few, capped).kept_out.people == 1, "more than a person can do"


def visits(seed: int) -> Told:
    """People who come every three days, some of them; who finished something comes back more."""
    chance = np.random.default_rng(seed)
    events: Happened = []
    for user in range(1, 301):
        day, finishes = 0, chance.random() < 0.5
        for _ in range(4):
            start = day * 24 * 60
            done = bool(finishes and chance.random() < 0.8)
            events += [(user, one[1]) for one in watched(95 if done else 20, start=start)]
            day += 3 if chance.random() < (0.9 if done else 0.4) else 9
    return Told(log(*events, at(60 * 24 * 60, "search", None)), [page(0)])


def test_who_comes_back_and_what_foretells_it(tmp_path: Path) -> None:
    found = outcomes_of(tmp_path, visits(1), OutcomesConfig()).returns
    assert found.week.share is not None and found.month.share is not None
    assert 0.3 < found.week.share < found.month.share < 1
    assert found.week.low is not None and found.week.low < found.week.share
    signs = {sign.name: sign for sign in found.signs}
    assert signs["finished"].low > 1.5 and signs["finished"].returned > signs["finished"].without
    assert found.signs[0].name == "finished" and "search" not in signs, "nobody searched"


def test_nothing_is_foretold_from_little(tmp_path: Path) -> None:
    told = Told(log(*watched(5), at(20 * 24 * 60, "search", None)), [page(ANN)])
    found = outcomes_of(tmp_path, told, OutcomesConfig()).returns
    assert found.week.share == 0.0 and found.month.share is None and found.month.why_not
    assert found.signs == [] and "Too few days" in found.why_not


def test_an_empty_day_and_an_empty_log(tmp_path: Path) -> None:
    events = [*watched(5), *watched(5, start=3 * 24 * 60)]
    found = outcomes_of(tmp_path / "a", Told(log(*events), [page(ANN)]), OutcomesConfig())
    assert len(found.days) == 2 and found.total.started == 2
    nothing = outcomes_of(tmp_path / "b", Told([]), OutcomesConfig())
    assert nothing.since is None and nothing.total.sight == 0 and nothing.returns.week.why_not


def test_the_regression_is_that_of_statsmodels() -> None:
    chance = np.random.default_rng(1)
    groups = np.repeat(np.arange(100), 5)
    x = np.column_stack((np.ones(500), chance.random((500, 2)) < 0.4)).astype(float)
    own = np.repeat(chance.normal(size=100), 5)
    y = (chance.random(500) < 1 / (1 + np.exp(-(x @ [-0.5, 1.0, 0.0] + own)))).astype(float)
    beta, errors = logistic(x, y, groups)
    fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "df_correction": True}
    )
    assert beta == pytest.approx(fit.params, abs=1e-4)
    assert errors == pytest.approx(fit.bse, rel=0.01)
