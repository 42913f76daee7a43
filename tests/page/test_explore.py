"""Exploration: stated chances, logged exactly; the page keeps its promises."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.catalog import Catalog
from matinee.home import Home, HomeConfig, Request
from matinee.learning import fit_model
from matinee.page import PageConfig
from matinee.profiles import Profile
from matinee.recommender import Recommender
from matinee.records import Decision, Event, Item, Logged, Placed
from tests.making import DAY, FILMS, NOW
from tests.page.test_reasons import log

COLD = [Item(f"cold{n}", f"Cold {n}", categories=("Crime",)) for n in range(60)]
RATE = 0.3
CONFIG = HomeConfig(
    page=PageConfig(explore=RATE, explore_column=3, columns=8, swaps=0.0, hold_out=0.0)
)


def home(config: HomeConfig) -> Home:
    catalog = Catalog((item, 0) for item in [*FILMS, *COLD])
    model = fit_model(log(), catalog, config.retrieval)
    return Home(Recommender(catalog, model, config), config)


def crime_fan() -> Profile:
    profile = Profile(7)
    for seq, item in enumerate(("1", "3"), 1):
        profile.update(Logged(seq, 7, Event("rate", NOW - DAY, item, 5.0)), 90.0)
    return profile


def placed(decision: Decision) -> dict[tuple[int, int], Placed]:
    return {
        (row.position, column): item
        for row in decision.rows
        for column, item in enumerate(row.items)
    }


def test_pages_explore_at_the_stated_rate_and_log_the_chance() -> None:
    made, profile = home(CONFIG), crime_fan()
    among, drawn = CONFIG.page.explore_among, Counter[str]()
    pages = 600
    for number in range(pages):
        page, decision, _ = made.page(profile, Request(f"u{number}", NOW, "tv"))
        items = [item.item_id for row in page.rows for item in row.items]
        assert len(items) == len(set(items))
        position = next(row.position for row in page.rows if row.kind == "top_picks")
        by_chance = {
            at: one for at, one in placed(decision).items() if one.exploration_propensity < 1
        }
        assert list(by_chance) == [(position, 3)]
        one = by_chance[position, 3]
        if one.source == "cold":
            drawn[one.item] += 1
            assert one.exploration_propensity == pytest.approx(RATE / among)
            shown = page.rows[position].items[3]
            assert shown.reason == "A guess, to learn your taste"
            assert shown.item_id.startswith("cold")
            assert page.rows[position].next is not None
        else:
            assert one.exploration_propensity == pytest.approx(1 - RATE)
    share = drawn.total() / pages
    assert abs(share - RATE) < 4 * np.sqrt(RATE * (1 - RATE) / pages)
    assert len(drawn) == among
    assert max(drawn.values()) < 4 * drawn.total() / among


def test_the_same_request_explores_alike_and_a_word_turns_it_off() -> None:
    made, profile = home(CONFIG), crime_fan()
    first, second = (made.page(profile, Request("u", NOW, "tv"))[0] for _ in range(2))
    assert [r.items[:4] for r in first.rows] != []
    assert [[i.item_id for i in r.items] for r in first.rows] == [
        [i.item_id for i in r.items] for r in second.rows
    ]
    off = home(replace(CONFIG, page=replace(CONFIG.page, explore=0.0)))
    for number in range(20):
        _, decision, _ = off.page(profile, Request(f"u{number}", NOW, "tv"))
        assert {one.exploration_propensity for one in placed(decision).values()} == {1.0}


def test_nobody_is_shown_what_they_hid_or_asked_less_of() -> None:
    always = home(replace(CONFIG, page=replace(CONFIG.page, explore=1.0)))
    profile = crime_fan()
    for seq, item in enumerate(COLD[:15], 10):
        profile.update(Logged(seq, 7, Event("hide", NOW, item.item_id)), 90.0)
    hidden = {item.item_id for item in COLD[:15]}
    for number in range(40):
        page, _, _ = always.page(profile, Request(f"u{number}", NOW, "tv"))
        assert not hidden & {item.item_id for row in page.rows for item in row.items}
    from matinee.records import Details

    less = Event("adjust", NOW, value=-1.0, details=Details(facet="category", facet_value="Crime"))
    profile.update(Logged(99, 7, less), 90.0)
    page, decision, _ = always.page(profile, Request("u", NOW, "tv"))
    assert {one.exploration_propensity for one in placed(decision).values()} == {1.0}
    assert all(item.source != "cold" for row in page.rows for item in row.items)
