"""What a policy would have earned, from the log of another one that chose by chance.

The log holds, for each choice i, its reward r_i, the chance p_i with which the logging policy made
it, and the chance q_i with which the policy in question would have made it; w_i = q_i / p_i.
Estimators that use a model of rewards also take its prediction m_i for what was chosen, and M_i,
its mean over what the policy in question would have chosen.

    replay      mean of r over the choices that both would have made (Li et al., WSDM 2011)
    IPS         mean(w r)                                  (Horvitz & Thompson, 1952)
    SNIPS       sum(w r) / sum(w)                          (Swaminathan & Joachims, NIPS 2015)
    DR          mean(M + w (r - m))                        (Dudik, Langford & Li, ICML 2011)
    Switch-DR   mean(M + w [w <= t] (r - m))               (Wang, Agarwal & Dudik, ICML 2017)
    DRos        mean(M + (l w / (w^2 + l)) (r - m))        (Su et al., ICML 2020, "optimistic")

IPS and DR are unbiased where every choice that the policy in question may make had a chance. The
last two give up some of that for less variance, by t and l, which are taken where an estimate of
their squared error is least (Su et al., section 5).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ENOUGH = 500.0
"""Effective sample size, (sum w)^2 / sum w^2, below which no interval is to be trusted."""
_Z95 = 1.959964
_TRIED = 24
"""Values of t and l that are tried, by quantiles of w."""


class Choices(Struct, frozen=True, eq=False):
    """A log of choices; every array has the shape (n,).

    `propensities` p of the logging policy and `chances` q of the policy in question, both of what
    was chosen; `predicted` m and `expected` M by a model of rewards, None without one.
    Raises ValueError for arrays of different lengths, chances outside 0 to 1, or a p of 0.
    """

    rewards: Floats
    propensities: Floats
    chances: Floats
    predicted: Floats | None = None
    expected: Floats | None = None

    def __post_init__(self) -> None:
        given = [self.rewards, self.propensities, self.chances, self.predicted, self.expected]
        if len({one.shape for one in given if one is not None}) != 1 or self.rewards.ndim != 1:
            raise ValueError("All arrays of a log must have the same shape (n,).")
        if (self.propensities <= 0).any() or (self.propensities > 1).any():
            raise ValueError("Propensities of what was chosen lie above 0 and not above 1.")
        if (self.chances < 0).any() or (self.chances > 1).any():
            raise ValueError("Chances of what was chosen lie between 0 and 1.")

    @property
    def weights(self) -> Floats:
        """w = q / p, shape (n,)."""
        return self.chances / self.propensities


class Estimate(Struct, frozen=True):
    """The value of a policy and its 95 % interval; None where they cannot be computed.

    `effective` is the effective sample size, `warning` says why not to trust the interval (or that
    there is none), `why_not` why there is no value.
    """

    estimator: str
    value: float | None
    low: float | None
    high: float | None
    effective: float
    warning: str = ""
    why_not: str = ""


Estimator = Callable[[Choices], Estimate]


def effective_size(weights: Floats) -> float:
    """(sum w)^2 / sum w^2 (Kish, 1965); 0 where all weights are."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def replay(choices: Choices) -> Estimate:
    """The mean reward where a policy that is certain of its choice would have chosen the same.

    Needs a log of even chances and a policy whose chances are 0 or 1.
    """
    sure = np.isin(choices.chances, (0.0, 1.0)).all()
    if not sure:
        return _not("replay", choices, "replay needs a policy whose chances are 0 or 1")
    if not np.allclose(choices.propensities, choices.propensities[:1]):
        return _not("replay", choices, "replay needs a log in which all chances were even")
    rewards = choices.rewards[choices.chances == 1]
    if len(rewards) < 2:
        return _not("replay", choices, "fewer than two choices of the log are the policy's own")
    return _told("replay", rewards, float(len(rewards)))


def ips(choices: Choices) -> Estimate:
    """Inverse propensity scores."""
    return _mean("IPS", choices, choices.weights * choices.rewards)


