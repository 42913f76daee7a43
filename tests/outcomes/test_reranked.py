"""Estimates of rankers from the log: what is planted is told, before anybody is given it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from matinee.outcomes import OutcomesConfig
from matinee.outcomes.reranked import Reranked, Score, Seen, reranked, sentences
from matinee.page import UNLEARNT
from matinee.ranking import FEATURES
from matinee.ranking.captured import FEATURES_ID
from matinee.storage.base import Captured, Evidence
from tests.making import NOW

Floats = NDArray[np.float32]
LOOK = UNLEARNT.curve("tv", 1, 8)[0]
GOOD, BAD = 0, 1
"""A feature that tells worth, and one that tells nothing."""


def by(feature: int, sign: float = 1.0) -> Score:
    return lambda x: np.asarray(sign * x[:, feature], np.float32)


def pages(people: int, seed: int) -> list[Seen]:
    """Rows of eight titles in the order of what tells nothing; taken by worth and place."""
    chance = np.random.default_rng(seed)
    seen = []
    for user in range(people):
        for number in range(3):
            worth, noise = chance.random(8), chance.random(8)
            for column, title in enumerate(np.argsort(-noise)):
                x = np.zeros(len(FEATURES), np.float32)
                x[GOOD], x[BAD] = worth[title], noise[title]
                name = f"p{user}-{number}"
                captured = Captured(name, 0, column, user, NOW, FEATURES_ID, x.tobytes())
                is_taken = bool(chance.random() < 0.5 * worth[title] * LOOK[column])
                evidence = Evidence(
                    page_id=name,
                    row=0,
                    column=column,
                    user=user,
                    item=str(title),
                    row_kind="top_picks",
                    served=NOW,
                    seen=True,
                    purchased=is_taken,
                    device="tv",
                )
                seen.append((captured, evidence))
    return seen


def told(people: int, after: Score, seed: int = 1) -> Reranked:
    return reranked(pages(people, seed), (by(BAD), after), UNLEARNT, NOW, OutcomesConfig())


def truth() -> float:
    """By how much more is taken in the order of worth, computed from the planted rates."""
    chance = np.random.default_rng(99)
    worth = chance.random((200_000, 8))
    return float((np.sort(worth, axis=1)[:, ::-1] @ LOOK).sum() / (worth @ LOOK).sum() - 1)


def test_a_better_ranker_is_told_with_its_gain() -> None:
    found = told(1500, by(GOOD))
    assert found.low is not None and found.high is not None and found.change is not None
    assert found.low < truth() < found.high and found.low > 0
    assert found.moved is not None and found.moved > 0.7 and found.people > 1000
    first, second = sentences(found, "better")
    assert first.startswith("better would have had +") and "experiment" in second


def test_intervals_cover_the_truth() -> None:
    right, covered = truth(), 0
    for seed in range(40):
        found = told(200, by(GOOD), seed)
        covered += (found.low or 0) < right < (found.high or 0)
    assert covered >= 34


def test_a_worse_and_an_equal_ranker() -> None:
    worse = told(800, by(GOOD, -1.0))
    assert worse.high is not None and worse.high < 0
    same = told(200, by(BAD))
    assert (same.change, same.low, same.high, same.moved) == (0.0, 0.0, 0.0, 0.0)


def test_too_little_is_no_figure() -> None:
    few = told(10, by(GOOD))
    assert few.change is None and "50 are needed" in few.why_not
    assert next(sentences(few, "B")).startswith("B cannot be told from the log: Only")
    old = [(Captured("p", 0, 0, 1, NOW, "older features", b""), pages(1, 1)[0][1])]
    nothing = reranked(old, (by(BAD), by(GOOD)), UNLEARNT, NOW, OutcomesConfig())
    assert nothing.pages == 0 and nothing.change is None


@pytest.mark.parametrize("count", [1, 2])
def test_rows_of_one_title_tell_nothing(count: int) -> None:
    seen = [one for one in pages(100, 1) if one[0].column < count]
    found = reranked(seen, (by(BAD), by(GOOD)), UNLEARNT, NOW, OutcomesConfig())
    assert (found.pages == 0) == (count == 1)
