"""Matching by the beginnings of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog import Catalog
from matinee.records import Item, Person
from matinee.search import Match, SearchConfig, TextMatch
from tests.making import FILMS

CATALOG = Catalog([(film, 0) for film in FILMS])
MORE = (
    Item("ar", "ألف ليلة وليلة"),
    Item("ja", "千と千尋の神隠し", people=(Person("柊瑠美"),)),
    Item("oc", "Ocean\u2019s Eleven"),
    Item("hi", "हाथी मेरे साथी"),
    Item("fr", "Le Fabuleux Destin d'Amélie Poulain"),
)
for item in MORE:
    CATALOG.put(item, 0)
MATCH = TextMatch(CATALOG)


def found(query: str) -> list[str]:
    match = MATCH.find(query)
    if match.kind != "all":
        return []
    order = sorted(zip(match.fits.tolist(), match.items.tolist(), strict=True), reverse=True)
    return [CATALOG.item(index).title for _, index in order]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("heat", ["Heat"]),
        ("  HEA ", ["Heat"]),
        ("al", ["Alien", "Aliens", "Aladdin", "Heat", "The Godfather", "Scarface", "Toy Story"]),
        ("tom han big", ["Big"]),
        ("meg ryan", ["Sleepless in Seattle", "When Harry Met Sally..."]),
        ("amelie", ["Le Fabuleux Destin d'Amélie Poulain"]),
        ("d'am", ["Le Fabuleux Destin d'Amélie Poulain"]),
        ("jurgen", ["Das Boot"]),
        ("神隠", ["千と千尋の神隠し"]),
        ("ليلة", ["ألف ليلة وليلة"]),
        ("oceans", ["Ocean\u2019s Eleven"]),
        ("ocean's el", ["Ocean\u2019s Eleven"]),
        ("हाथी", ["हाथी मेरे साथी"]),
        ("हम", []),
        ("eat", []),
        ("", []),
        ("...", []),
        ("\x00", []),
    ],
)
def test_what_is_found(query: str, titles: list[str]) -> None:
    assert sorted(found(query)) == sorted(titles)


def test_titles_come_before_people() -> None:
    assert found("al")[-3:] != ["Alien", "Aliens", "Aladdin"]
    assert set(found("al")[:3]) == {"Alien", "Aliens", "Aladdin"}


def titles(match: Match, catalog: Catalog = CATALOG) -> list[str]:
    return [catalog.item(index).title for index in match.items.tolist()]


def test_a_changed_title_is_found_by_its_new_name() -> None:
    catalog = Catalog([(film, 0) for film in FILMS])
    match = TextMatch(catalog)
    assert match.find("heat").kind == "all"
    catalog.put(Item("1", "Warmth"), 0)
    catalog.put(Item("99", "Heat again"), 0)
    assert titles(match.find("heat"), catalog) == ["Heat again"]
    assert match.find("warm").kind == "all"


def test_many_changes_are_found_like_few() -> None:
    catalog = Catalog([(film, 0) for film in FILMS])
    match = TextMatch(catalog)
    assert match.find("heat").kind == "all"
    for number in range(700):
        catalog.put(Item(f"n{number}", f"Number {number} heat"), 0)
    assert len(match.find("heat").items) == 701
    catalog.put(Item("n5", "Cold"), 0)
    assert len(match.find("heat").items) == 700
    assert titles(match.find("number 77 heat"), catalog)[0] == "Number 77 heat"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("alein", "Alien"),  # swapped
        ("aladin", "Aladdin"),  # missing
        ("slepless", "Sleepless in Seattle"),
        ("godfahter", "The Godfather"),
        ("scarfacce", "Scarface"),  # one too many
        ("tom hansk", "Big"),
        ("when hary met", "When Harry Met Sally..."),
        ("laien", "Alien"),  # the first two swapped
    ],
)
def test_mistakes_are_forgiven(query: str, title: str) -> None:
    match = MATCH.find(query)
    assert match.kind == "nearly"
    assert title in titles(match)


@pytest.mark.parametrize("query", ["qqqq", "haet" * 20, "\U0001f525", "xxxxxxxxxxx yyyyyyyyyyyyy"])
def test_nothing_is_found_for_what_is_nothing(query: str) -> None:
    assert MATCH.find(query).kind == "none"


def test_words_are_exact_before_they_are_forgiven() -> None:
    catalog = Catalog([(Item("1", "Heath"), 0), (Item("2", "Heart"), 0), (Item("3", "Heat"), 0)])
    match = TextMatch(catalog).find("heat")
    order = np.argsort(-match.fits)
    assert [catalog.item(i).title for i in match.items[order]] == ["Heat", "Heath", "Heart"]


def test_some_of_the_words_are_better_than_nothing() -> None:
    match = MATCH.find("alien resurrection")
    assert match.kind == "some"
    assert set(titles(match)) == {"Alien", "Aliens"}


def test_synonyms_find_what_others_call_it() -> None:
    catalog = Catalog(
        [
            (Item("1", "Solaris", categories=("Science Fiction",)), 0),
            (Item("2", "Fiction about science", description="Not the kind"), 0),
            (Item("3", "Sofa", categories=("Couches",)), 0),
        ]
    )
    config = SearchConfig(synonyms=(("sci-fi", "scifi", "science fiction"), ("couch", "sofa")))
    match = TextMatch(catalog, config)
    assert titles(match.find("sci-fi"), catalog)[:1] == ["Solaris"]
    assert titles(match.find("scifi sol"), catalog) == ["Solaris"]
    assert "Sofa" in titles(match.find("couch"), catalog)


def test_a_name_that_begins_so_comes_before_words_strewn_about() -> None:
    catalog = Catalog(
        [
            (Item("1", "M*A*S*H", people=(Person("Tom Skerritt"),)), 0),
            (Item("2", "Heat", people=(Person("Tom Sizemore"),)), 0),
            (Item("3", "Big", people=(Person("Tom Hanks"),)), 0),
        ]
    )
    match = TextMatch(catalog).find("tom h")
    assert catalog.item(int(match.items[np.argmax(match.fits)])).title == "Big"


def test_descriptions_count_least() -> None:
    catalog = Catalog(
        [
            (Item("1", "Plain", description="A heat wave"), 0),
            (Item("2", "Other", people=(Person("Heather"),)), 0),
            (Item("3", "Heat"), 0),
        ]
    )
    match = TextMatch(catalog).find("heat")
    order = np.argsort(-match.fits)
    assert [catalog.item(i).title for i in match.items[order]] == ["Heat", "Other", "Plain"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_answered(query: str) -> None:
    match = MATCH.find(query)
    assert len(match.items) == len(match.fits)
    assert (match.fits > 0).all()
    assert (match.kind == "none") == (len(match.items) == 0)


def test_a_new_title_loses_what_the_old_one_was_worth() -> None:
    catalog = Catalog([(Item(str(n), f"Film {n}"), 0) for n in range(600)])
    match = TextMatch(catalog)
    catalog.put(Item("1", "Alien"), 0)
    assert match.find("alien").fits.max() > 3.5
    catalog.put(Item("1", "The Alien story"), 0)
    assert match.find("alien").fits.max() < 3


def test_what_may_not_be_shown_hides_nothing_that_may() -> None:
    catalog = Catalog([(Item(str(n), "Heat"), 0) for n in range(9)])
    catalog.put(Item("near", "Head"), 0)
    match = TextMatch(catalog)
    allowed = np.zeros(10, bool)
    allowed[9] = True
    found = match.find("heat", allowed)
    assert found.kind == "nearly"
    assert titles(found, catalog) == ["Head"]


def test_one_letter_is_a_whole_word_of_a_description() -> None:
    catalog = Catalog(
        [
            (Item("1", "Zorro", description="all alone at last"), 0),
            (Item("2", "Rio", description="a heist"), 0),
        ]
    )
    assert titles(TextMatch(catalog).find("a"), catalog) == ["Rio"]
