"""Off-policy estimators on a real log: the random policy of the Open Bandit Dataset (Saito et al.,
NeurIPS Datasets and Benchmarks 2021), clicks on a fashion shop's page with logged propensities.

What policies would earn is learnt from the first half of each campaign and estimated on the second.
With 38 to 69 clicks a campaign it can check estimators, not rank policies.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..outcomes.off_policy import ESTIMATORS, Choices, Floats

CAMPAIGNS = ("all", "men", "women")
_PRIOR_SHOWN = 200.0
_SOFT = 3.0
"""How much more than an even share the softened policy gives what was clicked most, in e-folds."""


class Log(Struct, frozen=True, eq=False):
    """Choices of one campaign: `actions` (n,), their `propensities` (n,) and `clicks` (n,)."""

    actions: NDArray[np.int64]
    propensities: Floats
    clicks: Floats


def read(path: Path) -> Log:
    """A campaign's log in the order of time."""
    with path.open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["timestamp"])
    return Log(
        np.array([int(row["item_id"]) for row in rows]),
        np.array([float(row["propensity_score"]) for row in rows]),
        np.array([float(row["click"]) for row in rows]),
    )


def measure(folder: Path) -> list[dict[str, Any]]:
    """A row for each campaign, policy and estimator."""
    found = []
    for campaign in CAMPAIGNS:
        log = read(folder / f"{campaign}.csv")
        half = len(log.actions) // 2
        rates = _rates(log, half)
        for policy, chances in _policies(rates).items():
            choices = _choices(log, half, rates, chances)
            for name, estimator in ESTIMATORS.items():
                told = estimator(choices)
                row: dict[str, Any] = {
                    "name": f"open bandit {campaign}, {policy}, {name}",
                    "kind": "ours",
                    "clicks": int(log.clicks[half:].sum()),
                    "logged": float(np.round(log.clicks[half:].mean(), 5)),
                    "effective_sample_size": round(told.effective, 1),
                }
                if told.value is None:
                    found.append(row | {"not computable": told.why_not})
                    continue
                row["value"] = round(told.value, 5)
                if told.low is not None and told.high is not None:
                    row["interval"] = [round(told.low, 5), round(told.high, 5)]
                found.append(row | ({"warning": told.warning} if told.warning else {}))
    return found


def _rates(log: Log, half: int) -> Floats:
    """Clicks over sights of each action in the first half, drawn to those of all; (actions,)."""
    actions = int(log.actions.max()) + 1
    shown = np.bincount(log.actions[:half], minlength=actions)
    clicked = np.bincount(log.actions[:half], weights=log.clicks[:half], minlength=actions)
    usual = log.clicks[:half].mean()
    return np.asarray((clicked + _PRIOR_SHOWN * usual) / (shown + _PRIOR_SHOWN))


def _policies(rates: Floats) -> dict[str, Floats]:
    """The chances of each action: even, only the most clicked, and softly more of it."""
    best = np.zeros(len(rates))
    best[int(np.argmax(rates))] = 1.0
    soft = np.exp(_SOFT * (rates - rates.mean()) / max(float(np.ptp(rates)), 1e-12))
    even = np.full(len(rates), 1 / len(rates))
    return {"even": even, "most clicked": best, "softly": soft / soft.sum()}


def _choices(log: Log, half: int, rates: Floats, chances: Floats) -> Choices:
    actions = log.actions[half:]
    expected = np.full(len(actions), float(chances @ rates))
    return Choices(
        log.clicks[half:], log.propensities[half:], chances[actions], rates[actions], expected
    )
