"""Row candidates: what each is made of, and that what it says is true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.catalog import Catalog
from matinee.errors import BadSettings
from matinee.home import Home, HomeConfig, Request
from matinee.learning import fit_model
from matinee.page import EditorRow, PageConfig, RowCandidate
from matinee.profiles import Profile
from matinee.recommender import Recommender
from matinee.records import Details, Event, Item, Logged
from matinee.search import TextMatch
from tests.making import DAY, FILMS, NOW
from tests.page.test_reasons import log

MOODY = [Item(f"m{n}", f"Moody {n}", moods=("dark",), categories=("Crime",)) for n in range(8)]
CONFIG = HomeConfig(page=PageConfig(explore=0.0, shortest_row=2))


def home(config: HomeConfig = CONFIG, more: Sequence[Event] = ()) -> Home:
    catalog = Catalog((item, 0) for item in [*FILMS, *MOODY])
    events = log()
    events += [Logged(len(events) + n, 500 + n, event) for n, event in enumerate(more, 1)]
    model = fit_model(events, catalog, config.retrieval)
    return Home(Recommender(catalog, model, config), config, text=TextMatch(catalog))


def person(*events: Event) -> Profile:
    profile = Profile(7)
    for seq, event in enumerate(events, 1):
        profile.update(Logged(seq, 7, event), 90.0)
    return profile


def rated(item: str, stars: float = 5.0, days_ago: float = 1) -> Event:
    return Event("rate", NOW - int(days_ago * DAY), item, stars)


def rows(made: Home, profile: Profile, device: str = "tv") -> dict[str, RowCandidate]:
    found = made.rank(profile, Request("7", NOW, device)).rows
    return {row.row_id: row for row in found}


def items(made: Home, profile: Profile, row_id: str) -> list[Item]:
    ranking = made.rank(profile, Request("7", NOW, "tv"))
    row = next(row for row in ranking.rows if row.row_id == row_id)
    return [made.catalog.item(int(ranking.shelf.candidates.items[p])) for p in row.places]


def test_corners_hold_what_has_both_values() -> None:
    made = home()
    crime_of_the_90s = person(*(rated(item) for item in ("1", "7", "16", "19")))
    found = [row for row in rows(made, crime_of_the_90s).values() if row.kind == "corner"]
    assert found
    titles = [row.title for row in found]
    assert "Crime of the 1990s" in titles
    for item in items(made, crime_of_the_90s, "corner:Crime|1990s"):
        assert "Crime" in item.categories and item.year and 1990 <= item.year < 2000


def test_people_and_moods_that_are_liked_have_rows() -> None:
    made = home()
    fan = person(rated("13"), rated("8"), rated("m1"), rated("m2"), rated("m3"))
    found = rows(made, fan)
    assert found["person:Tom Hanks"].title == "With Tom Hanks"
    for item in items(made, fan, "person:Tom Hanks"):
        assert "Tom Hanks" in [one.name for one in item.people]
    assert found["mood:dark"].title == "Dark"
    assert {item.item_id for item in items(made, fan, "mood:dark")} <= {m.item_id for m in MOODY}


def test_what_was_searched_for_has_a_row_for_some_days() -> None:
    made = home()
    search = Event("search", NOW - DAY, details=Details(query="moody"))
    profile = person(rated("1"), search)
    row = rows(made, profile)["searched:moody"]
    assert row.title == "Because you searched for \u201cmoody\u201d"
    assert {item.title.split()[0] for item in items(made, profile, row.row_id)} == {"Moody"}
    old = person(rated("1"), replace(search, time=NOW - 30 * DAY))
    assert "searched:moody" not in rows(made, old)
    nothing = person(rated("1"), replace(search, details=Details(query="qqqq")))
    assert not [row for row in rows(made, nothing).values() if row.kind == "searched"]


def test_watch_again_holds_what_was_loved_long_ago_and_buy_again_what_was_bought() -> None:
    made = home()
    profile = person(rated("1", 5, 200), rated("3", 5, 200), rated("4", 2, 200), rated("5", 5, 2))
    assert {item.item_id for item in items(made, profile, "again")} == {"1", "3"}
    assert rows(made, profile)["again"].title == "Watch again"
    bought = person(
        *(Event("purchase", NOW - day * DAY, "9", 1.0) for day in (40, 20, 10)),
        Event("purchase", NOW - 3 * DAY, "10", 1.0),
    )
    row = rows(made, bought)["again"]
    assert (row.title, [i.item_id for i in items(made, bought, "again")]) == (
        "Buy again",
        ["9", "10"],
    )


def test_hidden_gems_are_known_to_few() -> None:
    loved_by_few = [rated(f"m{n}") for n in (1, 2, 3)]
    made = home(more=[*loved_by_few, rated("m4", 1.0)])
    profile = person(rated("1"), rated("m5"), rated("m6"))
    popular = made.model.popularity.popular()
    gems = items(made, profile, "gems")
    assert {item.item_id for item in gems} == {"m1", "m2", "m3"}
    for item in gems:
        index = made.catalog.index_of(item.item_id)
        assert index is not None and popular[index] < CONFIG.page.gem_popularity


@pytest.mark.parametrize(
    ("device", "title"),
    [("tv", "Popular on TV "), ("phone", "Popular on phones "), ("fridge", "Popular ")],
)
def test_popular_here_says_where_and_when(device: str, title: str) -> None:
    row = rows(home(), person(rated("1")), device)["popular_here"]
    assert row.title.startswith(title)
    assert row.title.split()[-1] in ("night", "morning", "afternoon", "evening")


def test_who_has_had_everything_may_have_it_again() -> None:
    made = home()
    profile = person(*(rated(item.item_id, 3.0) for item in [*FILMS, *MOODY]))
    page, _, _ = made.page(profile, Request("7", NOW, "tv"))
    assert sum(len(row.items) for row in page.rows) > 10


def editors(*words: EditorRow) -> Home:
    return home(replace(CONFIG, page=replace(CONFIG.page, editors=words)))


def page_rows(made: Home, profile: Profile, device: str = "tv", now: int = NOW) -> list[str]:
    page, _, _ = made.page(profile, Request("7", now, device))
    return [row.row_id for row in page.rows]


def test_editors_pin_rows_of_their_own_and_forbid_others() -> None:
    profile = person(rated("1"), rated("3"))
    war = EditorRow("war_week", title="War week", filter="category = 'War'", position=1)
    made = editors(war, EditorRow("trending", forbid=True), EditorRow("category:Crime", position=0))
    found = page_rows(made, profile)
    assert found[0] == "category:Crime"
    assert found[1] == "war_week"
    assert "trending" not in found
    page, _, _ = made.page(profile, Request("7", NOW, "tv"))
    assert (page.rows[1].title, page.rows[1].reason) == ("War week", "Chosen by the editors")
    assert {"21", "22", "23"} >= {item.item_id for item in page.rows[1].items}


def test_editors_words_hold_for_their_days_devices_and_audience() -> None:
    profile = person(rated("1"), rated("3"))
    day = "2026-12-01"
    noon = 1_796_126_400_000  # 2026-12-01 12:00 UTC
    word = EditorRow("category:War", position=0, since=day, until=day, devices=("tv",))
    made = editors(word)
    assert page_rows(made, profile, now=noon)[0] == "category:War"
    assert page_rows(made, profile, now=noon + DAY)[0] != "category:War"
    assert page_rows(made, profile, now=noon - DAY)[0] != "category:War"
    assert page_rows(made, profile, "phone", noon)[0] != "category:War"
    only_new = editors(EditorRow("category:War", audience="new"))
    assert page_rows(only_new, profile)[0] == "category:War"
    known = person(*(rated(str(n)) for n in range(1, 13)))
    assert page_rows(only_new, known)[0] != "category:War"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (EditorRow("x", filter="category ="), "row 'x'"),
        (EditorRow("x", since="soon"), "2026-12-01"),
        (EditorRow("x", filter="year > 1990 boost 2 if year > 1995"), "boosts"),
    ],
)
def test_an_editors_word_that_cannot_be_read_is_refused(word: EditorRow, said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        editors(word)


def test_all_rows_hold_items_once_and_none_of_the_taken() -> None:
    made = home()
    profile = person(rated("1"), rated("3"), rated("13"))
    taken = {"1", "3", "13"}
    for row in made.rank(profile, Request("7", NOW, "tv")).rows:
        assert len(np.unique(row.places)) == len(row.places)
        if row.kind not in ("again", "continue_watching", "my_list"):
            assert not taken & {item.item_id for item in items(made, profile, row.row_id)}


@pytest.mark.parametrize("policy", ["popular", "categories"])
def test_other_policies_make_whole_pages_to_compare_with(policy: Any) -> None:
    made = home(replace(CONFIG, page=replace(CONFIG.page, policy=policy, columns=5)))
    profile = person(rated("1"), rated("3"))
    page, decision, _ = made.page(profile, Request("7", NOW, "tv"))
    shown = [item.item_id for row in page.rows for item in row.items]
    assert len(shown) == len(set(shown)) > 10
    assert not {"1", "3"} & set(shown)
    assert all(row.title for row in page.rows)
    assert [row.kind for row in decision.rows] == [row.kind for row in page.rows]
    popular = made.model.popularity.popular()
    worth = [popular[made.catalog.indices([item])[0]] for item in shown]
    if policy == "popular":
        assert worth == sorted(worth, reverse=True)
    else:
        assert page.rows[0].title == "Crime"


def test_two_words_of_one_name_hold_each_for_its_device() -> None:
    made = editors(
        EditorRow("spot", title="Spot", filter="category = 'War'", devices=("tv",)),
        EditorRow("spot", title="Spot", filter="category = 'Horror'", devices=("phone",)),
    )
    profile = person(rated("1"), rated("3"))
    for device, wanted in (("tv", "War"), ("phone", "Horror"), ("tv", "War")):
        page, _, _ = made.page(profile, Request("7", NOW, device))
        assert page.rows[0].row_id == "spot"
        for item in page.rows[0].items:
            found = made.catalog.get(item.item_id)
            assert found is not None
            assert wanted in found.categories


def test_of_a_pinned_kind_the_first_row_is_meant() -> None:
    profile = person(rated("1"), rated("3"))
    found = page_rows(editors(EditorRow("category", position=0)), profile)
    assert found[0].startswith("category:")
    assert not found[1].startswith("category:")
