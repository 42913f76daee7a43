"""Experiments that cannot run as they are, said before they do harm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import inf

from ..errors import BadInput
from .config import METRICS, MODEL, STAGES, Experiment

_LONGEST_NAME = 64
_FEWEST, _PAIR = 2, 2
_WHOLE = 1e-9


def check(experiments: Sequence[Experiment]) -> None:
    """Raise BadInput, naming what to change, for experiments that cannot run as they are."""
    names = [one.name for one in experiments]
    for one in experiments:
        if names.count(one.name) > 1:
            raise BadInput(f"Two experiments are called {one.name!r}; give one another name.")
        for field, words in (*_of_people(one), *_of_variants(one)):
            raise BadInput(f"Experiment {one.name!r}: {words}", field=field)
    for first, second in combinations(experiments, 2):
        if _meet(first, second):
            _check_pair(first, second)


def _of_people(one: Experiment) -> Iterator[tuple[str, str]]:
    """What is wrong with its name, its people and its days: the field, and a sentence."""
    if not _is_name(one.name):
        yield "name", "a name has letters, digits, - and _, 64 at most."
    if not (one.share > 0 and one.start >= 0 and one.start + one.share <= 1 + _WHOLE):
        yield (
            "share",
            f"its people lie between 0 and 1: start {one.start:g} with share {one.share:g} does "
            "not.",
        )
    begins, ends = one.begins(), one.ends()
    if not 0 <= one.ramp_days < inf:
        yield "ramp_days", "a ramp takes 0 days or more."
    if one.ramp_days and begins is None:
        yield "since", "to ramp up it needs `since`, its first day."
    if begins is not None and ends is not None and ends <= begins:
        yield "until", "it ends before it begins."


def _of_variants(one: Experiment) -> Iterator[tuple[str, str]]:
    names = [variant.name for variant in one.variants]
    if len(names) < _FEWEST or len(set(names)) < len(names):
        yield "variants", "it needs two variants or more, each with a name of its own."
    if not all(map(_is_name, names)):
        yield "variants", "a variant's name has letters, digits, - and _, 64 at most."
    if not all(0 < variant.weight < inf for variant in one.variants):
        yield "weight", "weights are above 0."
    yield from (
        ("goal", f"{metric!r} is no metric; there are {', '.join(METRICS)}.")
        for metric in (one.goal, *one.guardrails)
        if metric not in METRICS
    )
    if one.interleave and len(names) != _PAIR:
        yield "variants", f"two rankers are interleaved, not {len(names)}."
    yield from _of_changes(one)


def _of_changes(one: Experiment) -> Iterator[tuple[str, str]]:
    if not one.changed():
        yield "changes", "no variant changes anything; say which setting is otherwise."
    for name in sorted(one.changed()):
        if name != MODEL and name.partition(".")[0] not in STAGES:
            yield "changes", f"{name!r} is no setting of {', '.join(STAGES)}, and not the model."
        if one.interleave and name != MODEL and not name.startswith("ranking."):
            yield "changes", f"only rankers can be interleaved; {name!r} is none of theirs."


def _check_pair(first: Experiment, second: Experiment) -> None:
    low, high = sorted((first, second), key=lambda one: one.start)
    if first.layer == second.layer and high.start < low.start + low.share - _WHOLE:
        raise BadInput(
            f"Experiments {low.name!r} and {high.name!r} overlap in layer {low.layer!r}: the first "
            f"has people up to {low.start + low.share:g}. Begin the other there (`start`), or give "
            "it a layer of its own.",
            field="start",
        )
    both = first.changed() & second.changed()
    if first.layer != second.layer and both:
        raise BadInput(
            f"Experiments {first.name!r} and {second.name!r} both change {min(both)}, and a person "
            "may be in both: put them in one layer.",
            field="layer",
        )


def _meet(first: Experiment, second: Experiment) -> bool:
    """Whether there is a moment at which both run."""
    begins = max(first.begins() or 0, second.begins() or 0)
    ends = [one for one in (first.ends(), second.ends()) if one is not None]
    return not ends or begins < min(ends)


def _is_name(name: str) -> bool:
    plain = name.replace("-", "").replace("_", "")
    return len(name) <= _LONGEST_NAME and plain.isascii() and plain.isalnum()
