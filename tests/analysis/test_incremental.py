"""What rows add: a kind that brings starts of its own, and one that only takes those of others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.analysis.share import share_of
from matinee.outcomes import OutcomesConfig
from matinee.page.holding import WEEK_MS, hold_out
from matinee.records import Decision, Event, Logged, Placed, ServedRow
from tests.analysis.test_causes import Told
from tests.making import NOW

HOUR = 3_600_000


def weeks(people: int, seed: int, chance_of_hold_out: float = 0.2) -> Told:
    """Eight weeks of people. A week has two starts of a person's own; "new" rows bring one more,
    "trending" rows only get the credit for one of the two."""
    chance = np.random.default_rng(seed)
    events: list[Logged] = []
    decisions = []
    first = NOW - NOW % WEEK_MS
    for user in range(1, people + 1):
        rate = chance.gamma(4.0, 0.5)
        for week in range(8):
            held = tuple(
                kind for kind in ("new", "trending") if chance.random() < chance_of_hold_out
            )
            kinds = [kind for kind in ("new", "trending", "continue_watching") if kind not in held]
            rows = tuple(
                ServedRow(kind, kind, n, 0, (Placed(f"{kind}-film", "x", 1.0),))
                for n, kind in enumerate(kinds)
            )
            time, name = first + week * WEEK_MS + HOUR, f"p{user}-{week}"
            decisions.append(
                Decision(
                    *(name, 0, user, time, "tv", "home", "m", "s:1", rows),
                    held_out=held,
                    hold_out=chance_of_hold_out,
                )
            )
            own, brought = chance.poisson(rate), "new" not in held and chance.random() < 0.8
            starts = [f"own{n}" for n in range(own)] + ["new-film"] * brought
            for n, item in enumerate(starts):
                row = kinds.index("new") if item == "new-film" else kinds.index("trending") if (
                    n == 0 and "trending" in kinds
                ) else None  # fmt: skip
                where = None if row is None else f"{name}.{row}.0"
                at = time + (n + 1) * HOUR
                events.append(
                    Logged(len(events) + 1, user, Event("play", at, item, 0.0, "tv", 0, where))
                )
    return Told(events, decisions)


def test_what_would_have_been_found_anyway_adds_nothing(tmp_path: Path) -> None:
    found = share_of(tmp_path, weeks(300, 1), OutcomesConfig())
    adds = {one.kind: one for one in found.incremental.kinds}
    assert set(adds) == {"new", "trending"}, "what is the person's own is never held out"
    new, trending = adds["new"], adds["trending"]
    assert new.low is not None and new.high is not None and new.share is not None
    # 0.8 a week in four weeks of five, next to 2 and these.
    truth = 0.8 * 0.8 / (2 + 0.8 * 0.8)
    assert new.low > 0.1 and new.low < truth < new.high
    assert trending.low is not None and trending.high is not None
    assert trending.low < 0 < trending.high and trending.high < 0.1
    whole = found.incremental
    assert whole.share == pytest.approx((new.share or 0) + (trending.share or 0), abs=1e-3)
    assert found.starts.share is not None and whole.high is not None
    assert found.starts.share > whole.high, "attribution credits rows with what people bring along"


def test_the_interval_covers_the_truth(tmp_path: Path) -> None:
    truth = 0.8 * 0.8 / (2 + 0.8 * 0.8)
    covered = 0
    for seed in range(20):
        told = share_of(tmp_path / str(seed), weeks(120, seed), OutcomesConfig()).incremental
        (new,) = (one for one in told.kinds if one.kind == "new")
        covered += (new.low or 0) < truth < (new.high or 0)
    assert covered >= 16


def test_who_draws_twice_in_a_week_counts_for_the_first(tmp_path: Path) -> None:
    """Busy people are seen under two ids and draw twice. A row that adds nothing adds nothing:
    weeks must not be left out by what was drawn."""
    chance = np.random.default_rng(1)
    events: list[Logged] = []
    decisions = []
    first = NOW - NOW % WEEK_MS
    for user in range(1, 1201):
        busy = user % 2 == 0
        for draw in range(2 if busy else 1):
            held = ("new",) if chance.random() < 0.1 else ()
            kinds = ("trending",) if held else ("new", "trending")
            rows = tuple(
                ServedRow(k, k, n, 0, (Placed("f", "x", 1.0),)) for n, k in enumerate(kinds)
            )
            time = first + (1 + draw) * HOUR
            served = Decision(f"p{user}-{draw}", 0, user, time, "tv", "h", "m", "s:1", rows)
            decisions.append(replace(served, held_out=held, hold_out=0.1))
        for n in range(chance.poisson(4 if busy else 1)):
            at = first + (5 + n) * HOUR
            events.append(Logged(len(events) + 1, user, Event("play", at, f"own{n}", 0.0, "tv")))
    found = share_of(tmp_path, Told(events, decisions), OutcomesConfig()).incremental
    (new,) = found.kinds
    assert new.low is not None and new.high is not None and new.low < 0 < new.high


def test_too_little_is_said(tmp_path: Path) -> None:
    none = share_of(tmp_path / "a", weeks(5, 1, 0.0), OutcomesConfig()).incremental
    assert none.share is None and "No row was held out yet" in none.why_not
    few = share_of(tmp_path / "b", weeks(5, 1), OutcomesConfig()).incremental
    assert few.share is None and "people yet" in few.why_not


@pytest.mark.usefixtures("rows_held_out")
def test_rows_are_held_out_at_the_stated_rate() -> None:

    from matinee.shelving import Request
    from tests.page.test_explore import CONFIG, crime_fan, home

    config = replace(CONFIG, page=replace(CONFIG.page, hold_out=0.2, explore=0.0))
    made, profile = home(config), crime_fan()
    plain = home(replace(config, page=replace(config.page, hold_out=0.0)))
    page, _, _ = plain.page(profile, Request("u", NOW, "tv"))
    kinds = {row.kind for row in page.rows}
    held = 0
    for number in range(300):
        page, decision, _ = made.page(profile, Request(f"u{number}", NOW, "tv"))
        again, _, _ = made.page(profile, Request(f"u{number}", NOW + HOUR, "tv"))
        shown = {row.kind for row in page.rows}
        assert shown == {row.kind for row in again.rows}, "for the whole week"
        assert shown | set(decision.held_out) == kinds and not shown & set(decision.held_out)
        assert decision.hold_out == 0.2
        held += "top_picks" in decision.held_out
    assert 35 < held < 90
    assert hold_out([], "s", 1.0) == ([], ())
