"""Two groups of people compared, at any time and as often as one likes.

The unit is the person i, of whom three sums are known: y_i and x_i since they were exposed, and
c_i, a covariate from before. A metric is the ratio R = sum y / sum x (x_i = 1 for each makes it a
mean over people). Its linearisation z_i = (y_i - R x_i) / mean(x) (the delta method; Deng, Knoblich
& Lu, KDD 2018) has variance V over people, however many plays each of them gives.

CUPED (Deng, Xu, Kohavi & Walker, WSDM 2013) takes theta (mean(c) - its mean in both groups) off
each group's R, with the theta that leaves the least variance, and V of z - theta c.

The interval around the difference is an asymptotic confidence sequence (Waudby-Smith, Arbour,
Sinha, Kennedy & Ramdas, Annals of Statistics 52, 2024, eq. 9): with t people and s^2 = t (V1 / n1 +
V0 / n0),

    s sqrt(2 (t r^2 + 1) / (t r)^2 log(sqrt(t r^2 + 1) / alpha))

covers the difference at all times from the burn-in on at once with probability 1 - alpha, so that
to look early and often costs nothing.
"""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ALPHA = 0.05
BURN_IN = 100
"""People in each group before which no interval is told: the sequences hold asymptotically."""
FEWEST = 10
"""People who must have any of what is counted, in one group at least, before it is compared."""
_TIGHTEST_AT = 2_000
"""People at which the intervals are tightest next to those of a single look."""
_LEAST = 1e-12


class Arm(Struct, frozen=True, eq=False):
    """One group, or many streams of one at once: `people` (...,); `sums` (..., 3) of y, x and c
    over people; `products` (..., 3, 3), the sums of all their products."""

    people: Floats
    sums: Floats
    products: Floats

    @staticmethod
    def of(values: Floats) -> Arm:
        """The group of people whose (y, x, c) are the rows of `values` (n, 3)."""
        return Arm(np.array(float(len(values))), values.sum(axis=0), values.T @ values)


class Compared(Struct, frozen=True, eq=False):
    """What each group's metric is (of the first with the half-width of its interval), the second
    less the first with its own, and the same next to the first; all (...,). `variance` is that of
    the difference, and `saved` what share of it the covariate took away."""

    before: Floats
    before_reach: Floats
    after: Floats
    difference: Floats
    reach: Floats
    relative: Floats
    relative_reach: Floats
    variance: Floats
    saved: Floats


def compare(control: Arm, treated: Arm, alpha: float = ALPHA) -> Compared:
    """Compare two groups. Figures are not finite where a group has nobody or no x."""
    with np.errstate(all="ignore"):
        return _compare(control, treated, alpha)


def _compare(control: Arm, treated: Arm, alpha: float) -> Compared:
    arms = (control, treated)
    means = [arm.sums / arm.people[..., None] for arm in arms]
    spreads = [_spread(arm, mean) for arm, mean in zip(arms, means, strict=True)]
    ratios = [mean[..., 0] / mean[..., 1] for mean in means]
    slopes = [_slope(mean, ratio) for mean, ratio in zip(means, ratios, strict=True)]
    theta = _theta(arms, spreads, slopes)
    plain = _unless_rare(
        arms, [_variance(spread, slope) for spread, slope in zip(spreads, slopes, strict=True)]
    )
    for slope in slopes:
        slope[..., 2] = -theta
    left = _unless_rare(
        arms, [_variance(spread, slope) for spread, slope in zip(spreads, slopes, strict=True)]
    )
    people = control.people + treated.people
    middle = (control.sums[..., 2] + treated.sums[..., 2]) / people
    before, after = (
        ratio - theta * (mean[..., 2] - middle) for ratio, mean in zip(ratios, means, strict=True)
    )
    parts = [one / arm.people for one, arm in zip(left, arms, strict=True)]
    variance, lift = parts[0] + parts[1], after / before
    wide = boundary(people, alpha) * np.sqrt(people)
    relative = (parts[1] + lift**2 * parts[0]) / before**2
    unsaved = plain[0] / control.people + plain[1] / treated.people
    return Compared(
        before,
        wide * np.sqrt(parts[0]),
        after,
        after - before,
        wide * np.sqrt(variance),
        lift - 1,
        wide * np.sqrt(relative),
        variance,
        np.where(unsaved > _LEAST, 1 - variance / unsaved, 0.0),
    )


def contributors(arm: Arm) -> Floats:
    """How many people what was counted is spread over: (sum y)^2 / sum y^2; 0 where nobody has any;
    (...,)."""
    with np.errstate(all="ignore"):
        found = arm.sums[..., 0] ** 2 / arm.products[..., 0, 0]
    return np.asarray(np.nan_to_num(found, nan=0.0))


def _unless_rare(arms: tuple[Arm, Arm], variances: list[Floats]) -> list[Floats]:
    """The variances, but where hardly anybody of a group has any, no less than the other group's:
    a group of zeros does not vary, and would be compared as if it were known exactly."""
    most = np.maximum(*variances)
    return [
        np.where(contributors(arm) < FEWEST, most, variance)
        for arm, variance in zip(arms, variances, strict=True)
    ]


def boundary(t: Floats, alpha: float = ALPHA) -> Floats:
    """The half-width at t observations of unit variance; (...,)."""
    square = (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / _TIGHTEST_AT
    inside = t * square + 1
    return np.asarray(np.sqrt(2 * inside / (t**2 * square) * np.log(np.sqrt(inside) / alpha)))


def _spread(arm: Arm, mean: Floats) -> Floats:
    """Covariance of (y, x, c) over people; (..., 3, 3)."""
    around = arm.products / arm.people[..., None, None] - mean[..., :, None] * mean[..., None, :]
    return np.asarray(around * (arm.people / np.maximum(arm.people - 1, 1))[..., None, None])


def _slope(mean: Floats, ratio: Floats) -> Floats:
    """How the ratio changes with the means of y, x and c; (..., 3)."""
    per_x = 1 / mean[..., 1]
    return np.stack((per_x, -ratio * per_x, np.zeros_like(per_x)), axis=-1)


def _variance(spread: Floats, slope: Floats) -> Floats:
    found = np.einsum("...i,...ij,...j->...", slope, spread, slope)
    return np.asarray(np.maximum(found, 0.0))


def _theta(arms: tuple[Arm, Arm], spreads: list[Floats], slopes: list[Floats]) -> Floats:
    """Cov(z, c) / Var(c) over both groups, weighted as their means are; 0 for a constant c."""
    common = [
        np.einsum("...i,...i->...", slope, spread[..., 2]) / arm.people
        for arm, spread, slope in zip(arms, spreads, slopes, strict=True)
    ]
    own = [spread[..., 2, 2] / arm.people for arm, spread in zip(arms, spreads, strict=True)]
    total = own[0] + own[1]
    return np.asarray(np.where(total > _LEAST, (common[0] + common[1]) / total, 0.0))


def mismatch(people: list[int], shares: list[float]) -> float:
    """How unlikely, at most, so uneven groups are at any time if people fall to them in `shares`.

    1 over the Bayes factor of a Dirichlet-multinomial against the multinomial: a p-value that holds
    however often one looks (Lindon & Malek, "Anytime-valid inference for multinomial count data",
    NeurIPS 2022).
    """
    prior = [share * len(shares) for share in shares]
    whole, total = sum(prior), sum(people)
    factor = lgamma(whole) - lgamma(total + whole)
    for count, share, a in zip(people, shares, prior, strict=True):
        factor += lgamma(count + a) - lgamma(a) - count * log(share)
    return min(1.0, exp(-min(factor, 700.0)))
