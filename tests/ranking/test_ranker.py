"""The vectors, the trees and what explains them."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from matinee.ranking import FEATURES, GROUPS, Ranker, RankingConfig
from matinee.ranking.features import GROUP_OF
from matinee.ranking.ranker import Trees
from matinee.ranking.score import foremost, hand_score, score
from matinee.ranking.train import Gathering, Taken, train_ranker

CONFIG = RankingConfig(trees=30, negatives=20)
WIDTH = len(FEATURES)


def gathered(moments: int, seed: int, *, signal: str = "transitions") -> Gathering:
    """Moments of 40 candidates; the one taken is that with the most of one signal."""
    rng = np.random.default_rng(seed)
    gathering = Gathering(CONFIG, seed)
    for _ in range(moments):
        x = rng.random((40, WIDTH)).astype(np.float32)
        best = int(np.argmax(x[:, FEATURES.index(signal)]))
        stars = bool(x[best, FEATURES.index("affinity")] > 0.5)
        gathering.add(x, {best: Taken(liked=stars, regretted=not stars)})
    return gathering


def test_the_ranker_learns_what_is_taken_and_its_parts_add_up() -> None:
    grown = train_ranker(gathered(1200, 1).examples(), CONFIG, "t", seed=1)
    assert grown.ranker is not None
    assert set(grown.ranker.trees) == {"will_take", "will_like", "will_not_regret"}
    assert "will_finish" in grown.off and "0 yes" in grown.off["will_finish"]
    x = np.random.default_rng(9).random((40, WIDTH)).astype(np.float32)
    ranked = grown.ranker.score(x, CONFIG)
    top = np.argsort(-ranked.scores)[:5]
    assert int(np.argmax(x[:, FEATURES.index("transitions")])) in top
    constant = ranked.scores - ranked.parts.sum(axis=1)
    assert np.allclose(constant, constant[0], atol=1e-3)
    strongest = ranked.parts.std(axis=0)
    assert GROUPS[int(np.argmax(strongest))] == "transitions"


def test_the_parts_are_those_of_the_paths() -> None:
    """The sum over leaves is LightGBM's own raw prediction, row by row."""
    examples = gathered(600, 2).examples()
    grown = train_ranker(examples, CONFIG, "t")
    assert grown.ranker is not None
    trees = grown.ranker.trees["will_take"]
    booster = lightgbm.Booster(model_str=trees.text())
    value, _ = trees.parts(examples.x[:500])
    assert np.allclose(value, booster.predict(examples.x[:500], raw_score=True), atol=1e-4)


def test_a_tree_that_did_not_split_counts_its_value() -> None:
    data = lightgbm.Dataset(
        np.zeros((100, WIDTH)), np.r_[np.ones(30), np.zeros(70)], feature_name=list(FEATURES)
    )
    booster = lightgbm.train({"objective": "binary", "verbosity": -1}, data, 1)
    value, parts = Trees(booster).parts(np.zeros((2, WIDTH), np.float32))
    assert np.allclose(value, booster.predict(np.zeros((2, WIDTH)), raw_score=True), atol=1e-6)
    assert not parts.any()


def test_too_little_to_learn_from_is_said() -> None:
    grown = train_ranker(gathered(50, 3).examples(), CONFIG, "t")
    assert grown.ranker is None
    assert "50 takes" in grown.off["will_take"]
    assert train_ranker(Gathering(CONFIG, 0).examples(), CONFIG, "t").ranker is None


def test_a_ranker_of_other_features_is_not_used() -> None:
    data = lightgbm.Dataset(np.random.default_rng(0).random((300, 3)), np.arange(300) % 2)
    text = lightgbm.train({"objective": "binary", "verbosity": -1}, data, 2).model_to_string()
    assert Ranker.load({"will_take": text}, "v") is None
    assert Ranker.load({}, "v") is None
    with pytest.raises(ValueError, match="damaged"):
        Ranker.load({"will_take": "tree\nnonsense"}, "v")


def test_what_is_not_reranked_stays_behind_in_its_order() -> None:
    grown = train_ranker(gathered(400, 4).examples(), CONFIG, "t")
    x = np.random.default_rng(5).random((60, WIDTH)).astype(np.float32)
    config = RankingConfig(trees=30, rerank=25)
    by_hand = hand_score(x, config).scores
    scored = score(x, config, grown.ranker)
    first = set(foremost(by_hand, 25).tolist())
    order = np.argsort(-scored.scores, kind="stable").tolist()
    assert set(order[:25]) == first
    rest = [place for place in order if place not in first]
    assert rest == sorted(rest, key=lambda place: -by_hand[place])
    assert np.array_equal(score(x, config, None).scores, by_hand)


def test_hand_parts_add_up() -> None:
    x = np.random.default_rng(6).random((30, WIDTH)).astype(np.float32)
    scored = hand_score(x, CONFIG)
    assert np.allclose(scored.parts.sum(axis=1), scored.scores, atol=1e-4)
    assert set(GROUP_OF.values()) == set(GROUPS)


def test_a_take_beyond_the_reranked_teaches_nothing() -> None:
    gathering = Gathering(RankingConfig(rerank=10), 0)
    x = np.zeros((50, WIDTH), np.float32)
    x[:, FEATURES.index("transitions")] = np.linspace(1, 0, 50)
    gathering.add(x, {49: Taken()})
    assert gathering.missed == 1 and not len(gathering.examples().groups)
    gathering.add(x, {3: Taken(), 49: Taken()})
    examples = gathering.examples()
    assert examples.taken.sum() == 1 and examples.groups.tolist() == [10]
