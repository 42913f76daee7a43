"""Each feature by itself, and what taste makes of them."""

from __future__ import annotations

import pytest

from matinee.catalog import Catalog, Facet
from matinee.profiles import Profile, ProfilesConfig, read_taste
from matinee.profiles.habits import Rhythm
from matinee.profiles.profile import decode
from matinee.profiles.taste import item_weights
from matinee.profiles.viewing import heartbeat
from matinee.records import Details, Event, Logged
from tests.making import DAY, FILMS, NOW

HALF_LIFE = 90.0
CATALOG = Catalog((film, NOW) for film in FILMS)


def made(*events: Event) -> Profile:
    profile = Profile(1)
    for seq, event in enumerate(events, 1):
        profile.update(Logged(seq, 1, event), HALF_LIFE)
    return profile


def affinity(profile: Profile, facet: str, value: str, now: int = NOW) -> float:
    place = CATALOG.facet_id(Facet(facet, value))
    assert place is not None
    return float(read_taste(profile, CATALOG, now, ProfilesConfig()).affinity[place])


def test_a_taste_has_its_evidence_and_fades() -> None:
    profile = made(Event("rate", NOW, "1", 5.0), Event("rate", NOW, "4", 0.5))
    assert affinity(profile, "category", "Crime") > 0.1
    assert affinity(profile, "person", "Al Pacino") > 0.1
    assert affinity(profile, "category", "Romance") < -0.1
    later = NOW + 365 * DAY
    assert (
        0 < affinity(profile, "category", "Crime", later) < affinity(profile, "category", "Crime")
    )


def test_a_stranger_leans_to_nothing() -> None:
    taste = read_taste(Profile(0), CATALOG, NOW, ProfilesConfig())
    assert not taste.affinity.any()
    assert taste.favourites(CATALOG, "category", 5) == []
    empty = Catalog()
    assert (
        len(read_taste(made(Event("rate", NOW, "1", 5.0)), empty, NOW, ProfilesConfig()).items) == 0
    )


def test_taste_follows_the_catalogue_as_it_is() -> None:
    """An item that is added after its events counts; state holds ids only."""
    profile = made(Event("rate", NOW, "1", 5.0))
    catalog = Catalog()
    catalog.put(FILMS[0], NOW)
    place = catalog.facet_id(Facet("category", "Crime"))
    catalog.put(FILMS[1], NOW)
    taste = read_taste(profile, catalog, NOW, ProfilesConfig())
    assert place is not None and taste.affinity[place] > 0


def test_the_latest_opinion_counts_and_can_be_taken_back() -> None:
    profile = made(Event("rate", NOW, "1", 5.0), Event("rate", NOW, "1", 1.0))
    assert item_weights(profile, NOW, ProfilesConfig())["1"] == pytest.approx(-0.6)
    back = made(Event("rate", NOW, "1", 5.0), Event("rate", NOW, "1", None))
    assert "1" not in item_weights(back, NOW, ProfilesConfig())
    hidden = made(Event("rate", NOW, "1", 5.0), Event("hide", NOW, "1"))
    assert item_weights(hidden, NOW, ProfilesConfig())["1"] == -1
    shown = made(Event("hide", NOW, "1"), Event("unhide", NOW, "1"))
    assert "1" not in item_weights(shown, NOW, ProfilesConfig())


def test_late_events_count_as_old_as_they_are() -> None:
    in_order = made(Event("play", NOW - 90 * DAY, "1"), Event("complete", NOW, "1"))
    late = made(Event("complete", NOW, "1"), Event("play", NOW - 90 * DAY, "1"))
    for profile in (in_order, late):
        assert profile.interests.items["1"].value == pytest.approx(0.7 + 0.3 / 2)
        assert profile.interests.items["1"].at == NOW // 1000


