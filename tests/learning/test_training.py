"""A version is trained on the past, judged on the latest, served if not worse, and rolled back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from matinee import models
from matinee.catalog import Catalog
from matinee.engine import LocalEngine
from matinee.errors import NotFound
from matinee.learning import collect, fit_parts, in_turn
from matinee.models import Manifest
from matinee.ranking import FEATURES, RankingConfig
from matinee.recommender import Recommender, RecommenderConfig, unseen
from matinee.records import Event, Item, Logged
from matinee.retrieval import RetrievalConfig
from matinee.training import Trainer
from matinee.trials import judge
from tests.making import DAY, NOW

CONFIG = RecommenderConfig(ranking=RankingConfig(trees=15, negatives=15))
ITEMS = 80
WEIGHTS = [
    name
    for name, kind in RankingConfig.__annotations__.items()
    if name in FEATURES and "float" in str(kind)
]


def paths(people: int, length: int, seed: int = 0) -> list[Logged]:
    """People who mostly go from item i to i + 1: order is all that there is to learn."""
    rng = np.random.default_rng(seed)
    at = {user: int(rng.integers(ITEMS)) for user in range(1, people + 1)}
    found: list[Logged] = []
    for step in range(length):
        for user in range(1, people + 1):
            at[user] = (at[user] + 1) % ITEMS if rng.random() < 0.7 else int(rng.integers(ITEMS))
            time = NOW - 60 * DAY + step * DAY + user * 1000
            event = Event("rate", time, str(at[user]), float(rng.integers(2, 6)))
            found.append(Logged(len(found) + 1, user, event))
    return found


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog((Item(str(number), f"Item {number}"), 0) for number in range(ITEMS))


def trainer(log: list[Logged], catalog: Catalog, config: RecommenderConfig = CONFIG) -> Trainer:
    return Trainer(lambda end: log[:end], len(log), catalog, config, in_turn)


def test_a_trained_ranker_is_judged_on_what_came_after(catalog: Catalog) -> None:
    made = trainer(paths(120, 20), catalog).train()
    assert made.ranker is not None
    metrics = made.trial.metrics
    assert metrics["moments"] >= 100
    assert metrics["ranker"] >= metrics["hand"] > 0.1
    assert "will_finish" in made.off
    assert made.trial.serve and "nothing served before" in made.trial.decision


def test_what_is_learnt_does_not_depend_on_the_machine(catalog: Catalog) -> None:
    """Parts that share a process must not see what the ones before them learnt."""
    log = paths(120, 20)
    made = [
        Trainer(lambda end: log[:end], len(log), catalog, CONFIG, LocalEngine(workers).map).train()
        for workers in (1, 2, 3)
    ]
    assert len({one.trial.metrics["ranker"] for one in made}) == 1
    texts = [one.ranker.texts()["will_take"] for one in made if one.ranker is not None]
    assert len(texts) == 3 and len(set(texts)) == 1


def test_a_model_of_older_code_is_served_and_learns_only_what_is_new(
    catalog: Catalog, tmp_path: Path
) -> None:
    _save(tmp_path, 1, catalog)
    folder = tmp_path / "1-v"
    (folder / "session_knn.npz").unlink()
    (folder / "next.npz").unlink()
    state = dict(np.load(folder / "transitions.npz"))
    del state["counts"]
    np.savez(folder / "transitions.npz", **state)
    popularity = dict(np.load(folder / "popularity.npz"))
    del popularity["stars"]
    np.savez(folder / "popularity.npz", **popularity)
    model = models.load(tmp_path, catalog, CONFIG).model
    assert model.fitted_seq == 50 and model.popularity.seq == 0
    for one in paths(10, 8):
        model.learn(one)
    assert model.popularity.seq == 80
    assert not model.transitions.live._rows


def test_transitions_learn_what_came_after_the_fit(catalog: Catalog, tmp_path: Path) -> None:
    _save(tmp_path, 1, catalog)
    model = models.load(tmp_path, catalog, CONFIG).model
    events = [Logged(51 + n, 99, Event("rate", NOW + n, str(n * 7), 5.0)) for n in range(3)]
    for one in [*paths(10, 5), *events]:
        model.learn(one)
    rows = model.transitions.live._rows
    places = [catalog.index_of(str(n * 7)) for n in range(3)]
    assert rows.keys() == {places[0], places[1]}
    assert rows[places[0]][places[1]] > rows[places[0]][places[2]] > 0  # type: ignore[index]


def test_a_forgotten_person_is_in_no_kept_model(catalog: Catalog, tmp_path: Path) -> None:
    versions = [_save(tmp_path, number, catalog) for number in (1, 2)]
    models.forget(tmp_path, 3)
    for version in versions:
        with np.load(tmp_path / version / "session_knn.npz") as state:
            assert 3 not in state["people"] and len(state["people"]) == len(state["taken"]) > 20
    model = models.load(tmp_path, catalog, CONFIG).model
    model.session_knn.forget(4)
    assert not (model.session_knn._taken[model.session_knn._people == 4] < len(catalog)).any()


def test_a_ranker_that_tells_nothing_apart_wins_nothing(catalog: Catalog) -> None:
    from matinee.replay import Horizon, Sample, moments
    from matinee.retrieval.model import assemble
    from matinee.trials import gain

    popularity, takes = collect(paths(30, 12), catalog, CONFIG.retrieval)
    parts = fit_parts(popularity, takes, CONFIG.retrieval)
    recommender = Recommender(catalog, assemble("v", parts, catalog, CONFIG.retrieval), CONFIG)
    zeros: dict[str, Any] = dict.fromkeys(WEIGHTS, 0.0)
    nothing = replace(CONFIG, ranking=RankingConfig(**zeros))
    flat = Recommender(catalog, recommender.model, nothing)
    log = paths(30, 14)
    wanted = frozenset(one.seq for one in log[-60:])
    gains = [gain(flat, m, Horizon()) for m in moments(log, 90.0, Sample(wanted))]
    assert len(gains) > 20 and np.mean(gains) < 0.4


def test_a_log_out_of_order_is_put_in_order_first(catalog: Catalog) -> None:
    """Imported person by person, a cut by place would cut people apart, not time."""
    log = paths(120, 20)
    mixed = sorted(log, key=lambda one: (one.user, one.event.time))
    mixed = [replace(one, seq=seq) for seq, one in enumerate(mixed, 1)]
    in_order, sorted_by_person = (trainer(one, catalog).train() for one in (log, mixed))
    assert sorted_by_person.trial.metrics["moments"] >= 100
    assert sorted_by_person.trial.metrics["ranker"] == pytest.approx(
        in_order.trial.metrics["ranker"], abs=0.05
    )


@pytest.mark.parametrize(
    "log",
    [
        [],
        paths(1, 40),
        [Logged(n, 1, Event("rate", NOW, "1", 5.0)) for n in range(1, 2_000)],
        [Logged(n, n % 50 + 1, Event("rate", NOW, str(n % ITEMS), 5.0)) for n in range(1, 3_000)],
        [Logged(n, n % 50 + 1, Event("view", NOW + n * 1000, "1")) for n in range(1, 3_000)],
        [Logged(n, 1, Event("play", NOW + n * 1000, str(n % ITEMS))) for n in range(1, 5_000)],
        [Logged(n, 1, Event("rate", NOW + n, "unknown item", None)) for n in range(1, 50)],
    ],
    ids=["empty", "one person", "one item", "one time", "one item viewed", "one in all", "unknown"],
)
def test_a_log_that_teaches_little_gives_a_sound_model(log: list[Logged], catalog: Catalog) -> None:
    made = trainer(log, catalog).train()
    assert made.trial.decision
    assert set(made.parts) >= {"popularity", "transitions", "item_item", "session_knn"}


def _save(folder: Path, number: int, catalog: Catalog, *, served: bool = True) -> str:
    popularity, takes = collect(paths(10, 5), catalog, CONFIG.retrieval)
    parts = fit_parts(popularity, takes, CONFIG.retrieval)
    manifest = Manifest(
        f"{number}-v", "0", 50, 50, 10, ITEMS, NOW, 0.1, RetrievalConfig(), served=served
    )
    models.save(folder, manifest, parts, {})
    return manifest.version


def test_a_model_that_is_worse_does_not_serve_and_a_bad_one_rolls_back(
    catalog: Catalog, tmp_path: Path
) -> None:
    first, second = _save(tmp_path, 1, catalog), _save(tmp_path, 2, catalog)
    worse = _save(tmp_path, 3, catalog, served=False)
    assert models.current_version(tmp_path) == second
    assert models.load(tmp_path, catalog, CONFIG).model.version == second
    assert models.roll_back(tmp_path) == first
    assert models.load(tmp_path, catalog, CONFIG).model.version == first
    assert models.roll_back(tmp_path, worse) == worse
    assert models.current_version(tmp_path) == worse
    with pytest.raises(NotFound, match="models list"):
        models.roll_back(tmp_path, "9-none")
    with pytest.raises(NotFound, match="No model served before"):
        models.roll_back(tmp_path / "empty")


def test_old_versions_go_but_what_serves_and_served_before_stays(
    catalog: Catalog, tmp_path: Path
) -> None:
    versions = [_save(tmp_path, number, catalog) for number in range(1, 4)]
    refused = [_save(tmp_path, number, catalog, served=False) for number in range(4, 10)]
    kept = [one.version for one in models.manifests(tmp_path)]
    assert versions[0] not in kept
    assert kept == [*versions[1:], *refused[-models.KEPT :]]
    assert models.roll_back(tmp_path) == versions[1]


def test_judging() -> None:
    rng = np.random.default_rng(3)
    people = np.repeat(np.arange(100), 5)

    def rows(better: float, than_serving: float) -> list[dict[str, float]]:
        hand = rng.random(500)
        return [
            {"hand": h, "ranker": h + better, "serving": h - than_serving, "user": float(u)}
            for h, u in zip(hand, people, strict=True)
        ]

    assert judge(rows(0.1, 0.0)).use_ranker and judge(rows(0.1, 0.0)).serve
    worse = judge(rows(-0.1, 0.0))
    assert not worse.use_ranker and worse.serve  # the hand weights are as good as what serves
    refused = judge(rows(0.0, -0.2))
    assert not refused.serve and "worse than" in refused.decision


def test_a_page_has_no_item_that_was_deleted_after_it_was_learned(catalog: Catalog) -> None:
    own = Catalog((Item(str(number), f"Item {number}"), 0) for number in range(ITEMS))
    made = trainer(paths(120, 20), own).train()
    from matinee.profiles import Profile
    from matinee.retrieval.model import assemble

    recommender = Recommender(
        own, assemble("v", made.parts, own, CONFIG.retrieval), CONFIG, made.ranker
    )
    own.delete("5")
    profile = Profile(1)
    profile.update(Logged(1, 1, Event("rate", NOW, "4", 5.0)), 90.0)
    query = recommender.query(profile, NOW)
    candidates = recommender.candidates(query, unseen(query, own.available(NOW)))
    ids = {own.item(int(index)).item_id for index in candidates.items}
    assert "5" not in ids and "4" not in ids and "6" in ids
    assert np.isfinite(recommender.score(query, candidates).scores).all()
