"""Moods and genres told from pictures, learnt from the catalogue's own tags.

For each tag a ridge regression from what was measured of a picture (and its vector) to whether its
title has the tag; titles with and without it weigh the same. How good a head is, is measured on
titles that it did not learn from: the area under its curve (the chance that a title with the tag
gets more than one without), with the standard error of Hanley & McNeil (Radiology 143, 1982, eq. 1
and 2). Heads that are not clearly good are kept, with their figures, and not used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ...errors import BadInput
from .measure import Floats, Measured

FILE = "heads.json"
FIGURES = ("brightness", "contrast", "colourfulness", "sharpness", "motion_blur", "symmetry")
_FOLDS, _PENALTIES = 5, (3.0, 30.0, 300.0)
_Z = 1.645
"""Standard errors that a head must be better than chance by: 95 %, one-sided."""


class Example(Struct, frozen=True, eq=False):
    """A picture to learn from: its title, the title's tags ("mood:tender"), its features (d,)."""

    item: str
    tags: frozenset[str]
    x: Floats


class Head(Struct, frozen=True):
    """What tells one tag: `tag` is given where weights' x + bias is over `over`; `auc` with its
    standard `error`, over titles that have the tag (`having`) and that have not (`lacking`)."""

    tag: str
    weights: list[float]
    bias: float
    over: float
    auc: float
    error: float
    having: int
    lacking: int
    is_used: bool


