"""Matching by the beginnings of words."""

from __future__ import annotations

import pytest

from matinee.catalog import Catalog
from matinee.records import Item, Person
from matinee.search import TextMatch
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
    items, fits = MATCH.find(query)
    order = sorted(zip(fits.tolist(), items.tolist(), strict=True), reverse=True)
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


def test_a_changed_title_is_found_by_its_new_name() -> None:
    catalog = Catalog([(film, 0) for film in FILMS])
    match = TextMatch(catalog)
    assert len(match.find("heat")[0]) == 1
    catalog.put(Item("1", "Warmth"), 0)
    catalog.put(Item("99", "Heat again"), 0)
    assert [catalog.item(i).title for i in match.find("heat")[0].tolist()] == ["Heat again"]
    assert len(match.find("warm")[0]) == 1
