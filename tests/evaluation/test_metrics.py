"""The metrics are those of an independent implementation, and intervals cover what they should."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from matinee.evaluation.accuracy.metrics import (
    LONGEST,
    Lists,
    beyond_accuracy,
    mean_interval,
    ratio_interval,
    scores,
)


def random_lists(moments: int, items: int, seed: int) -> Lists:
    rng = np.random.default_rng(seed)
    top = np.full((moments, LONGEST), -1, np.int32)
    targets = []
    for row in range(moments):
        shown = rng.permutation(items)[: rng.integers(1, LONGEST + 1)]
        top[row, : len(shown)] = shown
        targets.append(rng.choice(items, rng.integers(1, 15), replace=False).astype(np.int32))
    return Lists(top, targets, np.arange(moments, dtype=np.int64) // 3)


def test_metrics_agree_with_ranx() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ranx import Qrels, Run, evaluate

        lists = random_lists(200, 150, 7)
        truth = {
            f"q{row}": {f"i{item}": 1 for item in targets.tolist()}
            for row, targets in enumerate(lists.targets)
        }
        run = {
            f"q{row}": {
                f"i{item}": float(LONGEST - place)
                for place, item in enumerate(top.tolist())
                if item >= 0
            }
            for row, top in enumerate(lists.top)
        }
        names = {
            f"{theirs}@{cut}": f"{ours}@{cut}"
            for theirs, ours in (
                ("ndcg", "ndcg"),
                ("hit_rate", "hr"),
                ("recall", "recall"),
                ("mrr", "mrr"),
            )
            for cut in (10, 20, 100)
        }
        theirs = evaluate(Qrels(truth), Run(run), list(names))
    ours = scores(lists)
    for their_name, our_name in names.items():
        assert ours[our_name].mean() == pytest.approx(theirs[their_name], abs=1e-9), our_name


def test_by_hand() -> None:
    top = np.full((2, LONGEST), -1, np.int32)
    top[0, :3], top[1, :2] = [5, 1, 2], [7, 8]
    lists = Lists(top, [np.array([1, 9], np.int32), np.array([3], np.int32)], np.array([0, 1]))
    found = scores(lists)
    assert found["hr@10"].tolist() == [1.0, 0.0]
    assert found["recall@10"].tolist() == [0.5, 0.0]
    assert found["mrr@10"].tolist() == [0.5, 0.0]
    ideal = 1 + 1 / np.log2(3)
    assert found["ndcg@10"][0] == pytest.approx(1 / np.log2(3) / ideal)


def test_intervals_treat_the_person_as_the_unit() -> None:
    """Twenty moments of one person are no twenty people: copying moments narrows nothing."""
    rng = np.random.default_rng(1)
    each = rng.random(100)
    once = mean_interval(each, np.arange(100))
    often = mean_interval(np.repeat(each, 20), np.repeat(np.arange(100), 20))
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=1e-9)
    inside = 0
    for trial in range(200):
        sample = rng.normal(0.3, 1.0, 80)
        interval = mean_interval(sample, np.arange(80), seed=trial)
        inside += interval.low <= 0.3 <= interval.high
    assert 0.89 <= inside / 200 <= 0.99


def test_a_paired_ratio_is_narrower_than_its_parts() -> None:
    rng = np.random.default_rng(2)
    theirs = rng.random(300)
    ours = theirs * 1.2
    ratio = ratio_interval(ours, theirs, np.arange(300))
    assert ratio is not None
    assert ratio.low == pytest.approx(1.2) and ratio.high == pytest.approx(1.2)
    assert ratio_interval(ours, np.zeros(300), np.arange(300)) is None


def test_beyond_accuracy_by_hand() -> None:
    top = np.full((2, LONGEST), -1, np.int32)
    top[0, :2], top[1, :2] = [0, 1], [0, 2]
    lists = Lists(top, [np.array([0], np.int32)] * 2, np.array([0, 1]))
    shares = np.array([0.5, 0.25, 0.25, 0.0])
    categories = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    figures = beyond_accuracy(lists, shares, categories, np.array([[1.0, 1.0], [1.0, 1.0]]))
    assert figures["coverage@10"] == 0.75
    # p falling is 1/2, 1/4, 1/4: 2 (1/2 + 2/4 + 3/4) - 1
    assert figures["effective_catalogue"] == pytest.approx(2.5)
    assert figures["novelty@10"] == pytest.approx((1 + 2 + 1 + 2) / 4)
    assert figures["calibration@10"] == pytest.approx(0.0, abs=1e-9)
    nothing = beyond_accuracy(lists, shares, np.zeros((4, 0)), np.zeros((2, 0)))
    assert nothing["calibration@10"] is None
