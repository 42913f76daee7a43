"""Arrangement: promises that hold for any rows, and the greedy order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matinee.page import PageConfig, RowCandidate, arrange
from matinee.page.arrange import continuation

CONFIG = PageConfig(shortest_row=3)


def row(name: str, *places: int, kind: str = "category") -> RowCandidate:
    return RowCandidate(name, kind, name, "because", np.array(places, np.int64))


_rows = st.lists(
    st.tuples(
        st.sampled_from(["top_picks", "continue_watching", "category", "because", "trending"]),
        st.lists(st.integers(0, 39), unique=True, max_size=40),
    ),
    max_size=12,
)


@given(_rows, st.integers(1, 8), st.integers(1, 15), st.integers(0, 1000))
def test_no_item_twice_and_no_row_too_short(
    rows: list[tuple[str, list[int]]], most: int, columns: int, seed: int
) -> None:
    scores = np.random.default_rng(seed).normal(size=40).astype(np.float32)
    candidates = [row(str(n), *places, kind=kind) for n, (kind, places) in enumerate(rows)]
    page = arrange(candidates, scores, most, columns, CONFIG)
    shown = [place for placed in page for place in placed.places]
    assert len(shown) == len(set(shown))
    assert len(page) <= most
    for placed in page:
        left = set(placed.row.places.tolist()) - set(shown[: shown.index(placed.places[0])])
        assert len(placed.places) == min(len(left), columns)
        assert placed.more == (len(left) > columns)
        shortest = 1 if placed.row.kind == "continue_watching" else 3
        assert len(left) >= shortest
        order = placed.row.places.tolist()
        assert [order.index(p) for p in placed.places] == sorted(
            order.index(p) for p in placed.places
        )


@given(_rows, st.integers(0, 1000))
def test_each_row_is_the_one_that_adds_most(rows: list[tuple[str, list[int]]], seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=40).astype(np.float32)
    candidates = [row(str(n), *places, kind=kind) for n, (kind, places) in enumerate(rows)]
    page = [placed.row.row_id for placed in arrange(candidates, scores, 6, 5, CONFIG)]
    assert page == _plain(candidates, (scores - scores.min()).tolist())


def _plain(candidates: list[RowCandidate], scores: list[float]) -> list[str]:
    """The definition: each time, of all rows left, the one that adds most."""
    used: set[int] = set()
    kinds: dict[str, int] = {}
    waiting = list(enumerate(candidates))
    chosen: list[str] = []

    def key(entry: tuple[int, RowCandidate]) -> tuple[int, float, int]:
        number, one = entry
        first = (
            ("continue_watching", "top_picks").index(one.kind)
            if one.kind in ("continue_watching", "top_picks")
            else 2
        )
        if first < 2:
            return first, 0.0, number
        left = [p for p in one.places.tolist() if p not in used][:6]
        total = 0.0
        for place in left:
            total += scores[place]
        return first, -(total / 6 - 0.12 * kinds.get(one.kind, 0)), number

    while waiting and len(chosen) < 6:
        entry = min(waiting, key=key)
        waiting.remove(entry)
        left = [p for p in entry[1].places.tolist() if p not in used]
        if len(left) >= (1 if entry[1].kind == "continue_watching" else 3):
            used |= set(left[:5])
            kinds[entry[1].kind] = kinds.get(entry[1].kind, 0) + 1
            chosen.append(entry[1].row_id)
    return chosen


def test_the_fixed_rows_come_first_and_the_strongest_next() -> None:
    scores = np.linspace(1, 0, 20).astype(np.float32)
    rows = [
        row("weak", 15, 16, 17, 18),
        row("strong", 0, 1, 2, 3),
        row("top", 4, 5, 6, 7, kind="top_picks"),
        row("go on", 19, kind="continue_watching"),
    ]
    page = arrange(rows, scores, 10, 10, CONFIG)
    assert [placed.row.row_id for placed in page] == ["go on", "top", "strong", "weak"]


def test_continuation_leaves_out_what_was_taken() -> None:
    assert continuation(row("r", 5, 4, 3, 2, 1), [4, 2], 2) == ([5, 3], True)
    assert continuation(row("r", 5, 4), [4, 5], 2) == ([], False)
