"""Swaps: stated chances, logged exactly; and the attention that is learnt from them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from matinee.home import HomeConfig, Request
from matinee.page import PageConfig, learn
from matinee.page.attention import Taken, assumed
from matinee.records import Decision
from tests.page.test_explore import crime_fan, home

PAGE = PageConfig(explore=0.0, columns=8, swaps=1.0, hold_out=0.0)
ALWAYS = HomeConfig(page=PAGE)
NOW = 1_790_000_000_000


def grid(decision: Decision) -> list[list[str]]:
    return [[one.item for one in row.items] for row in decision.rows]


def served(config: HomeConfig, pages: int) -> list[Decision]:
    made, profile = home(config), crime_fan()
    return [made.page(profile, Request(f"u{n}", NOW, "tv"))[1] for n in range(pages)]


def test_pages_are_swapped_at_the_stated_rate_and_neighbours_only() -> None:
    plain = grid(served(replace(ALWAYS, page=replace(PAGE, swaps=0.0)), 1)[0])
    rate, pages = 0.3, 400
    kinds = Counter[str]()
    for decision in served(replace(ALWAYS, page=replace(PAGE, swaps=rate)), pages):
        words = {one.swap for row in decision.rows for one in row.items}
        got = grid(decision)
        if words == {""}:
            assert got == plain
            assert all(p.swap_propensity == 1.0 for row in decision.rows for p in row.items)
            continue
        kind = next(word[0] for word in words if word)
        kinds[kind] += 1
        assert Counter(map(tuple, map(sorted, got))) == Counter(map(tuple, map(sorted, plain)))
        rows = [sorted(row) for row in plain]
        for place, row in enumerate(got):
            before = rows.index(sorted(row))
            assert abs(before - place) <= (kind == "r")
            if kind == "i":
                assert all(abs(plain[place].index(one) - at) <= 1 for at, one in enumerate(row))
    share = kinds.total() / pages
    assert abs(share - rate) < 4 * np.sqrt(rate * (1 - rate) / pages)
    assert min(kinds.values()) > 0.3 * kinds.total()


def test_both_orders_of_a_pair_are_equally_likely_and_the_word_names_the_pair() -> None:
    first = Counter[tuple[str, str]]()
    pages = 0
    for decision in served(ALWAYS, 600):
        top = decision.rows[0].items
        if top[0].swap == "i0":
            assert top[1].swap == "i0"
            assert top[0].swap_propensity == top[1].swap_propensity == 0.5
            first[top[0].item, top[1].item] += 1
            pages += 1
        elif top[1].swap == "i1":
            assert (top[0].swap, top[2].swap) == ("", "i1")
    assert pages > 80
    assert len(first) == 2
    assert max(first.values()) < 0.5 * pages + 4 * 0.5 * np.sqrt(pages)


def looked(
    pages: int, attention: NDArray[np.float64], seed: int, relevance: NDArray[np.float64]
) -> list[Taken]:
    """What an audience takes that looks at each place with a known chance."""
    random = np.random.default_rng(seed)
    rows, columns = attention.shape
    taken: list[Taken] = []
    for page in range(pages):
        worth = relevance.copy()
        kind, start = ("i", "r")[page % 2], page // 2 % 2
        length = columns if kind == "i" else rows
        for left in range(start, length - 1, 2):
            pair = [left, left + 1]
            if kind == "r" and random.random() < 0.5:
                worth[pair] = worth[pair[::-1]]
            elif kind == "i":
                swapped = np.asarray(random.random(rows) < 0.5)
                block = worth[:, pair]
                worth[:, pair] = np.where(swapped[:, None], block[:, ::-1], block)
        hit = random.random(attention.shape) < attention * worth
        for row, column in np.argwhere(hit).tolist():
            at = column if kind == "i" else row
            left = at - (at - start) % 2
            if left >= start and left + 1 < length:
                taken.append(("tv", f"{kind}{left}", row, column))
    return taken


def known(rows: int = 10, columns: int = 12) -> NDArray[np.float64]:
    """People of another kind than assumed: they go far down, and hardly ever to the right."""
    return np.outer(0.93 ** np.arange(rows), 0.8 ** np.arange(columns))


def strong_first(rows: int = 10, columns: int = 12) -> NDArray[np.float64]:
    """As pages are: the strongest at the top left. Who counts takes by place is misled."""
    return 0.25 * np.outer(0.9 ** np.arange(rows), 0.9 ** np.arange(columns))


@pytest.mark.parametrize("pages", [2_000, 20_000])
def test_the_attention_of_a_known_audience_is_recovered(pages: int) -> None:
    truth = known()
    learnt = learn(looked(pages, truth, 3, strong_first()))["tv"]
    got = learnt.curve(*truth.shape)
    away = np.abs(np.log(got / truth))
    before = np.abs(np.log(assumed("tv", *truth.shape) / truth))
    assert away[:6, :8].max() < (0.4 if pages == 2_000 else 0.25)
    assert away.mean() < before.mean() / (2 if pages == 2_000 else 4)


def test_the_intervals_hold_the_truth() -> None:
    truth, inside, places = known(), 0, 0
    for seed in range(20):
        learnt = learn(looked(3_000, truth, seed, strong_first()))["tv"]
        for row, column in ((0, 3), (3, 0), (2, 2), (5, 5)):
            low, high = learnt.interval(row, column)
            inside += low <= truth[row, column] <= high
            places += 1
    assert inside / places > 0.85


def test_a_device_of_which_nothing_is_known_keeps_what_is_assumed() -> None:
    assert learn([]) == {}
    one = learn([("tv", "i0", 0, 0)])["tv"]
    assert one.curve(5, 5) == pytest.approx(assumed("tv", 5, 5), rel=0.5)
    assert one.taken == 1
    assert one.curve(60, 90).shape == (60, 90), "beyond what is kept its step goes on"
