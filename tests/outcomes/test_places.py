"""Shares by kind and place: by hand, and that a kind is not blamed for its place."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.outcomes import OutcomesConfig
from matinee.outcomes.places import PRIOR, kind_rates, places_of
from matinee.storage.base import Evidence
from matinee.testing.stores import evidence
from tests.making import NOW

RULES = OutcomesConfig()


def seen(kind: str, row: int, column: int, *, taken: bool) -> Evidence:
    return replace(evidence(1), row_kind=kind, row=row, column=column, seen=True, completed=taken)


def test_shares_and_rates_by_hand() -> None:
    found = [seen("trending", 0, 0, taken=n < 30) for n in range(100)]
    found += [seen("new", 0, 0, taken=n < 10) for n in range(100)]
    found.append(replace(evidence(1), seen=False))
    places = places_of(found, NOW, RULES)
    assert (places.seen, places.taken) == (200, 40)
    assert [share.name for share in places.kinds] == ["new", "trending"]
    new, trending = places.kinds
    assert (trending.seen, trending.taken, trending.share) == (100, 30, 0.3)
    assert trending.rate == pytest.approx((30 + PRIOR) / (20 + PRIOR))
    assert new.rate == pytest.approx((10 + PRIOR) / (20 + PRIOR))
    assert new.low < new.rate < new.high < trending.rate
    assert (places.rows[0].taken, places.columns[0].taken) == (40, 40)


def test_a_kind_is_compared_with_what_is_usual_at_its_places() -> None:
    """Two kinds as good as each other, one of them always far down."""
    random = np.random.default_rng(1)
    found = [
        seen(kind, row, column, taken=random.random() < 0.3 * 0.8**row)
        for _ in range(60)
        for row in range(8)
        for column in range(6)
        for kind in (("above",) if row < 2 else ("below",) if row > 5 else ("above", "below"))
    ]
    rates = kind_rates(places_of(found, NOW, RULES))
    shares = {one.name: one.share for one in places_of(found, NOW, RULES).kinds}
    assert shares["above"] > 1.4 * shares["below"]
    assert rates["above"] == pytest.approx(rates["below"], rel=0.12)


def test_nothing_was_seen_yet() -> None:
    places = places_of([], NOW, RULES)
    assert (places.seen, places.taken, places.kinds) == (0, 0, [])
    assert kind_rates(places) == {}
