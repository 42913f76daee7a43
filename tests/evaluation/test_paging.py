"""Replay of pages: metrics by hand, and a run from log to rows."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from matinee.evaluation import paging
from matinee.home import HomeConfig
from matinee.ranking import RankingConfig
from matinee.replay import Horizon
from tests.evaluation.test_protocols import data


def test_grid_ndcg_by_hand() -> None:
    curve = np.array([[1.0, 0.5], [0.8, 0.4]])
    hits = np.zeros((3, 2, 2), bool)
    hits[0, 0, 0] = hits[0, 1, 1] = True  # two of two, the best and the worst place
    hits[1, 1, 0] = True  # one of one
    got = paging.grid_ndcg(hits, np.array([2, 1, 9]), curve)
    assert got == pytest.approx([1.4 / 1.8, 0.8, 0.0])


def test_grid_ndcg_of_one_row_is_ndcg() -> None:
    curve = 1 / np.log2(np.arange(2, 12))[None, :]
    hits = np.zeros((1, 1, 10), bool)
    hits[0, 0, [1, 4]] = True
    ideal = curve[0, :2].sum()
    expected = (curve[0, 1] + curve[0, 4]) / ideal
    assert paging.grid_ndcg(hits, np.array([2]), curve)[0] == pytest.approx(expected)


def test_effective_size_by_hand() -> None:
    assert paging.effective_size(np.zeros(0, np.int32)) == 0
    assert paging.effective_size(np.array([3, 3, 3], np.int32)) == pytest.approx(1)
    assert paging.effective_size(np.arange(8, dtype=np.int32)) == pytest.approx(8)


def test_every_policy_is_measured_on_the_same_moments() -> None:
    held = replace(data(80, 24), horizon=Horizon(days=1))
    config = HomeConfig(ranking=RankingConfig(trees=5, negatives=5))
    rows = paging.measure(held, config, lambda _line: None, share=0.7)
    assert [row["name"] for row in rows] == list(paging.POLICIES)
    assert [row["kind"] for row in rows] == ["ours", "peer", "peer", "peer"]
    assert len({row["pages"] for row in rows}) == 1
    assert rows[0]["pages"] > 10
    for row in rows:
        assert 0 <= row["grid_ndcg"] <= 1
        recalls = [row[f"recall@{m}x{n}"] for m, n in paging.BLOCKS]
        assert recalls == sorted(recalls), "a larger block holds no less"
    assert len(rows[1]["ours over this"]) == 3
