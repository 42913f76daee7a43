"""The trained ranker: gradient-boosted trees, one model for each objective, one score.

Each tree's leaf is taken apart along its path: going from a node to its child changes the expected
value, and the change is credited to the group of the feature that was split on (Saabas,
"Interpreting random forests", 2014). The credits of all trees add up to the score, so what explains
a place is what made it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..retrieval.base import Indices, foremost
from .config import RankingConfig
from .features import FEATURES, GROUP_OF, GROUPS
from .hand import STATED, stated
from .library import lightgbm

if TYPE_CHECKING:
    from lightgbm import Booster

OBJECTIVES = ("will_take", "will_finish", "will_like", "will_not_regret")
_BELOW = np.float32(1e-3)
_GROUP_OF_COLUMN = np.array([GROUPS.index(GROUP_OF[feature]) for feature in FEATURES])


class Ranked(Struct, frozen=True, eq=False):
    """Scores (m,), and when asked the part of each group in them (m, len(GROUPS))."""

    scores: NDArray[np.float32]
    parts: Callable[[], NDArray[np.float32]]


def behind(
    scores: NDArray[np.float32], first: Indices, better: NDArray[np.float32]
) -> NDArray[np.float32]:
    """`scores` (m,) with `better` at the places `first`, and the others moved just below them."""
    if not len(first) or len(first) == len(scores):
        return better if len(first) else scores
    rest = np.ones(len(scores), bool)
    rest[first] = False
    moved: NDArray[np.float32] = scores - scores[rest].max() + better.min() - _BELOW
    moved[first] = better
    return moved


class Trees:
    """One booster and, for each leaf of all its trees, its value and the credit of each group."""

    def __init__(self, booster: Booster) -> None:
        self._booster = booster
        self.features = tuple(booster.feature_name())
        splits = dict(zip(self.features, booster.feature_importance("split"), strict=True))
        self.unlearnt = tuple(name for name in STATED if not splits.get(name))
        trees = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
        leaves = [_credits(tree) for tree in trees]
        counts = [len(credit) for credit in leaves]
        self._offsets = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
        credit = np.concatenate([np.zeros((0, len(GROUPS) + 1)), *leaves])
        self._values = credit.sum(axis=1).astype(np.float32)
        self._credits = credit[:, :-1].astype(np.float32)

    def leaves(
        self, x: NDArray[np.float32], first: int = 0, count: int | None = None
    ) -> NDArray[np.int64]:
        """The leaf of each row of x (m, len(FEATURES)) in `count` trees (all) from `first` on."""
        offsets = self._offsets[first:][:count]
        if not len(x) or not len(offsets):
            return np.zeros((len(x), 0), np.int64)
        leaf = self._booster.predict(
            x, start_iteration=first, num_iteration=len(offsets), pred_leaf=True, num_threads=1
        )
        return np.asarray(leaf, np.int64).reshape(len(x), -1) + offsets

    def value(self, leaf: NDArray[np.int64]) -> NDArray[np.float32]:
        """The sum of what the leaves give; shape (m,)."""
        return np.asarray(self._values[leaf].sum(axis=1), np.float32)

    def credits(self, leaf: NDArray[np.int64]) -> NDArray[np.float32]:
        """What each group gave of it; shape (m, len(GROUPS))."""
        from scipy import sparse  # noqa: PLC0415

        ones = np.ones(leaf.size, np.float32)
        pointers = np.arange(len(leaf) + 1) * leaf.shape[1]
        hit = sparse.csr_array((ones, leaf.ravel(), pointers), (len(leaf), len(self._credits)))
        return np.asarray(hit @ self._credits, np.float32)

    def text(self) -> str:
        """The booster as LightGBM writes it."""
        return str(self._booster.model_to_string())


class Ranker:
    """The objectives' trees, weighted into one score."""

    def __init__(self, trees: dict[str, Trees], version: str) -> None:
        self.trees = trees
        self.policy = f"ranker {version}"

    @classmethod
    def load(cls, texts: dict[str, str], version: str) -> Ranker | None:
        """From what `texts` gave; None if nothing was learnt, or from other features.

        Raises ValueError if the trees are damaged.
        """
        if "will_take" not in texts:
            return None
        library = lightgbm()
        try:
            trees = {name: Trees(library.Booster(model_str=text)) for name, text in texts.items()}
        except library.basic.LightGBMError as error:
            raise ValueError(f"its trees are damaged: {error}") from error
        if any(one.features != FEATURES for one in trees.values()):
            return None  # of another version of the code: what its columns mean has changed
        return cls(trees, version)

    def texts(self) -> dict[str, str]:
        """Each objective's booster as text."""
        return {name: trees.text() for name, trees in self.trees.items()}

    def score(self, x: NDArray[np.float32], config: RankingConfig) -> Ranked:
        """sum over objectives of weight x raw score; an objective without trees counts nothing.

        What a person states and the trees never met adds its weight by hand.

        In two steps: the first `quick_trees` pick the `finalists`, all the others judge only them
        (Wang, Lin & Metzler, "A cascade ranking model", SIGIR 2011). The rest stay behind.
        """
        take, weight = self.trees["will_take"], config.will_take
        quick = take.leaves(x, 0, config.quick_trees)
        by_hand, parts_by_hand = stated(x, config, take.unlearnt)
        scores = weight * take.value(quick) + by_hand
        final = foremost(scores, config.finalists)
        judged = [(take, weight, take.leaves(x[final], config.quick_trees))]
        others = [name for name in OBJECTIVES[1:] if name in self.trees and getattr(config, name)]
        judged += [
            (trees := self.trees[name], getattr(config, name), trees.leaves(x[final]))
            for name in others
        ]
        better = scores[final]
        for trees, own, leaf in judged:
            better = better + own * trees.value(leaf)

        def parts() -> NDArray[np.float32]:
            found = weight * take.credits(quick) + parts_by_hand()
            for trees, own, leaf in judged:
                found[final] += own * trees.credits(leaf)
            return found

        return Ranked(behind(scores, final, better), parts)


def _credits(tree: dict[str, Any]) -> NDArray[np.float64]:
    """(leaves, groups + 1): what the path to each leaf gives each group; last the root's value."""
    if "leaf_value" in tree:  # a tree that did not split
        alone = np.zeros((1, len(GROUPS) + 1))
        alone[0, -1] = tree["leaf_value"]
        return alone
    found: dict[int, NDArray[np.float64]] = {}
    root = np.zeros(len(GROUPS) + 1)
    root[-1] = tree["internal_value"]
    waiting = [(tree, root)]
    while waiting:
        node, credit = waiting.pop()
        if "leaf_index" in node:
            found[node["leaf_index"]] = credit
            continue
        for side in ("left_child", "right_child"):
            child = node[side]
            value = child.get("leaf_value", child.get("internal_value"))
            given = credit.copy()
            given[_GROUP_OF_COLUMN[node["split_feature"]]] += value - node["internal_value"]
            waiting.append((child, given))
    return np.array([found[leaf] for leaf in range(len(found))])