class Heads(Struct, frozen=True):
    """All heads; features are standardised by `mean` and `deviation`; `vector` is the length of the
    image-text vector that they were learnt with, 0 for none."""

    heads: list[Head] = []
    mean: list[float] = []
    deviation: list[float] = []
    vector: int = 0

    @staticmethod
    def read(folder: Path) -> Heads:
        """Those of a folder, none where there are none. Raises BadInput for a damaged file."""
        path = folder / FILE
        if not path.is_file():
            return Heads()
        try:
            return msgspec.json.decode(path.read_bytes(), type=Heads)
        except msgspec.DecodeError as error:
            raise BadInput(
                f"{path} is damaged ({error}); 'matinee artwork learn' renews."
            ) from error

    def write(self, folder: Path) -> None:
        """Keep them in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{FILE}.part"
        part.write_text(json.dumps(msgspec.to_builtins(self)))
        part.replace(folder / FILE)

    def tell(self, measured: Measured, vector: Floats | None) -> dict[str, float]:
        """The tags of a picture that heads in use give, with how much they are over what is
        needed; nothing where they were learnt with another kind of vector."""
        used = [head for head in self.heads if head.is_used]
        if not used or self.vector != (0 if vector is None else len(vector)):
            return {}
        x = features(measured, vector)
        if len(x) != len(self.mean):
            return {}
        x = (x - np.array(self.mean)) / np.array(self.deviation)
        points = {
            head.tag: float(np.array(head.weights) @ x + head.bias) - head.over for head in used
        }
        return {tag: round(min(0.5 + over / 2, 1.0), 3) for tag, over in points.items() if over > 0}


def features(measured: Measured, vector: Floats | None) -> Floats:
    """What heads look at: measurements, colours by place, edges, and the image-text vector."""
    figures = [getattr(measured, name) for name in FIGURES]
    return np.concatenate((figures, measured.vector, () if vector is None else vector))


def learn(examples: Sequence[Example], least_auc: float, fewest: int, vector: int) -> Heads:
    """Heads for all tags that `fewest` titles have, and as many have not, best first.

    `vector` is the length of the image-text vector within the features.
    """
    x = np.array([one.x for one in examples], np.float64)
    if not len(x):
        return Heads()
    mean, deviation = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    x = (x - mean) / deviation
    items = [one.item for one in examples]
    tags_of: Mapping[str, frozenset[str]] = {one.item: one.tags for one in examples}
    tags = sorted({tag for tags in tags_of.values() for tag in tags})
    heads = []
    for tag in tags:
        having = sum(tag in tags for tags in tags_of.values())
        if min(having, len(tags_of) - having) >= fewest:
            y = np.array([tag in tags_of[item] for item in items])
            heads.append(_head(tag, x, y, items, least_auc))
    heads.sort(key=lambda head: -head.auc)
    return Heads(heads, mean.tolist(), deviation.tolist(), vector)


def _head(
    tag: str, x: Floats, y: NDArray[np.bool_], items: Sequence[str], least_auc: float
) -> Head:
    folds = np.array([_fold(item) for item in items])
    tried = {penalty: _held_out(x, y, folds, penalty) for penalty in _PENALTIES}
    title, of = np.unique(np.array(items), return_inverse=True)
    has = np.bincount(of, weights=y, minlength=len(title)) > 0

    def auc_of(points: Floats) -> float:
        mean = np.bincount(of, weights=points) / np.bincount(of)
        return area(mean[has], mean[~has])

    penalty = max(_PENALTIES, key=lambda one: auc_of(tried[one]))
    auc, having, lacking = auc_of(tried[penalty]), int(has.sum()), int((~has).sum())
    error = standard_error(auc, having, lacking)
    weights, bias = _ridge(x, y, penalty)
    is_used = auc >= least_auc and auc - _Z * error > 0.5
    over = _best_cut(tried[penalty], y)
    told = [round(float(value), 5) for value in weights]
    figures = (round(auc, 4), round(error, 4), having, lacking)
    return Head(tag, told, round(bias, 5), round(over, 5), *figures, is_used)


def _fold(item: str) -> int:
    return blake2b(item.encode(), digest_size=2).digest()[0] % _FOLDS


def _held_out(x: Floats, y: NDArray[np.bool_], folds: NDArray[np.int64], penalty: float) -> Floats:
    """The points of each picture by a head that did not learn from any title of its fold."""
    points = np.zeros(len(y))
    for fold in range(_FOLDS):
        out = folds == fold
        if out.any() and 0 < y[~out].sum() < (~out).sum():
            weights, bias = _ridge(x[~out], y[~out], penalty)
            points[out] = x[out] @ weights + bias
    return points


def _ridge(x: Floats, y: NDArray[np.bool_], penalty: float) -> tuple[Floats, float]:
    weight = np.where(y, 0.5 / max(int(y.sum()), 1), 0.5 / max(int((~y).sum()), 1)) * len(y)
    wanted = np.where(y, 1.0, -1.0)
    mean, level = np.average(x, axis=0, weights=weight), np.average(wanted, weights=weight)
    centred = (x - mean) * weight[:, None]
    square = centred.T @ (x - mean) + penalty * np.eye(x.shape[1])
    weights = np.linalg.solve(square, centred.T @ (wanted - level))
    return weights, float(level - mean @ weights)


def area(having: Floats, lacking: Floats) -> float:
    """The chance that one that has it gets more points than one that has not, ties by half."""
    if not len(having) or not len(lacking):
        return 0.5
    over = np.sign(having[:, None] - lacking[None, :])
    return float((over + 1).mean() / 2)


def standard_error(auc: float, having: int, lacking: int) -> float:
    """Of an area under the curve (Hanley & McNeil 1982, eq. 1 and 2)."""
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (having - 1) * (q1 - auc**2) + (lacking - 1) * (q2 - auc**2)
    return float(np.sqrt(max(spread, 0.0) / max(having * lacking, 1)))


def _best_cut(points: Floats, y: NDArray[np.bool_]) -> float:
    """Where telling it is right most often next to what it misses (the best F1)."""
    order = np.argsort(-points, kind="stable")
    right = np.cumsum(y[order])
    f1 = 2 * right / (np.arange(1, len(y) + 1) + y.sum())
    return float(points[order][int(f1.argmax())]) - 1e-9


def words(heads: Iterable[Head]) -> list[str]:
    """A line for each head: how good it is, and whether it is used."""
    return [
        f"  {head.tag}: AUC {head.auc:.2f} ± {_Z * head.error:.2f} on titles not learnt from "
        f"({head.having} with, {head.lacking} without): {'used' if head.is_used else 'not used'}"
        for head in heads
    ]
