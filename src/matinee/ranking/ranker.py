"""The trained ranker: gradient-boosted trees, one model for each objective, one score.

Each tree's leaf is taken apart along its path: going from a node to its child changes the expected
value, and the change is credited to the group of the feature that was split on (Saabas,
"Interpreting random forests", 2014). The credits of all trees add up to the score, so what explains
a place is what made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .config import RankingConfig
from .features import FEATURES, GROUP_OF, GROUPS
from .library import lightgbm

if TYPE_CHECKING:
    from lightgbm import Booster

OBJECTIVES = ("will_take", "will_finish", "will_like", "will_not_regret")
_GROUP_OF_COLUMN = np.array([GROUPS.index(GROUP_OF[feature]) for feature in FEATURES])


class Ranked(Struct, frozen=True, eq=False):
    """Scores (m,) and the part of each group in them (m, len(GROUPS))."""

    scores: NDArray[np.float32]
    parts: NDArray[np.float32]


class Trees:
    """One booster and, for each leaf, the credit of each group: a row of `credits`."""

    def __init__(self, booster: Booster) -> None:
        self._booster = booster
        self.features = tuple(booster.feature_name())
        trees = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
        leaves = [_credits(tree) for tree in trees]
        counts = [len(credit) for credit in leaves]
        self._offsets = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
        self._credits = np.concatenate([np.zeros((0, len(GROUPS) + 1)), *leaves])
        self._credits = self._credits.astype(np.float32)

    def parts(self, x: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scores (m,) and credits (m, len(GROUPS)) of each row of x, (m, len(FEATURES))."""
        from scipy import sparse  # noqa: PLC0415

        leaf = np.asarray(self._booster.predict(x, pred_leaf=True, num_threads=1), np.int64)
        leaf = leaf.reshape(len(x), -1) + self._offsets
        ones = np.ones(leaf.size, np.float32)
        pointers = np.arange(0, leaf.size + 1, leaf.shape[1])
        hit = sparse.csr_array((ones, leaf.ravel(), pointers), (len(x), len(self._credits)))
        summed = hit @ self._credits
        return summed.sum(axis=1), summed[:, :-1]

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
        """sum over objectives of weight x raw score; an objective without trees counts nothing."""
        scores = np.zeros(len(x), np.float32)
        parts = np.zeros((len(x), len(GROUPS)), np.float32)
        for name, trees in self.trees.items():
            if weight := getattr(config, name):
                value, credit = trees.parts(x)
                scores += weight * value
                parts += weight * credit
        return Ranked(scores, parts)


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
