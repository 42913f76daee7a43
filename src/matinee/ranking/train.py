"""Training the ranker: examples are gathered moment by moment, then trees are grown."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ..retrieval.base import Indices
from .config import RankingConfig
from .features import FEATURES
from .library import lightgbm
from .ranker import OBJECTIVES, Ranker, Trees

_ODDS_TREES = 40
_MOMENTS_A_LEAF, _FEWEST_LEAVES = 700, 7
FEWEST_TAKES = 200
"""An objective is learnt from at least this many examples, and this many of each answer."""


class Taken(Struct, frozen=True):
    """What became of an item that was taken; None: the log does not say."""

    finished: bool | None = None
    liked: bool | None = None
    regretted: bool | None = None


class Examples(Struct, frozen=True, eq=False):
    """Rows of features, grouped by moment. `taken` (rows,) is 1 for what was taken.

    `groups` (moments,) are the numbers of rows, `weights` (moments,) how much each counts;
    `answers` (rows, 3) hold finished, liked and not regretted as 0 or 1, -1 where unknown or not
    taken.
    """

    x: NDArray[np.float32]
    taken: NDArray[np.int8]
    answers: NDArray[np.int8]
    groups: NDArray[np.int32]
    weights: NDArray[np.float32]


def _answers(outcome: Taken | None) -> tuple[int, int, int]:
    if outcome is None:
        return -1, -1, -1
    regretted = outcome.regretted
    known = (outcome.finished, outcome.liked, None if regretted is None else not regretted)
    finished, liked, fine = (-1 if answer is None else int(answer) for answer in known)
    return finished, liked, fine


class Gathering:
    """Collects examples with few negatives each, so that memory stays small."""

    def __init__(self, config: RankingConfig, seed: int) -> None:
        self._config = config
        self._rng = np.random.default_rng(seed)
        self._rows: list[tuple[NDArray[np.float32], NDArray[np.int8], NDArray[np.int8]]] = []
        self._weights: list[float] = []
        self.moments = 0
        self.missed = 0

    def choose(self, first: Indices, taken: Container[int]) -> Indices:
        """The places that teach at a moment: those taken, and others drawn; none if none was taken.

        `first` are the places that would be re-ranked. A take from further behind teaches nothing:
        it would stand among negatives that are all nearer, and teach that far is good.
        """
        self.moments += 1
        reached = np.array([place in taken for place in first.tolist()], bool)
        if not reached.any():
            self.missed += 1
            return first[:0]
        # Drawn evenly: were the hard ones favoured, what stands far behind would look too good.
        others = first[~reached]
        n = min(self._config.negatives, len(others))
        return np.union1d(self._rng.choice(others, n, replace=False), first[reached])

    def add(
        self, x: NDArray[np.float32], outcomes: Sequence[Taken | None], weight: float = 1.0
    ) -> None:
        """A moment: features of what was chosen, and what became of each (None: not taken)."""
        self._weights.append(weight)
        labels = np.array([outcome is not None for outcome in outcomes], np.int8)
        self._rows.append((x, labels, np.array([_answers(one) for one in outcomes], np.int8)))

    def examples(self) -> Examples:
        """All that was gathered."""
        nothing = np.zeros((0, len(FEATURES)), np.float32)
        parts = self._rows or [(nothing, np.zeros(0, np.int8), np.zeros((0, 3), np.int8))]
        groups = [len(x) for x, _, _ in self._rows]
        return Examples(
            np.concatenate([x for x, _, _ in parts]),
            np.concatenate([taken for _, taken, _ in parts]),
            np.concatenate([answers for _, _, answers in parts]),
            np.array(groups, np.int32),
            np.array(self._weights, np.float32),
        )


def together(parts: list[Examples]) -> Examples:
    """Examples of several gatherings as one; `parts` is emptied as it goes, to save memory."""
    x = np.empty((sum(len(part.x) for part in parts), len(FEATURES)), np.float32)
    rest: list[Examples] = []
    end = len(x)
    while parts:
        part = parts.pop()
        x[end - len(part.x) : end] = part.x
        end -= len(part.x)
        rest.insert(0, replace(part, x=x[:0]))
    return Examples(
        x,
        np.concatenate([part.taken for part in rest]),
        np.concatenate([part.answers for part in rest]),
        np.concatenate([part.groups for part in rest]),
        np.concatenate([part.weights for part in rest]),
    )


class Grown(Struct, frozen=True, eq=False):
    """A ranker (None: too little to learn from) and, for each objective, why it is off."""

    ranker: Ranker | None
    off: dict[str, str]


def train_ranker(examples: Examples, config: RankingConfig, version: str, seed: int = 0) -> Grown:
    """Grow the trees of every objective that has labels.

    `will_take` by LambdaRank (Burges, "From RankNet to LambdaRank to LambdaMART", 2010); the others
    as log odds among what was taken.
    """
    off: dict[str, str] = {}
    takes = int(examples.taken.sum())
    if not config.trees:
        return Grown(None, {"will_take": "the settings ask for no trees"})
    if takes < FEWEST_TAKES:
        off["will_take"] = f"{takes} takes could be learnt from; {FEWEST_TAKES} are needed"
        return Grown(None, off)
    trees = {"will_take": _ranked(examples, config, seed)}
    known = examples.taken == 1
    for column, objective in enumerate(OBJECTIVES[1:]):
        answers = examples.answers[:, column]
        rows = known & (answers >= 0)
        yes, no = int((answers[rows] == 1).sum()), int((answers[rows] == 0).sum())
        if min(yes, no) < FEWEST_TAKES:
            off[objective] = f"{yes} yes and {no} no in the log; {FEWEST_TAKES} of each are needed"
        else:
            trees[objective] = _odds(examples.x[rows], answers[rows], config, seed)
    return Grown(Ranker(trees, version), off)


def _parameters(config: RankingConfig, seed: int, moments: int) -> dict[str, Any]:
    return {
        "num_leaves": min(max(moments // _MOMENTS_A_LEAF, _FEWEST_LEAVES), config.leaves),
        "learning_rate": config.learning_rate,
        "min_data_in_leaf": 50,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "max_bin": 127,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }


def _ranked(examples: Examples, config: RankingConfig, seed: int) -> Trees:
    library = lightgbm()
    data = library.Dataset(
        examples.x,
        examples.taken,
        group=examples.groups,
        weight=np.repeat(examples.weights, examples.groups),
        feature_name=list(FEATURES),
        free_raw_data=True,
    )
    wanted = _parameters(config, seed, len(examples.groups)) | {
        "objective": "lambdarank",
        "lambdarank_truncation_level": 20,
        "label_gain": [0, 1],
    }
    return Trees(library.train(wanted, data, config.trees))


def _odds(
    x: NDArray[np.float32], answers: NDArray[np.int8], config: RankingConfig, seed: int
) -> Trees:
    library = lightgbm()
    wanted = _parameters(config, seed, len(x)) | {"objective": "binary", "num_leaves": 15}
    data = library.Dataset(x, answers, feature_name=list(FEATURES))
    return Trees(library.train(wanted, data, min(config.trees, _ODDS_TREES)))
