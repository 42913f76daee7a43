"""Comparing two groups: beside statsmodels, and over many looks."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.weightstats import CompareMeans

from matinee.evaluation.streams import KINDS, false_alarms
from matinee.outcomes.comparing import BURN_IN, Arm, Compared, boundary, compare, mismatch

Floats = NDArray[np.float64]


def people(n: int, effect: float, seed: int) -> Floats:
    """(y, x, c) of people: plays taken, plays, and takes of before, by a taste of their own."""
    chance = np.random.default_rng(seed)
    taste = chance.beta(2, 3, n)
    plays = 1 + chance.geometric(0.15, n)
    taken = chance.binomial(plays, np.clip(taste + effect, 0, 1))
    return np.column_stack((taken, plays, chance.binomial(10, taste))).astype(float)


def mean_of(values: Floats) -> Floats:
    """The same people with their takes a head, whatever the plays."""
    return np.column_stack((values[:, 0], np.ones(len(values)), values[:, 2]))


def without_past(values: Floats) -> Floats:
    return np.asarray(values * np.array([1.0, 1.0, 0.0]))


def test_a_mean_is_as_statsmodels_has_it() -> None:
    a, b = mean_of(people(400, 0.0, 1)), mean_of(people(500, 0.1, 2))
    found = compare(Arm.of(without_past(a)), Arm.of(without_past(b)))
    oracle = CompareMeans.from_data(b[:, 0], a[:, 0])
    assert found.difference == pytest.approx(b[:, 0].mean() - a[:, 0].mean())
    assert np.sqrt(found.variance) == pytest.approx(oracle.std_meandiff_separatevar)
    assert found.saved == 0.0
    assert found.relative == pytest.approx(b[:, 0].mean() / a[:, 0].mean() - 1)


def test_cuped_is_a_regression_on_what_was_before() -> None:
    a, b = mean_of(people(3000, 0.0, 3)), mean_of(people(3000, 0.05, 4))
    found = compare(Arm.of(a), Arm.of(b))
    y, c = np.append(a[:, 0], b[:, 0]), np.append(a[:, 2], b[:, 2])
    treated = np.repeat([0.0, 1.0], 3000)
    fit = sm.OLS(y, np.column_stack((np.ones(6000), treated, c))).fit(cov_type="HC1")
    assert found.difference == pytest.approx(fit.params[1], rel=0.01)
    assert np.sqrt(found.variance) == pytest.approx(fit.bse[1], rel=0.02)
    correlation = np.corrcoef(y, c)[0, 1]
    assert found.saved == pytest.approx(correlation**2, abs=0.03)


def test_a_ratio_is_a_regression_with_clusters() -> None:
    """Play by play the same difference, with errors that are clustered by person."""
    a, b = people(800, 0.0, 5), people(800, 0.05, 6)
    found = compare(Arm.of(without_past(a)), Arm.of(without_past(b)))
    both = np.concatenate((a, b)).astype(int)
    who = np.repeat(np.arange(1600), both[:, 1])
    taken = np.concatenate([np.arange(plays) < y for y, plays, _ in both]).astype(float)
    x = sm.add_constant((who >= 800).astype(float))
    fit = sm.OLS(taken, x).fit(cov_type="cluster", cov_kwds={"groups": who})
    assert found.difference == pytest.approx(fit.params[1])
    assert np.sqrt(found.variance) == pytest.approx(fit.bse[1], rel=0.01)
    naive = sm.OLS(taken, x).fit().bse[1]
    assert naive < 0.8 * np.sqrt(found.variance), "plays of one person are no strangers"


@pytest.mark.parametrize("kind", KINDS)
def test_groups_that_get_the_same_are_hardly_ever_told_apart(kind: str) -> None:
    """The bench does it with 10,000 streams of each kind."""
    assert false_alarms(kind, 300, 7).rate <= 0.056


def looked(effect: float, seed: int) -> list[Compared]:
    """Every ten people, of 3,000 in each group, a look."""
    a, b = people(3000, 0.0, seed), people(3000, effect, seed + 10_000)
    return [compare(Arm.of(a[:n]), Arm.of(b[:n])) for n in range(BURN_IN, 3000, 100)]


def test_the_sequences_cover_the_truth_at_all_times() -> None:
    effect = 0.04
    truth = (
        people(200_000, effect, 1)[:, :2].sum(axis=0), people(200_000, 0.0, 2)[:, :2].sum(axis=0)
    )  # fmt: skip
    difference = truth[0][0] / truth[0][1] - truth[1][0] / truth[1][1]
    missed = sum(
        any(abs(look.difference - difference) > look.reach for look in looked(effect, seed))
        for seed in range(200)
    )
    assert missed / 200 <= 0.056


def test_an_effect_is_found_nearly_as_soon_as_by_one_look() -> None:
    """Where one look planned beforehand finds 99 %, the sequences find 85 % or more."""
    effect = 0.045
    size = effect / np.sqrt(
        compare(Arm.of(people(100_000, 0, 1)), Arm.of(people(100_000, 0, 2))).variance * 5e4
    )
    planned = TTestIndPower().solve_power(effect_size=size, alpha=0.05, power=0.99)
    found = []
    for seed in range(200):
        n = int(planned)
        a, b = people(n, 0.0, seed), people(n, effect, seed + 1_000)
        told = compare(Arm.of(a), Arm.of(b))
        found.append(told.difference > told.reach)
    assert np.mean(found) >= 0.85


def test_the_boundary_is_that_of_the_paper() -> None:
    """Eq. 9 at t = 1,000 and rho^2 by eq. 20 for t* = 2,000, computed by hand."""
    rho2 = (-2 * np.log(0.05) + np.log(-2 * np.log(0.05) + 1)) / 2000
    t = 1000.0
    by_hand = np.sqrt(2 * (t * rho2 + 1) / (t**2 * rho2) * np.log(np.sqrt(t * rho2 + 1) / 0.05))
    assert boundary(np.array(t)) == pytest.approx(by_hand)
    assert boundary(np.array(t)) * np.sqrt(t) == pytest.approx(3.0, abs=0.3)


def test_nobody_and_nothing_give_no_figure() -> None:
    some, none = Arm.of(people(200, 0, 1)), Arm.of(np.zeros((0, 3)))
    assert not np.isfinite(compare(none, some).difference)
    assert not np.isfinite(compare(Arm.of(np.zeros((200, 3))), some).relative)


def test_a_group_of_zeros_is_not_known_exactly() -> None:
    """One person of many is no ground to say that the others' zero is a hundred percent less."""
    zeros = np.column_stack((np.zeros(200), np.ones(200), np.zeros(200)))
    one, many = zeros.copy(), zeros.copy()
    one[0, 0], many[::2, 0] = 1.0, 1.0
    rare = compare(Arm.of(one), Arm.of(zeros))
    assert rare.reach > abs(rare.difference)
    gone = compare(Arm.of(many), Arm.of(zeros))
    assert gone.reach < abs(gone.difference), "but that all of it is gone is seen"


def test_uneven_groups_are_told_and_even_ones_are_not() -> None:
    chance = np.random.default_rng(1)
    told = 0
    for _ in range(200):
        second = np.cumsum(chance.random(2000) < 0.5)
        looks = [(int(n), int(second[n - 1])) for n in range(50, 2000, 50)]
        told += any(mismatch([n - k, k], [0.5, 0.5]) < 0.01 for n, k in looks)
    assert told <= 4
    assert mismatch([5000, 4500], [0.5, 0.5]) < 0.001
    assert mismatch([9000, 1000], [0.9, 0.1]) == 1.0
    assert mismatch([0, 0], [0.5, 0.5]) == 1.0
