"""Who is in which experiment, and what cannot run is said."""

from __future__ import annotations

from collections import Counter
from math import inf
from pathlib import Path
from typing import Any

import pytest

from matinee.errors import BadInput, NotFound
from matinee.experiments import Experiment, Experiments, ExperimentsConfig, Variant, assigned
from matinee.experiments.check import check
from tests.making import DAY, NOW

A, B = Variant("A"), Variant("B", changes={"page.explore": 0.5})
PEOPLE = [f"user{n}" for n in range(4000)]


def experiment(name: str = "bolder", **more: Any) -> Experiment:
    return Experiment(name=name, variants=more.pop("variants", (A, B)), **more)


def who(one: Experiment, *others: Experiment, now: int = NOW, **more: Any) -> dict[str, str]:
    found = {person: assigned((one, *others), person, now, **more) for person in PEOPLE}
    return {
        person: each.variant.name
        for person, many in found.items()
        for each in many
        if each.experiment.name == one.name
    }


def test_people_stay_where_they_are_and_fall_by_weight() -> None:
    one = experiment(share=0.5, variants=(Variant("A", 3.0), B))
    found = who(one)
    assert found == who(one, now=NOW + 100 * DAY)
    assert 1850 < len(found) < 2150
    counts = Counter(found.values())
    assert 0.70 < counts["A"] / len(found) < 0.80


def test_one_layer_is_exclusive_and_two_are_independent() -> None:
    first, second = experiment(share=0.5), experiment("other", start=0.5, share=0.5)
    assert not set(who(first, second)) & set(who(second, first))
    assert len(who(first, second)) + len(who(second, first)) == len(PEOPLE)
    elsewhere = experiment("elsewhere", layer="artwork")
    both = Counter(zip(who(experiment()).values(), who(elsewhere).values(), strict=True))
    assert all(900 < count < 1100 for count in both.values()) and len(both) == 4


def test_it_ramps_up_and_keeps_whom_it_has() -> None:
    one = experiment(since="2026-09-21", ramp_days=10, share=0.8)
    begins = one.begins()
    assert begins is not None and one.reach(begins - 1) == 0
    sizes, before, whole = [], set[str](), who(one, now=begins + 12 * DAY)
    for day in range(0, 13, 3):
        now = who(one, now=begins + day * DAY)
        assert before <= set(now)
        assert all(now[person] == whole[person] for person in before)
        before = set(now)
        sizes.append(len(now) / len(PEOPLE))
    assert sizes[0] == pytest.approx(0.08, abs=0.02) and sizes[-1] == pytest.approx(0.8, abs=0.02)
    assert sizes == sorted(sizes)


def test_it_has_a_first_and_a_last_day() -> None:
    one = experiment(since="2026-09-21", until="2026-09-22")
    begins, ends = one.begins(), one.ends()
    assert begins is not None and ends == begins + 2 * DAY
    assert not who(one, now=begins - 1) and who(one, now=ends - 1) and not who(one, now=ends)


def test_who_is_held_out_is_in_nothing() -> None:
    one, other = experiment(), experiment("other", layer="artwork")
    found = set(who(one, hold_out=0.2))
    assert found == set(who(other, hold_out=0.2))
    assert 0.76 < len(found) / len(PEOPLE) < 0.84


REFUSED: dict[str, tuple[tuple[Experiment, ...], str]] = {
    "the same name": ((experiment(), experiment(layer="b")), "Two experiments are called"),
    "no name": ((experiment(""),), "a name has"),
    "a name with what separates": ((experiment("a=b"),), "a name has"),
    "one variant": ((experiment(variants=(A,)),), "two variants or more"),
    "twin variants": ((experiment(variants=(A, A)),), "two variants or more"),
    "a variant that separates": ((experiment(variants=(A, Variant("x=y"))),), "a variant's name"),
    "a variant of two lines": ((experiment(variants=(A, Variant("x\ny"))),), "a variant's name"),
    "no number": ((experiment(share=float("nan")),), "its people lie between 0 and 1"),
    "endless weight": ((experiment(variants=(A, Variant("B", inf))),), "weights are above 0"),
    "a ramp back": ((experiment(since="2026-12-01", ramp_days=-1),), "a ramp takes 0 days"),
    "the end of days": ((experiment(until="9999-12-31"),), "is no day"),
    "no weight": ((experiment(variants=(A, Variant("B", 0.0))),), "weights are above 0"),
    "nothing changes": ((experiment(variants=(A, Variant("B"))),), "no variant changes anything"),
    "nobody": ((experiment(share=0.0),), "its people lie between 0 and 1"),
    "more than all": ((experiment(start=0.6, share=0.5),), "its people lie between 0 and 1"),
    "a ramp from nowhere": ((experiment(ramp_days=3),), "needs `since`"),
    "it ends first": ((experiment(since="2026-12-02", until="2026-12-01"),), "it ends before"),
    "no day": ((experiment(since="soon"),), "is no day"),
    "no metric": ((experiment(goal="joy"),), "'joy' is no metric; there are takes"),
    "no guardrail": ((experiment(guardrails=("joy",)),), "'joy' is no metric"),
    "what no page reads": (
        (experiment(variants=(A, Variant("B", changes={"server.port": 1}))),),
        "no setting of ranking, page, artwork, and not the model",
    ),
    "a page that is interleaved": ((experiment(interleave=True),), "only rankers"),
    "an overlap": (
        (experiment(share=0.6), experiment("other", start=0.5, share=0.5)),
        "'bolder' and 'other' overlap in layer 'page': the first has people up to 0.6",
    ),
    "one setting, two layers": (
        (experiment(), experiment("other", layer="b")),
        "both change page.explore",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_run_is_said(name: str) -> None:
    experiments, words = REFUSED[name]
    with pytest.raises(BadInput) as told:
        check(experiments)
    assert words in told.value.message


def test_one_after_the_other_is_no_overlap() -> None:
    check((experiment(until="2026-09-21"), experiment("next", since="2026-09-22")))


def test_what_is_made_survives_and_stays_when_stopped(tmp_path: Path) -> None:
    config = ExperimentsConfig(running=(experiment("of-settings", layer="s", share=0.5),))
    held = Experiments(tmp_path, config)
    mine = experiment(variants=(A, Variant("B", changes={"page.swaps": 0.5})))
    held.start(mine, "ann", NOW)
    with pytest.raises(BadInput, match="There was an experiment"):
        held.start(mine, "ben", NOW)
    with pytest.raises(BadInput, match="overlap"):
        held.start(experiment("more", variants=mine.variants), "ben", NOW)
    again = Experiments(tmp_path, config)
    assert [one.name for one in again.running()] == ["of-settings", "bolder"]
    again.stop("bolder", NOW + DAY)
    again.stop("bolder", NOW + 2 * DAY)
    last = Experiments(tmp_path, config)
    assert [one.name for one in last.running()] == ["of-settings"]
    kept = last.get("bolder")
    assert (kept.by, kept.at, kept.stopped) == ("ann", NOW, NOW + DAY)
    with pytest.raises(BadInput, match=r"matinee\.toml"):
        last.stop("of-settings", NOW)
    with pytest.raises(NotFound):
        last.stop("nothing", NOW)
    (tmp_path / "experiments.json").write_text("{")
    with pytest.raises(BadInput, match="damaged"):
        Experiments(tmp_path, config)
