"""What an experiment says, in sentences; never a figure where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ..experiments import Experiment

_UNEXPOSED = (
    "Nobody is exposed yet: no page differed between its variants. If people come, check that it "
    "has begun and that what it changes is to be seen."
)
SUSPICIOUS = 0.001
"""Groups as uneven as this by chance, at any time, with at most this probability, are broken."""


class Result(Struct, frozen=True, kw_only=True):
    """A metric of a variant next to the control: both values, the difference, and the change next
    to the control's value, with intervals that hold at all times at once (at 1 - `alpha`).

    `why_not` says why there is no figure. `saved` is the share of variance that CUPED took away.
    Of an interleaved pair, `change` is the variant's share of the takes that tell them apart.
    """

    metric: str
    words: str
    variant: str
    is_goal: bool
    more_is_better: bool
    alpha: float
    control: float | None = None
    value: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    saved: float | None = None
    why_not: str = ""

    def is_better(self) -> bool:
        """Whether the whole interval is on the good side."""
        return self._beyond(good=True)

    def is_worse(self) -> bool:
        """Whether the whole interval is on the bad side."""
        return self._beyond(good=False)

    def worst(self) -> float | None:
        """The change at the bad end of the interval, below 0 where it may be worse; None if not
        known."""
        if self.change_low is None or self.change_high is None:
            return None
        return self.change_low if self.more_is_better else -self.change_high

    def _beyond(self, *, good: bool) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > 0 if self.more_is_better is good else self.high < 0


class Trial(Struct, frozen=True, kw_only=True):
    """What an experiment found: people by variant, what to do, and the results behind it.

    `state` is "unexposed", "broken" (so uneven that no figure can be trusted), "harm" (a guardrail
    is worse), "better", "worse", or "open". `mixed` people were given several variants; `mismatch`
    is how likely, at most, groups are so uneven by chance; `harms` are sentences of what should be
    stopped, by variant ("" for all).
    """

    name: str
    people: dict[str, int]
    mixed: int
    mismatch: float
    state: str
    sentences: list[str]
    harms: dict[str, str]
    results: list[Result]
    rules: str


def verdict(
    experiment: Experiment, people: dict[str, int], uneven: float, results: Sequence[Result]
) -> tuple[str, list[str], dict[str, str]]:
    """The state of an experiment, a sentence for each variant, and those of what does harm."""
    if not any(people.values()):
        return "unexposed", [_UNEXPOSED], {}
    if uneven < SUSPICIOUS:
        counts = ", ".join(f"{name} {count:,}" for name, count in people.items())
        broken = (
            f"People fall to the variants too unevenly ({counts}; chance {uneven:.1g} at most): "
            "trust no figure of it. Look for pages that fail or events that are lost in one of "
            "them, then start it anew under another name."
        )
        return "broken", [broken], {"": broken}
    told = {
        variant.name: _of_variant(
            experiment, [one for one in results if one.variant == variant.name]
        )
        for variant in experiment.variants[1:]
    }
    states = [state for state, _ in told.values()]
    state = next(one for one in ("harm", "better", "worse", "open") if one in states)
    harms = {name: sentence for name, (one, sentence) in told.items() if one == "harm"}
    return state, [sentence for _, sentence in told.values()], harms


def _of_variant(experiment: Experiment, results: Sequence[Result]) -> tuple[str, str]:
    goal = next(one for one in results if one.is_goal)
    guards = [one for one in results if not one.is_goal]
    harmed = [one for one in guards if one.is_worse()]
    if harmed:
        words = " and ".join(f"{one.metric} by {_change(one)}" for one in harmed)
        return "harm", f"{goal.variant} makes worse what must not get worse: {words}. Stop it."
    if goal.why_not:
        return "open", f"{goal.variant} cannot be told yet: {goal.why_not}"
    if goal.is_worse():
        return "worse", f"{goal.variant} is worse by {_change(goal)} in {goal.words}. Stop it."
    if not goal.is_better():
        return "open", (
            f"No difference in {goal.words} is told yet between {goal.variant} and the control: "
            f"{_change(goal)}."
        )
    better = f"{goal.variant} is better by {_change(goal)} in {goal.words}"
    unknown = [one for one in guards if _may_harm(one, experiment.margin)]
    if unknown:
        words = " and ".join(_fear(one) for one in unknown)
        return "open", f"{better}, but wait before it ships: {words}."
    return "better", f"{better}, safe to ship."


def _may_harm(guard: Result, margin: float) -> bool:
    worst = guard.worst()
    return worst is None or worst < -margin


def _fear(guard: Result) -> str:
    worst = guard.worst()
    if worst is None:
        why_not = guard.why_not.rstrip(".") or "as that of the control is hardly known"
        return f"{guard.metric} cannot be told, {why_not}"
    return f"{guard.metric} may still be worse by {-worst:.1%}"


def _change(result: Result) -> str:
    """The change with its interval; the difference where the control has nothing."""
    if result.change is None or result.change_low is None or result.change_high is None:
        return f"{result.difference:.4g} ({result.low:.4g} to {result.high:.4g})"
    sign = -1 if (result.is_worse() and result.more_is_better) else 1
    sign = -1 if (result.is_better() and not result.more_is_better) else sign
    ends = sorted((sign * result.change_low, sign * result.change_high))
    return f"{sign * result.change:.1%} ({100 * ends[0]:.1f} to {100 * ends[1]:.1f})"


def preference(result: Result, control: str) -> tuple[str, str]:
    """The state of an interleaved pair, and its sentence."""
    if result.why_not:
        return "open", f"{result.variant} and {control} cannot be told apart yet: {result.why_not}"
    share = (
        f"{result.change:.1%} ({100 * (result.change_low or 0):.1f} to "
        f"{100 * (result.change_high or 0):.1f}) of the takes that tell them apart are of its picks"
    )
    if result.is_better():
        return "better", f"{result.variant} is preferred to {control}: {share}."
    if result.is_worse():
        return "worse", f"{control} is preferred to {result.variant}: only {share}."
    return "open", f"Nobody is preferred yet, {result.variant} or {control}: {share}."