def test_watch_time_comes_from_heartbeats_not_from_the_position() -> None:
    start = Event("play", NOW, "1", 0.0, details=Details(duration_s=6000))
    jumped = Event("progress", NOW + 10_000, "1", 5000.0)
    profile = made(start, jumped, Event("pause", NOW + 20_000, "1", 5100.0))
    assert profile.watching.items["1"].watched_s == 20
    assert profile.watching.items["1"].position_s == 5100
    assert [item for item, _ in profile.watching.read(NOW // 1000, 0)] == ["1"]
    asleep = made(start, Event("progress", NOW + 3_600_000, "1", 60.0))
    assert asleep.watching.items["1"].watched_s == 60


@pytest.mark.parametrize(
    ("ticking", "kind", "at", "result"),
    [
        (0, "play", 100, (0.0, 100)),
        (100, "progress", 110, (10.0, 110)),
        (100, "progress", 90, (0.0, 100)),
        (100, "pause", 130, (30.0, 0)),
        (0, "resume", 200, (0.0, 200)),
        (200, "complete", 999, (60.0, 0)),
        (100, "play", 130, (0.0, 130)),
    ],
)
def test_heartbeats(ticking: int, kind: str, at: int, result: tuple[float, int]) -> None:
    assert heartbeat(ticking, kind, at) == result


def test_finishing_and_nearly_finishing_end_continue_watching() -> None:
    details = Details(duration_s=100)
    for last in (Event("complete", NOW, "1"), Event("pause", NOW, "1", 95.0, details=details)):
        profile = made(Event("play", NOW, "1", 0.0), last)
        assert profile.watching.read(NOW // 1000, 0) == []
    again = made(Event("complete", NOW, "1"), Event("play", NOW, "1", 5.0))
    assert len(again.watching.read(NOW // 1000, 0)) == 1


def test_what_is_seen_and_passed_by_is_counted_until_taken() -> None:
    sights = [Event("impression", NOW + n, "1", 700.0) for n in range(5)]
    profile = made(*sights, Event("dwell", NOW, "1", 300.0))
    assert (profile.exposure.items["1"].times, profile.exposure.items["1"].visible_ms) == (
        5,
        3800.0,
    )
    assert item_weights(profile, NOW, ProfilesConfig())["1"] == pytest.approx(-0.1)
    assert "1" not in made(*sights, Event("play", NOW, "1")).exposure.items


def test_visits_rhythm_scrolling_and_searches() -> None:
    monday = 1_749_456_000_000  # 2025-06-09 08:00 UTC
    profile = made(
        Event("scroll", monday, None, 0.5, "tv", 120, None, Details(visible_ms=3000)),
        Event("scroll", monday + 60_000, None, 1.0, "tv", 120),
        Event("search", monday + DAY, None, None, "phone", 120, None, Details(query="Heat")),
        Event("search", monday + DAY, None, None, "phone", 120, None, Details(query="HEAT")),
    )
    assert (profile.sessions.count, profile.sessions.events) == (2, 4)
    assert profile.sessions.read((monday + DAY) // 1000, 0) == 2
    assert profile.sessions.read((monday + 2 * DAY) // 1000, 0) == 0
    assert profile.scrolling.read(0, 0) == 0.75
    assert profile.searches.read(0, 0) == ["heat"]
    rhythm = profile.rhythm.read(0, 0)
    assert set(rhythm["hour"]) == {"10"}
    assert set(rhythm["weekday"]) == {"0", "1"}
    assert rhythm["device"]["phone"] > rhythm["device"]["tv"]


def test_lists() -> None:
    profile = made(
        Event("save", NOW, "1"),
        Event("cart_add", NOW, "2", 2.0),
        Event("purchase", NOW, "2", 2.0),
        Event("purchase", NOW + DAY, "2", 1.0),
        Event("rank", NOW, None, None, details=Details(items=("5", "6"))),
    )
    assert list(profile.lists.saved) == ["1"]
    assert profile.lists.cart == {}
    assert profile.lists.bought["2"] == (3.0, 2, (NOW + DAY) // 1000)
    assert profile.lists.read(0, 0) == {"5": 1.0, "6": 0.5}
    assert affinity(profile, "person", "Sigourney Weaver") > 0


def test_shares_do_not_depend_on_when_they_are_rescaled() -> None:
    events = [Event("view", NOW + n * DAY, "1", None, ("tv", "phone")[n % 2]) for n in range(400)]
    often, never = Rhythm(), Rhythm()
    for event in events:
        often.update(event, 2.0)
        never.update(event, 200.0)
    assert often.origin > never.origin == NOW // 1000
    # The newest counts most: with a half-life of two days, sum of 4^-k against half of it.
    newest = 1 / (1 + 2.0**-0.5)
    assert often.read(0, 0)["device"]["phone"] == pytest.approx(newest, rel=1e-6)
    assert sum(never.read(0, 0)["weekday"].values()) == pytest.approx(1)


def test_memory_is_bounded_and_keeps_the_newest() -> None:
    events = [Event("rate", NOW + n * 1000, str(n), 4.0) for n in range(5000)]
    profile = made(*events)
    assert 2000 <= len(profile.opinions.rated) <= 2500
    assert "4999" in profile.opinions.rated and "0" not in profile.opinions.rated
    assert profile.trail.read(0, 0)[0] == "4999"
    assert decode(profile.encode()).encode() == profile.encode()


def test_an_event_is_taken_in_once() -> None:
    profile = made(Event("scroll", NOW, None, 0.5))
    profile.update(Logged(1, 1, Event("scroll", NOW, None, 0.5)), HALF_LIFE)
    assert profile.scrolling.pages == 1


def test_a_film_watched_once_was_taken_once() -> None:
    profile = Profile(1)
    hour = 3_600_000
    events = [
        Event("play", NOW, "1"),
        Event("complete", NOW + 2 * hour, "1"),
        Event("play", NOW + 48 * hour, "1"),
        Event("purchase", NOW, "2", 1.0),
        Event("purchase", NOW + 240 * hour, "2", 1.0),
        Event("purchase", NOW + 480 * hour, "2", 1.0),
    ]
    for seq, event in enumerate(events, 1):
        profile.update(Logged(seq, 1, event), 90.0)
    repeats = profile.repeats.read(0, 0.0)
    assert repeats["1"].times == 2 and repeats["2"].times == 3
    now_s = (NOW + 720 * hour) // 1000
    assert repeats["2"].days_since(now_s) == 10
    assert repeats["2"].due(now_s) == 1.0
    faded = sum(2.0 ** (-days / 60) for days in (10, 20, 30))
    assert repeats["2"].lately(now_s) == pytest.approx(faded)
    profile.update(Logged(9, 1, Event("purchase", NOW + 360 * hour, "2", 1.0)), 90.0)
    faded += 2.0 ** (-15 / 60)
    assert repeats["2"].lately(now_s) == pytest.approx(faded), "late arrivals count from their time"
