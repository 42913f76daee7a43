"""Single features, each where its value can be worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.catalog import Catalog
from matinee.errors import BadSettings
from matinee.learning import fit_model
from matinee.profiles import Profile, ProfilesConfig
from matinee.ranking import FEATURES
from matinee.recommender import Recommender, RecommenderConfig
from matinee.records import Details, Event, Logged
from matinee.retrieval import Candidates, Query
from matinee.settings import load_settings
from tests.making import DAY, FILMS, NOW

CONFIG = RecommenderConfig()
MINUTE = 60_000


@pytest.fixture
def recommender() -> Recommender:
    catalog = Catalog((film, 0) for film in FILMS)
    return Recommender(catalog, fit_model([], catalog, CONFIG.retrieval), CONFIG)


def asked(recommender: Recommender, *events: Event) -> tuple[Query, Candidates]:
    """Everything is a candidate for somebody to whom these events happened."""
    profile = Profile(1)
    for seq, event in enumerate(events, 1):
        profile.update(Logged(seq, 1, event), 90.0)
    query = recommender.query(profile, NOW)
    everything = np.arange(len(recommender.catalog), dtype=np.int32)
    return query, recommender.candidates(query, recommender.catalog.available(NOW), [everything])


def column(recommender: Recommender, feature: str, *events: Event) -> dict[str, float]:
    """Item -> the value of a feature."""
    query, candidates = asked(recommender, *events)
    x = recommender.vectors(query, candidates)[:, FEATURES.index(feature)]
    ids = [recommender.catalog.item(int(index)).item_id for index in candidates.items]
    return dict(zip(ids, x.tolist(), strict=True))


def search(text: str, days_ago: float) -> Event:
    return Event("search", NOW - int(days_ago * DAY), details=Details(query=text))


def test_searched_is_the_share_of_the_words_that_an_item_has(recommender: Recommender) -> None:
    values = column(recommender, "searched", search("hanks comedy", 7))
    assert values["2"] == pytest.approx(0.5)  # Toy Story: both words, half forgotten after a week
    assert values["8"] == pytest.approx(0.25)  # Apollo 13: with Hanks, no comedy
    assert values["1"] == 0
    both = column(recommender, "searched", search("hanks comedy", 7), search("HEAT", 0))
    assert both["1"] == pytest.approx(1.0) and both["2"] == pytest.approx(0.5)
    assert not any(column(recommender, "searched", search("!?", 0)).values())


def test_what_was_looked_at_in_this_visit_counts_and_no_other(recommender: Recommender) -> None:
    earlier = Event("dwell", NOW - DAY, "4", 5000.0)
    glance = Event("impression", NOW - MINUTE, "13", 300.0)
    look = Event("dwell", NOW - MINUTE, "5", 4000.0)
    took = Event("rate", NOW - 5 * MINUTE, "1", 5.0)
    values = column(recommender, "looked_category", took, earlier, glance, look)
    assert values["15"] == pytest.approx(1.0)  # Horror and Sci-Fi, as Alien
    assert values["6"] == pytest.approx(0.5)
    assert values["14"] == 0
    assert not any(column(recommender, "looked_category", took, earlier).values())


def test_since_seen_is_in_days(recommender: Recommender) -> None:
    values = column(recommender, "since_seen", Event("impression", NOW - 3 * DAY, "4", 900.0))
    assert values["4"] == pytest.approx(3.0) and values["1"] == 3_650.0


def test_a_closer_look_at_some_sees_what_a_look_at_all_does(recommender: Recommender) -> None:
    """No feature depends on which other candidates are described with it."""
    events = [Event("rate", NOW - DAY + n * MINUTE, str(n), 4.0) for n in range(1, 9)]
    query, candidates = asked(recommender, *events, search("crime", 1))
    whole = recommender.vectors(query, candidates)
    some = np.array([1, 4, 5, 11], np.int32)
    assert np.array_equal(recommender.vectors(query, candidates.only(some)), whole[some])


def test_what_is_passed_by_again_and_again_says_so_more(recommender: Recommender) -> None:
    def looks(item: str, times: int) -> list[Event]:
        return [Event("impression", NOW - DAY + at, item) for at in range(times)]

    a, b, c = (film.item_id for film in FILMS[:3])
    values = column(recommender, "passed_by", *looks(a, 5), *looks(b, 15), *looks(c, 90))
    assert [values[item] for item in (a, b, c)] == pytest.approx([1.0, 3.0, 4.0])


def test_a_holiday_is_a_sunday() -> None:
    catalog = Catalog((film, 0) for film in FILMS)

    def weekday(config: ProfilesConfig, days: int) -> int:
        now = NOW // DAY * DAY + days * DAY
        return Query.of(Profile(1), catalog, config, now=now).weekday

    known = datetime.fromtimestamp(NOW // 1000, UTC).date()
    config = replace(CONFIG.profiles, holidays=(known,))
    assert weekday(config, 0) == 6 and weekday(CONFIG.profiles, 0) == known.weekday()
    assert weekday(config, 1) == (known.weekday() + 1) % 7
    # Where it is already tomorrow, the holiday is over.
    late = Query.of(Profile(1), catalog, config, now=NOW // DAY * DAY, offset_min=26 * 60)
    assert late.weekday == (known.weekday() + 1) % 7
    given = load_settings(overrides={"profiles.holidays": [known.isoformat()]})
    assert given.profiles.holidays == (known,)
    with pytest.raises(BadSettings, match="holidays"):
        load_settings(overrides={"profiles.holidays": ["soon"]})