def snips(choices: Choices) -> Estimate:
    """Self-normalised; the interval by the delta method: var = sum w^2 (r - v)^2 / (sum w)^2."""
    weights = choices.weights
    total = float(weights.sum())
    if total <= 0:
        return _not("SNIPS", choices, "the policy would have made none of the choices of the log")
    value = float((weights * choices.rewards).sum()) / total
    n = len(weights)
    spread = weights / total * (choices.rewards - value) * n
    return _told("SNIPS", value + spread - spread.mean(), effective_size(weights))


def dr(choices: Choices) -> Estimate:
    """Doubly robust."""
    return _with_model("DR", choices, lambda weights: weights)


def switch_dr(choices: Choices) -> Estimate:
    """Doubly robust where weights are small, the model alone where they are large."""
    return _least_error("Switch-DR", choices, lambda w, t: np.where(w <= t, w, 0.0))


def dr_os(choices: Choices) -> Estimate:
    """Doubly robust with optimistically shrunk weights."""
    return _least_error("DRos", choices, lambda w, t: t * w / np.maximum(w**2 + t, 1e-300))


ESTIMATORS: dict[str, Estimator] = {
    "replay": replay,
    "IPS": ips,
    "SNIPS": snips,
    "DR": dr,
    "Switch-DR": switch_dr,
    "DRos": dr_os,
}


def _with_model(name: str, choices: Choices, shrink: Callable[[Floats], Floats]) -> Estimate:
    if choices.predicted is None or choices.expected is None:
        return _not(name, choices, f"{name} needs a model's predictions of the rewards")
    apart = choices.rewards - choices.predicted
    return _mean(name, choices, choices.expected + shrink(choices.weights) * apart)


def _least_error(
    name: str, choices: Choices, shrink: Callable[[Floats, float], Floats]
) -> Estimate:
    """With the parameter of least estimated squared error: variance / n + bias^2, the bias from
    what shrinking takes away, mean((w - s(w)) (r - m))."""
    if choices.predicted is None or choices.expected is None:
        return _not(name, choices, f"{name} needs a model's predictions of the rewards")
    if not len(choices.rewards):
        return _not(name, choices, "the log holds too little")
    weights, apart = choices.weights, choices.rewards - choices.predicted
    n, errors = len(weights), {}
    for parameter in _tried(weights, squared=name == "DRos"):
        shrunk = shrink(weights, parameter)
        terms = choices.expected + shrunk * apart
        bias = float(((weights - shrunk) * apart).mean())
        errors[parameter] = float(terms.var()) / n + bias**2
    best = min(errors, key=lambda parameter: errors[parameter])
    return _with_model(name, choices, lambda w: shrink(w, best))


def _tried(weights: Floats, *, squared: bool) -> list[float]:
    grid = np.quantile(weights, np.linspace(0.05, 1.0, _TRIED))
    tried: list[float] = np.unique(grid**2 * 100 if squared else grid).tolist()
    return tried


def _mean(name: str, choices: Choices, terms: Floats) -> Estimate:
    return _told(name, terms, effective_size(choices.weights))


def _told(name: str, terms: Floats, effective: float) -> Estimate:
    """The mean of some terms with its normal interval."""
    if len(terms) < 2:
        return Estimate(name, None, None, None, effective, why_not="the log holds too little")
    value = float(terms.mean())
    if not terms.any():
        nothing = "the log holds no reward for this policy: how much it may earn is not known"
        return Estimate(name, value, None, None, effective, warning=nothing)
    away = _Z95 * float(terms.std(ddof=1)) / float(np.sqrt(len(terms)))
    warning = ""
    if effective < ENOUGH:
        warning = (
            f"the log is worth {effective:.0f} choices of this policy's own; "
            f"below {ENOUGH:.0f} its interval is too narrow"
        )
    return Estimate(name, value, value - away, value + away, effective, warning)


def _not(name: str, choices: Choices, why: str) -> Estimate:
    return Estimate(name, None, None, None, effective_size(choices.weights), why_not=why)
