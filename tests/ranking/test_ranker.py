"""The vectors, the trees and what explains them."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from matinee.ranking import FEATURES, GROUPS, Ranker, RankingConfig
from matinee.ranking.features import GROUP_OF
from matinee.ranking.hand import STATED
from matinee.ranking.ranker import Trees
from matinee.ranking.score import Scored, hand_score, rescored
from matinee.ranking.train import Gathering, Taken, train_ranker
from matinee.retrieval.base import foremost

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
        taken = {best: Taken(liked=stars, regretted=not stars)}
        chosen = gathering.choose(np.arange(40, dtype=np.int32), taken)
        gathering.add(x[chosen], [taken.get(place) for place in chosen.tolist()])
    return gathering


def score(x: NDArray[np.float32], config: RankingConfig, ranker: Ranker) -> Scored:
    by_hand = hand_score(x, config)
    first = foremost(by_hand.scores, config.rerank)
    return rescored(by_hand, first, x[first], ranker, config)


def test_the_ranker_learns_what_is_taken_and_its_parts_add_up() -> None:
    grown = train_ranker(gathered(1200, 1).examples(), CONFIG, "t", seed=1)
    assert grown.ranker is not None
    assert set(grown.ranker.trees) == {"will_take", "will_like", "will_not_regret"}
    assert "will_finish" in grown.off and "0 yes" in grown.off["will_finish"]
    x = np.random.default_rng(9).random((40, WIDTH)).astype(np.float32)
    ranked = grown.ranker.score(x, CONFIG)
    top = np.argsort(-ranked.scores)[:5]
    assert int(np.argmax(x[:, FEATURES.index("transitions")])) in top
    parts = ranked.parts()
    constant = ranked.scores - parts.sum(axis=1)
    assert np.allclose(constant, constant[0], atol=1e-3)
    strongest = parts.std(axis=0)
    assert GROUPS[int(np.argmax(strongest))] == "transitions"


def test_the_parts_are_those_of_the_paths() -> None:
    """The sum over leaves is LightGBM's own raw prediction, row by row."""
    examples = gathered(600, 2).examples()
    grown = train_ranker(examples, CONFIG, "t")
    assert grown.ranker is not None
    trees = grown.ranker.trees["will_take"]
    booster = lightgbm.Booster(model_str=trees.text())
    value = trees.value(trees.leaves(examples.x[:500]))
    in_two = trees.value(trees.leaves(examples.x[:500], 0, 10)) + trees.value(
        trees.leaves(examples.x[:500], 10)
    )
    assert np.allclose(value, in_two, atol=1e-4)
    assert np.allclose(value, booster.predict(examples.x[:500], raw_score=True), atol=1e-4)


def test_a_tree_that_did_not_split_counts_its_value() -> None:
    data = lightgbm.Dataset(
        np.zeros((100, WIDTH)), np.r_[np.ones(30), np.zeros(70)], feature_name=list(FEATURES)
    )
    booster = lightgbm.train({"objective": "binary", "verbosity": -1}, data, 1)
    leaf = Trees(booster).leaves(np.zeros((2, WIDTH), np.float32))
    value, parts = Trees(booster).value(leaf), Trees(booster).credits(leaf)
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
    assert grown.ranker is not None
    scored = score(x, config, grown.ranker)
    first = set(foremost(by_hand, 25).tolist())
    order = np.argsort(-scored.scores, kind="stable").tolist()
    assert set(order[:25]) == first
    rest = [place for place in order if place not in first]
    assert rest == sorted(rest, key=lambda place: -by_hand[place])
    assert np.array_equal(scored.x, x[scored.first]) and set(scored.first.tolist()) == first


def test_finalists_stand_before_the_others_and_have_the_whole_score() -> None:
    grown = train_ranker(gathered(600, 7).examples(), CONFIG, "t")
    assert grown.ranker is not None
    x = np.random.default_rng(8).random((80, WIDTH)).astype(np.float32)
    whole = grown.ranker.score(x, replace(CONFIG, finalists=80))
    cut = grown.ranker.score(x, replace(CONFIG, quick_trees=10, finalists=12))
    finalists = np.argsort(-cut.scores, kind="stable")[:12]
    assert np.allclose(cut.scores[finalists], whole.scores[finalists], atol=1e-4)
    others = np.setdiff1d(np.arange(80), finalists)
    assert cut.scores[others].max() < cut.scores[finalists].min()
    quick = grown.ranker.trees["will_take"]
    early = quick.value(quick.leaves(x, 0, 10))
    assert set(finalists.tolist()) == set(foremost(early, 12).tolist())
    assert np.array_equal(np.argsort(-cut.scores[others]), np.argsort(-early[others]))


def test_hand_parts_add_up() -> None:
    x = np.random.default_rng(6).random((30, WIDTH)).astype(np.float32)
    scored = hand_score(x, CONFIG)
    assert np.allclose(scored.parts().sum(axis=1), scored.scores, atol=1e-4)
    assert set(GROUP_OF.values()) == set(GROUPS)


def test_a_take_beyond_the_reranked_teaches_nothing() -> None:
    gathering = Gathering(RankingConfig(negatives=5), 0)
    first = np.arange(10, dtype=np.int32)
    assert not len(gathering.choose(first, {49: Taken()}))
    assert gathering.missed == 1
    chosen = gathering.choose(first, {3: Taken(), 49: Taken()}).tolist()
    assert 3 in chosen and len(chosen) == 6 and set(chosen) <= set(range(10))


def test_what_trees_never_met_counts_by_hand() -> None:
    """A log without searches, wishes and looks teaches nothing of them; people state them still."""
    gathering = gathered(800, 4)
    examples = gathering.examples()
    for name in STATED:
        examples.x[:, FEATURES.index(name)] = 0
    ranker = train_ranker(examples, CONFIG, "t").ranker
    assert ranker is not None
    assert ranker.trees["will_take"].unlearnt == STATED
    x = np.random.default_rng(1).random((40, WIDTH)).astype(np.float32)
    for name in STATED:
        x[:, FEATURES.index(name)] = 0
    before = ranker.score(x, CONFIG)
    last = int(np.argsort(before.scores)[-3])
    for name, value, weight in (
        ("searched", 1.0, CONFIG.searched),
        ("asked", 1.0, CONFIG.asked),
        ("passed_by", 1.0, CONFIG.passed_by),
        ("passed_by", 0.8, 0.0),
    ):
        changed = x.copy()
        changed[last, FEATURES.index(name)] = value
        after = ranker.score(changed, CONFIG)
        assert after.scores[last] - before.scores[last] == pytest.approx(weight, abs=1e-4), name
        group = GROUPS.index(GROUP_OF[name])
        given = after.parts()[last, group] - before.parts()[last, group]
        assert given == pytest.approx(weight, abs=1e-4)
