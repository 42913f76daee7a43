"""The catalogue in memory stays true to every change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog import Catalog, Facet, parse_filter
from matinee.errors import BadFilter
from matinee.records import Item, Person
from tests.making import FILMS, NOW

_changes = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.none() | st.lists(st.sampled_from(["X", "Y", "Z"]), max_size=3),
    ),
    max_size=30,
)


@given(_changes)
@settings(deadline=None)
def test_any_changes_leave_what_a_fresh_catalogue_has(
    changes: list[tuple[str, list[str] | None]],
) -> None:
    catalog = Catalog()
    truth: dict[str, Item] = {}
    for item_id, categories in changes:
        if categories is None:
            assert catalog.delete(item_id) == (truth.pop(item_id, None) is not None)
        else:
            truth[item_id] = Item(item_id, item_id, categories=tuple(categories))
            catalog.put(truth[item_id], NOW)
    assert {item.item_id: item for item in catalog} == truth
    assert catalog.size == len(truth)
    shown = np.flatnonzero(catalog.available(NOW)).tolist()
    assert {catalog.item(i).item_id for i in shown} == set(truth)
    pointers, flat = catalog.facet_table()
    for item_id, item in truth.items():
        index = catalog.index_of(item_id)
        assert index is not None
        facets = [catalog.facets()[f] for f in flat[pointers[index] : pointers[index + 1]]]
        assert facets == [Facet("category", c) for c in dict.fromkeys(item.categories)]
    for place, facet in enumerate(catalog.facets()):
        members = {catalog.item(i).item_id for i in catalog.members(place).tolist()}
        assert members == {i for i, item in truth.items() if facet.value in item.categories}
        assert catalog.facet_shares()[place] == len(members) / len(catalog)


def test_it_grows() -> None:
    catalog = Catalog()
    for n in range(3000):
        catalog.put(Item(str(n), "t", year=1900 + n % 100), NOW)
    assert catalog.available(NOW).sum() == 3000
    assert catalog.years()[2999] == 1999


def test_only_leading_people_count_and_noise_categories_do_not() -> None:
    people = tuple(Person(f"P{n}") for n in range(20))
    catalog = Catalog([(Item("1", "t", categories=("unknown", "X"), people=people), NOW)])
    values = [facet.value for facet in catalog.facets()]
    assert values == ["X", "P0", "P1", "P2", "P3", "P4", "P5"]


CATALOG = Catalog((film, NOW) for film in FILMS)


def allowed(text: str) -> set[str]:
    mask = parse_filter(text).mask(CATALOG)
    assert mask is not None
    return {CATALOG.item(i).item_id for i in np.flatnonzero(mask).tolist()}


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("category = 'War'", lambda f: "War" in f.categories),
        ("year >= 1990", lambda f: f.year >= 1990),
        ("year < 1980 or year > 1998", lambda f: f.year < 1980 or f.year > 1998),
        (
            "not category = 'Drama' and year = 1995",
            lambda f: "Drama" not in f.categories and f.year == 1995,
        ),
        (
            "(year = 1995 or year = 1996) and category != 'Crime'",
            lambda f: f.year in (1995, 1996) and "Crime" not in f.categories,
        ),
        (
            "people in ('Tom Hanks', \"Meg Ryan\")",
            lambda f: {"Tom Hanks", "Meg Ryan"} & {p.name for p in f.people},
        ),
        ("title = 'When Harry Met Sally...'", lambda f: f.item_id == "14"),
        ("properties.colour = 'red'", lambda f: False),
        ("price > 3", lambda f: False),
        ("KIND = 'film' AND Year <= 1960", lambda f: f.year <= 1960),
    ],
)
def test_filters(text: str, check: object) -> None:
    assert allowed(text) == {film.item_id for film in FILMS if check(film)}  # type: ignore[operator]


def test_properties_are_compared_by_their_type() -> None:
    odd = Item("p", "P", properties={"n": 5, "list": ["a", {"b": 1}], "on": True, "text": "5"})
    catalog = Catalog([(odd, NOW)])
    for text, hit in [
        ("properties.n = 5", True),
        ("properties.n > 4.5", True),
        ("properties.text > 4", False),
        ("properties.list = 'a'", True),
        ("properties.list in ('b')", False),
        ("properties.none != 1", True),
        ("not properties.none = 1", True),
    ]:
        mask = parse_filter(text).mask(catalog)
        assert mask is not None and bool(mask[0]) is hit, text


def test_boosts_multiply() -> None:
    wanted = parse_filter("year > 1900 boost 2 if category = 'Crime' boost 3 if year = 1995")
    weights = wanted.weights(CATALOG)
    assert weights is not None
    assert weights[CATALOG.index_of("1")] == 6
    assert weights[CATALOG.index_of("24")] == 1
    assert parse_filter("boost 2 if year = 1").mask(CATALOG) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a field"),
        ("year", "=, !=,"),
        ("year =", "a number, or text in quotes at the end"),
        ("year = 1990 and", "a field at the end"),
        ("(year = 1990", r"'\)' at the end"),
        ("year = 1990 year = 1991", "'and', 'or', 'boost' or the end before: year = 1991"),
        ("colour = 'red'", "no field 'colour'"),
        ("year ? 5", r"stops making sense at: \? 5"),
        ("year in ()", "a number, or text"),
        ("boost 'x' if year = 1", "boost needs a number"),
        ("boost 2 year = 1", "'if'"),
        ("not " * 60 + "year = 1", "nests at most"),
        ("x" * 3000, "at most 2000"),
    ],
)
def test_wrong_filters_say_where_and_what(text: str, words: str) -> None:
    if text:
        with pytest.raises(BadFilter, match=words):
            parse_filter(text)
