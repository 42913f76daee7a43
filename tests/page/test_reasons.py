"""What a reason says is true, and is what gave the score."""

from __future__ import annotations

import re

import numpy as np
import pytest

from matinee.catalog import Catalog
from matinee.home import Home, HomeConfig, Request
from matinee.learning import fit_model, gather
from matinee.page.reasons import Reasons
from matinee.profiles import Profile
from matinee.ranking import GROUPS, RankingConfig
from matinee.ranking.train import train_ranker
from matinee.recommender import Recommender
from matinee.records import Event, Logged
from matinee.replay import Horizon, Sample
from tests.making import DAY, FILMS, NOW

CONFIG = HomeConfig(ranking=RankingConfig(trees=20, negatives=10))


def log() -> list[Logged]:
    """People of two camps, who take what is of their camp: crime or romance."""
    rng = np.random.default_rng(5)
    camps = [
        [film.item_id for film in FILMS if "Crime" in film.categories],
        [film.item_id for film in FILMS if {"Romance", "Sci-Fi"} & set(film.categories)],
    ]
    found: list[Logged] = []
    for step in range(8):
        for user in range(1, 101):
            camp = camps[user % 2]
            item = camp[int(rng.integers(len(camp)))]
            event = Event("rate", NOW - 20 * DAY + step * DAY + user * 1000, item, 5.0)
            found.append(Logged(len(found) + 1, user, event))
    return found


@pytest.fixture(scope="module", params=["hand", "ranker"])
def home(request: pytest.FixtureRequest) -> Home:
    catalog = Catalog((film, 0) for film in FILMS)
    events = log()
    half = events[: len(events) // 2]
    early = Recommender(catalog, fit_model(half, catalog, CONFIG.retrieval), CONFIG)
    ranker = None
    if request.param == "ranker":
        wanted = frozenset(one.seq for one in events[len(events) // 2 :])
        grown = train_ranker(
            gather(early, events, Sample(wanted, Horizon(repeats=True))), CONFIG.ranking, "t"
        )
        ranker = grown.ranker
        assert ranker is not None
    model = fit_model(events, catalog, CONFIG.retrieval)
    return Home(Recommender(catalog, model, CONFIG, ranker), CONFIG)


def profile_of(events: list[Logged], user: int) -> Profile:
    profile = Profile(user)
    for one in events:
        if one.user == user:
            profile.update(one, 90.0)
    return profile


def test_every_reason_is_true(home: Home) -> None:
    titles = {film.title: film for film in FILMS}
    told = 0
    for user in range(1, 21):
        profile = profile_of(log(), user)
        ranking = home.rank(profile, Request(str(user), NOW))
        shelf, scored = ranking.shelf, ranking.scored
        reasons = Reasons(shelf, scored)
        for place in range(len(shelf.candidates.items)):
            item = home.catalog.item(int(shelf.candidates.items[place]))
            source, reason = reasons.why(place)
            parts = dict(zip(GROUPS, scored.parts()[place].tolist(), strict=True))
            if source in ("session_knn", "transitions", "item_item"):
                assert parts[source] == max(v for g, v in parts.items() if g not in _SILENT)
                assert parts[source] > 0
                found = re.match(r"Because you \w+ (.*?)(?: and like (.*))?$", reason)
                if found is None:
                    continue
                assert titles[found[1]].item_id in profile.trail.items
                told += 1
                if found[2]:
                    assert parts["taste"] >= 0.5 * parts[source]
                    _is_liked_and_has(home, shelf.query.taste.affinity, item.item_id, found[2])
            elif source == "content" and reason.startswith("Because you like "):
                assert parts["taste"] > 0
                for words in reason.removeprefix("Because you like ").split(" and "):
                    _is_liked_and_has(home, shelf.query.taste.affinity, item.item_id, words)
                told += 1
    assert told > 50


_SILENT = ("seen", "moment")


def _is_liked_and_has(home: Home, affinity: np.ndarray, item_id: str, words: str) -> None:
    index = home.catalog.index_of(item_id)
    assert index is not None
    facets = home.catalog.facets()
    having = [f for f in home.catalog.facets_at(index) if facets[f].words == words]
    assert having, (item_id, words)
    assert affinity[having[0]] > 0


def test_the_item_that_is_named_did_speak_for_it(home: Home) -> None:
    """Without the item that a reason names, the source that the reason is from says less of it."""
    checked = 0
    for user in range(1, 41):
        profile = profile_of(log(), user)
        ranking = home.rank(profile, Request(str(user), NOW))
        candidates = ranking.shelf.candidates
        column = candidates.sources.index("item_item")
        for place in np.flatnonzero(candidates.because[:, column] >= 0)[:3].tolist():
            named = home.catalog.item(int(candidates.because[place, column])).item_id
            table = home.model.item_item.table
            items, weights = table.of(int(candidates.because[place, column]))
            said = dict(zip(items.tolist(), weights.tolist(), strict=True))
            assert named in profile.trail.items
            assert said[int(candidates.items[place])] > 0
            checked += 1
    assert checked > 20
