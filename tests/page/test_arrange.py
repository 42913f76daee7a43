"""Arrangement: promises that hold for any rows, and the greedy order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from numpy.typing import NDArray

from matinee.catalog import Catalog
from matinee.page import Arranged, Learnt, PageConfig, RowCandidate, Shelf, arrange
from matinee.page.arrange import continuation
from matinee.page.attention import assumed
from matinee.page.rows import gains
from matinee.profiles import Profile, ProfilesConfig
from matinee.records import Event, Item, Logged
from matinee.retrieval import Query, merge
from tests.making import NOW

CONFIG = PageConfig(shortest_row=3)
GENRES = ("Crime", "Comedy", "War", "Drama")


def row(name: str, *places: int, kind: str = "category") -> RowCandidate:
    return RowCandidate(name, kind, name, "because", np.array(places, np.int64))


_rows = st.lists(
    st.tuples(
        st.sampled_from(["top_picks", "continue_watching", "category", "because", "trending"]),
        st.lists(st.integers(0, 39), unique=True, max_size=40),
    ),
    max_size=12,
)


CATALOG = Catalog((Item(str(n), f"Film {n}", categories=(GENRES[n % 4],)), 0) for n in range(40))


def shelf(scores: NDArray[np.float32], profile: Profile | None = None, device: str = "tv") -> Shelf:
    query = Query.of(profile or Profile(0), CATALOG, ProfilesConfig(), now=NOW, device=device)
    everything = np.arange(40, dtype=np.int32)
    candidates = merge([], np.ones(40, bool), [everything])
    return Shelf(query, candidates, scores, np.ones(40, bool), np.ones(40, np.float32))


def arranged(
    rows: list[RowCandidate],
    scores: NDArray[np.float32],
    most: int = 10,
    columns: int = 10,
    config: PageConfig = CONFIG,
) -> list[Arranged]:
    return arrange(rows, shelf(scores), (most, columns), config)


@given(_rows, st.integers(1, 8), st.integers(1, 15), st.integers(0, 1000))
def test_no_item_twice_and_no_row_too_short(
    rows: list[tuple[str, list[int]]], most: int, columns: int, seed: int
) -> None:
    scores = np.random.default_rng(seed).normal(size=40).astype(np.float32)
    candidates = [row(str(n), *places, kind=kind) for n, (kind, places) in enumerate(rows)]
    page = arranged(candidates, scores, most, columns)
    shown = [place for placed in page for place in placed.places]
    assert len(shown) == len(set(shown))
    assert len(page) <= most
    for placed in page:
        assert len(placed.places) <= columns
        shortest = 1 if placed.row.kind == "continue_watching" else min(3, columns)
        assert len(placed.places) >= shortest
        left = set(placed.row.places.tolist()) - set(shown)
        assert placed.more == bool(left)
        assert not left or len(placed.places) == columns, "a row is full before it has more"
        order = placed.row.places.tolist()
        positions = [order.index(p) for p in placed.places]
        assert positions == sorted(positions), "strongest first"


@given(_rows, st.integers(0, 1000))
def test_each_row_is_the_one_that_adds_most(rows: list[tuple[str, list[int]]], seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=40).astype(np.float32)
    candidates = [row(str(n), *places, kind=kind) for n, (kind, places) in enumerate(rows)]
    config = replace(CONFIG, calibration=0.0)
    page = [placed.row.row_id for placed in arranged(candidates, scores, 6, 5, config)]
    assert page == _plain(candidates, scores)


def _plain(candidates: list[RowCandidate], scores: NDArray[np.float32]) -> list[str]:
    """The definition: each time, of all rows left, the one whose first five add most here."""
    gain, curve = gains(scores, CONFIG.gain_scale), assumed("tv", 6, 5)
    used: set[int] = set()
    kinds: dict[str, int] = {}
    waiting = list(enumerate(candidates))
    chosen: list[str] = []

    def left(one: RowCandidate) -> list[int]:
        return [p for p in one.places.tolist() if p not in used][:5]

    def key(entry: tuple[int, RowCandidate]) -> tuple[int, float, int]:
        number, one = entry
        if one.kind in ("continue_watching", "top_picks"):
            return ("continue_watching", "top_picks").index(one.kind), 0.0, number
        total = sum(gain[p] * a for p, a in zip(left(one), curve[len(chosen)], strict=False))
        return 2, -round(total * 0.9 ** kinds.get(one.kind, 0), 9), number

    while len(chosen) < 6:
        waiting = [
            entry
            for entry in waiting
            if len(left(entry[1])) >= (1 if entry[1].kind == "continue_watching" else 3)
        ]
        if not waiting:
            break
        entry = min(waiting, key=key)
        waiting.remove(entry)
        used |= set(left(entry[1]))
        kinds[entry[1].kind] = kinds.get(entry[1].kind, 0) + 1
        chosen.append(entry[1].row_id)
    return chosen


STRONG_FIRST = np.linspace(1, 0, 40).astype(np.float32)


def test_the_fixed_rows_come_first_and_the_strongest_next() -> None:
    rows = [
        row("weak", 15, 16, 17, 18),
        row("strong", 0, 1, 2, 3),
        row("top", 4, 5, 6, 7, kind="top_picks"),
        row("go on", 19, kind="continue_watching"),
    ]
    page = arranged(rows, STRONG_FIRST)
    assert [placed.row.row_id for placed in page] == ["go on", "top", "strong", "weak"]


def test_no_row_hoards_what_would_lead_another() -> None:
    rows = [row("top", *range(20), kind="top_picks"), row("crime", 6, 7, 8, 20, 21, 22)]
    top, crime = arranged(rows, STRONG_FIRST, 2, 10)
    assert top.places == [0, 1, 2, 3, 4, 5, 9, 10, 11, 12]
    assert crime.places == [6, 7, 8, 20, 21, 22]
    assert top.more
    assert not crime.more


def test_a_pinned_row_stands_where_the_editor_wants_it() -> None:
    rows = [
        row("top", 0, 1, 2, 3, kind="top_picks"),
        row("strong", 4, 5, 6, 7),
        replace(row("pinned", 36, 37, 38, 39), pinned=1),
        replace(row("later", 32, 33, 34, 35), pinned=7),
    ]
    page = arranged(rows, STRONG_FIRST)
    assert [placed.row.row_id for placed in page] == ["top", "pinned", "strong", "later"]


def test_a_page_keeps_to_the_persons_mix() -> None:
    """Someone who liked two genres sees both, though one is stronger everywhere."""
    profile = Profile(1)
    for seq, item in enumerate(("0", "4", "8", "1", "5", "9"), 1):
        profile.update(Logged(seq, 1, Event("rate", NOW, item, 5.0)), 90.0)
    order = [n for genre in (0, 2, 3, 1) for n in range(genre, 40, 4)]
    scores = np.zeros(40, np.float32)
    scores[order] = np.linspace(1, 0, 40)
    rows = [row(GENRES[g], *range(g, 40, 4), kind=f"k{g}") for g in range(4)]
    config = replace(CONFIG, calibration=0.0)
    plain = arrange(rows, shelf(scores, profile), (2, 6), config)
    assert [placed.row.row_id for placed in plain] == [GENRES[0], GENRES[2]]
    mixed = arrange(rows, shelf(scores, profile), (2, 6), replace(config, calibration=0.5))
    assert {placed.row.row_id for placed in mixed} == {GENRES[0], GENRES[1]}


def test_continuation_leaves_out_what_was_taken() -> None:
    assert continuation(row("r", 5, 4, 3, 2, 1), [4, 2], 2) == ([5, 3], True)
    assert continuation(row("r", 5, 4), [4, 5], 2) == ([], False)


def test_kinds_that_did_well_stand_higher() -> None:
    rows = [row("a", 0, 1, 2, 3, kind="new"), row("b", 4, 5, 6, 7, kind="trending")]
    plain = arranged(rows, STRONG_FIRST)
    assert [placed.row.row_id for placed in plain] == ["a", "b"]
    learnt = Learnt(kinds={"trending": 1.8, "new": 0.6})
    told = arrange(rows, shelf(STRONG_FIRST), (10, 10), CONFIG, learnt)
    assert [placed.row.row_id for placed in told] == ["b", "a"]
    assert Learnt(kinds={"new": 99.0}).worth("new") == 2.0


def test_my_list_keeps_all_that_was_saved() -> None:
    rows = [
        row("mine", *range(30, 40), kind="my_list"),
        row("crime", *range(34, 39), 0, 1, 2),
    ]
    page = arranged(rows, STRONG_FIRST, 5, 8)
    assert page[0].places == list(range(30, 38))
    assert page[0].more
    assert page[1].places == [38, 0, 1, 2]


def test_my_list_that_an_editor_pinned_keeps_its_titles_too() -> None:
    rows = [
        row("top", *range(20), kind="top_picks"),
        replace(row("mine", 1, 2, 30, kind="my_list"), pinned=1),
    ]
    page = arranged(rows, STRONG_FIRST, 5, 8)
    assert [placed.row.row_id for placed in page] == ["top", "mine"]
    assert page[1].places == [1, 2, 30]


def test_what_is_above_takes_nothing_from_a_pinned_row() -> None:
    rows = [
        row("top", *range(20), kind="top_picks"),
        replace(row("spotlight", 0, 1, 21), pinned=1),
    ]
    page = arranged(rows, STRONG_FIRST, 5, 8)
    assert [placed.row.row_id for placed in page] == ["top", "spotlight"]
    assert page[1].places == [0, 1, 21]
