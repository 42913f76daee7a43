"""Estimators against logs whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.outcomes.off_policy import (
    ENOUGH,
    ESTIMATORS,
    Choices,
    Estimate,
    Floats,
    effective_size,
)

ACTIONS, TRAITS = 5, 3
_TIMES = 500


class World:
    """Contexts, what each action earns in them, a policy that logs and one in question."""

    def __init__(self, contrast: float) -> None:
        chance = np.random.default_rng(1)
        self._worth = chance.normal(0, 0.7, (TRAITS, ACTIONS))
        self._logging = chance.normal(0, 0.5, (TRAITS, ACTIONS))
        self._asked = self._logging + chance.normal(0, contrast, (TRAITS, ACTIONS))
        self._believed = self._worth + chance.normal(0, 0.4, (TRAITS, ACTIONS))  # wrong, a little
        contexts = chance.normal(size=(400_000, TRAITS))
        earned = self._rate(contexts, self._worth)
        self.truth = float((softmax(contexts @ self._asked) * earned).sum(axis=1).mean())

    @staticmethod
    def _rate(contexts: Floats, worth: Floats) -> Floats:
        return np.asarray(1 / (1 + np.exp(-(contexts @ worth - 1))))

    def log(self, n: int, chance: np.random.Generator) -> Choices:
        contexts = chance.normal(size=(n, TRAITS))
        logging, asked = softmax(contexts @ self._logging), softmax(contexts @ self._asked)
        chosen = (logging.cumsum(axis=1) > chance.random((n, 1))).argmax(axis=1)
        rows = np.arange(n)
        rate, model = self._rate(contexts, self._worth), self._rate(contexts, self._believed)
        rewards = (chance.random(n) < rate[rows, chosen]).astype(np.float64)
        return Choices(
            rewards,
            logging[rows, chosen],
            asked[rows, chosen],
            model[rows, chosen],
            (asked * model).sum(axis=1),
        )


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def repeated(world: World, n: int, *names: str) -> dict[str, list[Estimate]]:
    chance = np.random.default_rng(7)
    logs = [world.log(n, chance) for _ in range(_TIMES)]
    return {name: [ESTIMATORS[name](log) for log in logs] for name in names}


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    world = World(contrast=0.6)
    for name, found in repeated(world, 2_000, "IPS", "SNIPS", "DR").items():
        assert min(one.effective for one in found) > ENOUGH
        assert not any(one.warning for one in found)
        held = [(one.low or 0) <= world.truth <= (one.high or 0) for one in found]
        assert 0.93 <= np.mean(held) <= 0.98, name


def test_a_model_narrows_the_interval() -> None:
    found = repeated(World(contrast=0.6), 2_000, "IPS", "DR")
    widths = {
        name: np.mean([(one.high or 0) - (one.low or 0) for one in many])
        for name, many in found.items()
    }
    assert widths["DR"] < 0.97 * widths["IPS"]


def test_less_variance_for_some_bias_where_weights_are_wild() -> None:
    world = World(contrast=2.0)
    found = repeated(world, 400, "DR", "Switch-DR", "DRos")
    errors = {
        name: float(np.mean([((one.value or 0) - world.truth) ** 2 for one in many]))
        for name, many in found.items()
    }
    assert all(one.warning for one in found["DR"]), "the interval is not to be trusted, and says so"
    assert errors["DRos"] < errors["DR"] and errors["Switch-DR"] < errors["DR"]


def test_estimates_by_hand() -> None:
    rewards, even = np.array([1.0, 0.0, 1.0, 1.0]), np.full(4, 0.5)
    sure = Choices(rewards, even, np.array([1.0, 1.0, 0.0, 1.0]))
    assert ESTIMATORS["replay"](sure).value == pytest.approx(2 / 3)
    assert ESTIMATORS["IPS"](sure).value == pytest.approx((2 + 2) / 4)
    assert ESTIMATORS["SNIPS"](sure).value == pytest.approx(4 / 6)
    m, expected = np.array([0.8, 0.2, 0.5, 0.6]), np.array([0.7, 0.3, 0.4, 0.6])
    modelled = Choices(rewards, even, sure.chances, m, expected)
    by_hand = np.mean([0.7 + 2 * 0.2, 0.3 - 2 * 0.2, 0.4, 0.6 + 2 * 0.4])
    assert ESTIMATORS["DR"](modelled).value == pytest.approx(by_hand)
    assert effective_size(np.array([2.0, 2.0, 0.0, 2.0])) == pytest.approx(3)


def test_what_cannot_be_computed_is_said() -> None:
    rewards, even = np.ones(4), np.full(4, 0.5)
    unsure = Choices(rewards, even, np.full(4, 0.25))
    assert "0 or 1" in ESTIMATORS["replay"](unsure).why_not
    uneven = Choices(rewards, np.array([0.5, 0.4, 0.5, 0.5]), np.ones(4))
    assert "even" in ESTIMATORS["replay"](uneven).why_not
    for name in ("DR", "Switch-DR", "DRos"):
        told = ESTIMATORS[name](unsure)
        assert told.value is None and "model" in told.why_not
    unrewarded = ESTIMATORS["IPS"](Choices(np.zeros(4), even, np.full(4, 0.25)))
    assert unrewarded.value == 0 and unrewarded.low is None and "no reward" in unrewarded.warning
    nothing = np.zeros(0)
    for name, estimator in ESTIMATORS.items():
        assert estimator(Choices(*[nothing] * 5)).why_not, name
    never = Choices(rewards, even, np.zeros(4))
    assert ESTIMATORS["SNIPS"](never).value is None and ESTIMATORS["SNIPS"](never).why_not
    for wrong in (
        (rewards[:3], even, even),
        (rewards, np.zeros(4), even),
        (rewards, even, even * 3),
    ):
        with pytest.raises(ValueError):
            Choices(*wrong)
