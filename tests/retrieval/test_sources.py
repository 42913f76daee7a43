"""Every source keeps the rules, says what it should, and survives saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from matinee import models
from matinee.catalog import Catalog
from matinee.errors import StorageError
from matinee.learning import collect, fit_parts
from matinee.models import Manifest
from matinee.profiles import Profile, ProfilesConfig
from matinee.profiles.context import context_of
from matinee.recommender import RecommenderConfig
from matinee.records import Event, Item, Logged
from matinee.retrieval import Query, RetrievalConfig, merge
from matinee.retrieval.base import best
from matinee.retrieval.content import Content, closeness
from matinee.retrieval.item_item import edlae
from matinee.retrieval.model import Model, assemble
from matinee.retrieval.popular import Popularity
from matinee.testing.sources import check_source
from tests.making import DAY, FILMS, NOW

CONFIG = RetrievalConfig()


def log() -> list[Logged]:
    """Forty people: half go 1 -> 3 -> 7 -> 11 (crime), half 5 -> 6 -> 10 -> 9 (space)."""
    found: list[Logged] = []
    for user in range(40):
        for place, item in enumerate(("1", "3", "7", "11") if user % 2 else ("5", "6", "10", "9")):
            time = NOW - 30 * DAY + user * 3_600_000 + place * 60_000
            event = Event("rate", time, item, 4.0, "tv" if user % 2 else "phone")
            found.append(Logged(len(found) + 1, user + 1, event))
    return found


def model_over(catalog: Catalog, folder: Path, events: list[Logged]) -> Model:
    popularity, takes = collect(events, catalog, CONFIG)
    manifest = Manifest("1-v", "0", len(events), len(takes.items), 1, 1, NOW, 0.0, CONFIG)
    models.save(folder, manifest, fit_parts(popularity, takes, CONFIG), {})
    return load_model(folder, catalog)


def load_model(folder: Path, catalog: Catalog) -> Model:
    return models.load(folder, catalog, RecommenderConfig()).model


def query(catalog: Catalog, *items: str, now: int = NOW) -> Query:
    profile = Profile(99)
    for seq, item in enumerate(items, 1):
        profile.update(Logged(seq, 99, Event("rate", NOW - 1000 + seq, item, 5.0)), 90.0)
    return Query.of(profile, catalog, ProfilesConfig(), now=now, device="tv")


def ids(catalog: Catalog, items: np.ndarray) -> list[str]:
    return [catalog.item(int(i)).item_id for i in items]


@pytest.fixture
def catalog() -> Catalog:
    return Catalog((film, NOW) for film in FILMS)


def test_all_sources_keep_the_rules(catalog: Catalog, tmp_path: Path) -> None:
    empty = Catalog()
    model = model_over(catalog, tmp_path / "a", log())
    untrained = load_model(tmp_path / "none", catalog)
    nothing = load_model(tmp_path / "none", empty)
    queries = [
        query(catalog),
        query(catalog, "1"),
        query(catalog, "1", "5", "99"),
        query(catalog, "1", now=0),
    ]
    for trained in (model, untrained):
        for source in trained.sources:
            check_source(source, queries)
    for source in nothing.sources:
        check_source(source, [query(empty), query(empty, "1")])


def test_transitions_follow_the_trail_and_item_item_the_company(
    catalog: Catalog, tmp_path: Path
) -> None:
    model = model_over(catalog, tmp_path, log())
    for source in (model.transitions, model.item_item, model.factors):
        crime = source.find(query(catalog, "1"), 3)
        assert set(ids(catalog, crime.items)) == {"3", "7", "11"}
        assert set(ids(catalog, crime.because)) == {"1"}
    assert ids(catalog, model.transitions.find(query(catalog, "1", "5"), 1).items)[0] in (
        "6",
        "10",
        "9",
    )


def test_factors_find_what_never_met(catalog: Catalog) -> None:
    """Two go from 1 or from 2 to 3 and 4; nobody had both 2 and 4, yet 2 points there."""
    rows = [("1", "3", "4"), ("2", "3"), ("8", "9", "10")] * 30
    takes = [(user, item) for user, items in enumerate(rows) for item in items]
    events = [
        Logged(seq, user, Event("rate", NOW - DAY + seq * 1000, item, 5.0))
        for seq, (user, item) in enumerate(takes, 1)
    ]
    config = replace(CONFIG, factors=2)
    popularity, sequences = collect(events, catalog, config)
    parts = fit_parts(popularity, sequences, config)
    model = assemble("v", parts, catalog, config)
    asked = query(catalog, "2")
    assert "4" not in ids(catalog, model.transitions.find(asked, 5).items)
    found = model.factors.find(asked, 5)
    assert set(ids(catalog, found.items)[:2]) == {"3", "4"}
    assert ids(catalog, found.because[:2]) == ["2", "2"]
    trail, candidates = catalog.indices(["2", "8"]), catalog.indices(["4", "10", "24"])
    said = model.factors.between(trail, candidates)
    assert said[0, 0] > said[0, 1] and said[1, 1] > said[1, 0]
    assert said[:, 2] == pytest.approx(0)


def test_cold_proposes_what_hardly_anyone_took(catalog: Catalog, tmp_path: Path) -> None:
    model = model_over(catalog, tmp_path, log())
    source = next(source for source in model.sources if source.name == "cold")
    taken = {"1", "3", "7", "11", "5", "6", "10", "9"}
    found = ids(catalog, source.find(query(catalog, "1", "3"), 50).items)
    assert set(found) == {film.item_id for film in FILMS} - taken
    crime = {"12", "16", "19"}
    assert set(found[:2]) <= crime
    assert len(source.find(query(catalog, "1"), 3).items) == 3


def test_vectors_of_the_catalogue_find_what_shares_no_category() -> None:
    vectors = {"a": (1.0, 0.0), "b": (2.0, 0.2), "c": (0.0, 1.0), "d": (1.0, 0.0, 0.0)}
    items = [Item(name, name.upper(), vector=vector) for name, vector in vectors.items()]
    own = Catalog((item, 0) for item in [*items, Item("e", "E")])
    assert own.vectors().shape == (5, 2)
    assert not own.vectors()[3:].any()  # of another length, and without
    content = Content(Popularity(own, CONFIG), CONFIG)
    found = content.find(query(own, "a"), 5)
    assert ids(own, found.items) == ["a", "b"]
    assert closeness(query(own, "a"), own.indices("abc")) == pytest.approx(
        [1.0, 0.995, 0.0], abs=1e-3
    )
    own.put(Item("c", "C", vector=(1.0, 0.0)), NOW)
    assert "c" in ids(own, content.find(query(own, "a"), 5).items)


def test_a_trained_model_survives_new_and_deleted_items(catalog: Catalog, tmp_path: Path) -> None:
    model_over(catalog, tmp_path, log())
    other = Catalog(
        [
            (Item("new", "New"), NOW),
            *((film, NOW) for film in reversed(FILMS) if film.item_id != "3"),
        ]
    )
    model = load_model(tmp_path, other)
    found = ids(other, model.transitions.find(query(other, "1"), 10).items)
    assert set(found) == {"7", "11"}
    assert ids(other, model.item_item.find(query(other, "1"), 10).items)
    other.put(Item("newer", "Newer"), NOW)
    for source in model.sources:
        check_source(source, [query(other, "1", "newer")])


def test_a_damaged_model_is_a_clear_error(catalog: Catalog, tmp_path: Path) -> None:
    model_over(catalog, tmp_path, log())
    (tmp_path / "1-v" / "transitions.npz").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(StorageError, match="matinee train"):
        load_model(tmp_path, catalog)


def test_the_best_of_nothing_is_nothing() -> None:
    assert not len(best(np.array([1.0, 2.0], np.float32), 0))
    assert best(np.array([1.0, 3.0, 3.0], np.float32), 2).tolist() == [1, 2]


def test_edlae_is_the_closed_form() -> None:
    """B = I - C diag(1/C_jj) with C = (X'X + p/(1-p) diag(X'X) + lambda I)^-1 (Steck 2020)."""
    x = np.random.default_rng(3).integers(0, 2, (50, 8)).astype(np.float64)
    p, ridge = CONFIG.item_item_dropout, CONFIG.item_item_lambda
    gram = x.T @ x
    c = np.linalg.inv(gram + p / (1 - p) * np.diag(np.diag(gram)) + ridge * np.eye(8))
    expected = np.eye(8) - c / np.diag(c)
    got = edlae(gram.astype(np.float32), CONFIG)
    assert np.allclose(got, expected, atol=1e-5)
    assert not np.diag(got).any()


def test_popularity_by_hand(catalog: Catalog) -> None:
    popularity = Popularity(catalog, CONFIG)
    for seq, (item, days, device) in enumerate(
        [("1", 200, "tv"), ("1", 200, "tv"), ("2", 0, "tv"), ("3", 0, "phone")], 1
    ):
        popularity.update(seq, Event("rate", NOW - days * DAY, item, 5.0, device))
    one, two, three = (catalog.index_of(i) for i in "123")
    old = 2 * 2.0 ** (-200 / CONFIG.popular_half_life_days)
    assert popularity.popular()[two] == pytest.approx(1)
    assert popularity.popular()[one] == pytest.approx(np.log1p(100 * old) / np.log1p(100), rel=1e-5)
    assert popularity.trending()[two] > popularity.trending()[one]
    hour = NOW // 3_600_000 % 24
    here = popularity.here(context_of("phone", hour, (NOW // DAY + 3) % 7))
    assert here[three] > here[two]
    popularity.update(4, Event("rate", NOW, "4", 5.0))
    assert popularity.popular()[catalog.index_of("4")] == 0, "an event counts once"


def test_one_play_is_not_a_trend(catalog: Catalog) -> None:
    popularity, one = Popularity(catalog, CONFIG), catalog.index_of("1")
    popularity.update(1, Event("rate", NOW, "1", 5.0))
    alone = popularity.trending()[one]
    for seq in range(2, 50):
        popularity.update(seq, Event("rate", NOW, "1", 5.0))
    assert 0 < alone < 0.3
    assert popularity.trending()[one] > 0.9


def test_events_that_count_nothing_leave_what_was_computed(catalog: Catalog) -> None:
    popularity = Popularity(catalog, CONFIG)
    popularity.update(1, Event("rate", NOW, "1", 5.0))
    before = popularity.popular()
    popularity.update(2, Event("impression", NOW, "2", 900.0))
    assert popularity.popular() is before
    popularity.update(3, Event("rate", NOW, "2", 5.0))
    assert popularity.popular() is not before
    assert popularity.popular()[catalog.index_of("2")] > 0


def test_popularity_goes_on_from_its_state_as_if_never_stopped(catalog: Catalog) -> None:
    whole, first = Popularity(catalog, CONFIG), Popularity(catalog, CONFIG)
    events = [Event("rate", NOW + n * 20 * DAY, str(n % 24 + 1), 4.0, "tv") for n in range(60)]
    for seq, event in enumerate(events, 1):
        whole.update(seq, event)
        if seq <= 30:
            first.update(seq, event)
    second = Popularity(catalog, CONFIG)
    assert second.restore(first.state())
    for seq, event in enumerate(events, 1):
        second.update(seq, event)
    assert np.array_equal(second.popular(), whole.popular())
    assert np.array_equal(second.trending(), whole.trending())
    other = RetrievalConfig(trend_half_life_days=3.0)
    assert not Popularity(catalog, other).restore(first.state())


def test_new_is_what_was_released_or_first_seen_lately(catalog: Catalog, tmp_path: Path) -> None:
    from matinee.records import Availability

    catalog.put(Item("r", "Released", availability=Availability(from_=NOW - 3 * DAY)), NOW)
    events = [Logged(1, 1, Event("rate", NOW - 300 * DAY, "1", 5.0))]
    events.append(Logged(2, 1, Event("rate", NOW - 2 * DAY, "2", 5.0)))
    model = model_over(catalog, tmp_path, events)
    source = next(source for source in model.sources if source.name == "new")
    assert set(ids(catalog, source.find(query(catalog), 10).items)) == {"r", "2"}


def test_merge_keeps_where_each_came_from(catalog: Catalog, tmp_path: Path) -> None:
    model = model_over(catalog, tmp_path, log())
    asked = query(catalog, "1")
    found = [source.find(asked, 5) for source in model.sources]
    allowed = catalog.available(NOW)
    allowed[catalog.index_of("3")] = False
    extra = catalog.indices(["3", "24"])
    merged = merge(found, allowed, [extra])
    names = ids(catalog, merged.items)
    assert len(names) == len(set(names))
    assert "3" not in names and "24" in names
    for proposal in found:
        column = merged.column(proposal.source)
        for item, score in zip(proposal.items, proposal.scores, strict=True):
            place = merged.place[item]
            assert place < 0 or column[place] == pytest.approx(score)
    assert list(merged.places(extra)) == [names.index("24")]


def test_best_is_exact_with_ties() -> None:
    random = np.random.default_rng(1)
    for _ in range(200):
        scores = random.integers(0, 4, random.integers(0, 30)).astype(np.float32)
        n = int(random.integers(1, 12))
        expected = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:n]
        assert best(scores, n).tolist() == expected
