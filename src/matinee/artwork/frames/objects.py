"""Objects in pictures: one of 80 everyday kinds, by NanoDet.

Boxes are sums over distributions of distances from a grid of points (Li et al., "Generalized Focal
Loss", NeurIPS 2020, eq. 5); of those that overlap the surest is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from .measure import Floats, opencv
from .models import OBJECT_DETECTOR, find, session
from .video import Image

KINDS = [
    "person",
    "bicycle",
    "car",
    "motorcycle",
    "airplane",
    "bus",
    "train",
    "truck",
    "boat",
    "traffic light",
    "fire hydrant",
    "stop sign",
    "parking meter",
    "bench",
    "bird",
    "cat",
    "dog",
    "horse",
    "sheep",
    "cow",
    "elephant",
    "bear",
    "zebra",
    "giraffe",
    "backpack",
    "umbrella",
    "handbag",
    "tie",
    "suitcase",
    "frisbee",
    "skis",
    "snowboard",
    "sports ball",
    "kite",
    "baseball bat",
    "baseball glove",
    "skateboard",
    "surfboard",
    "tennis racket",
    "bottle",
    "wine glass",
    "cup",
    "fork",
    "knife",
    "spoon",
    "bowl",
    "banana",
    "apple",
    "sandwich",
    "orange",
    "broccoli",
    "carrot",
    "hot dog",
    "pizza",
    "donut",
    "cake",
    "chair",
    "couch",
    "potted plant",
    "bed",
    "dining table",
    "toilet",
    "tv",
    "laptop",
    "mouse",
    "remote",
    "keyboard",
    "cell phone",
    "microwave",
    "oven",
    "toaster",
    "sink",
    "refrigerator",
    "book",
    "clock",
    "vase",
    "scissors",
    "teddy bear",
    "hair drier",
    "toothbrush",
]
"""The classes of COCO (Lin et al., ECCV 2014), in its order."""
_SIDE, _STRIDES, _BINS = 416, (8, 16, 32), 8
_MEAN, _DEVIATION = np.array([103.53, 116.28, 123.675]), np.array([57.375, 57.12, 58.395])
_SURE, _OVERLAP, _MOST = 0.5, 0.5, 20


class Seen(Struct, frozen=True):
    """An object. `box`: left, top, right, bottom as shares of the picture; `sure` 0 to 1."""

    kind: str
    box: tuple[float, float, float, float]
    sure: float

    @property
    def share(self) -> float:
        """The share of the picture that it covers."""
        left, top, right, bottom = self.box
        return max(right - left, 0) * max(bottom - top, 0)


class Objects:
    """Finds objects, if the model is in a folder."""

    def __init__(self, folder: Path) -> None:
        path = find(OBJECT_DETECTOR, folder)
        self._session = None if path is None else session(path)

    @property
    def is_there(self) -> bool:
        """Whether the model is."""
        return self._session is not None

    def seen(self, image: Image) -> list[Seen]:
        """The objects in an RGB picture (height, width, 3), surest first."""
        if self._session is None:
            return []
        inputs, scale = _laid_out(image)
        told = self._session.run(None, {self._session.get_inputs()[0].name: inputs})
        kinds, sure, boxes = _decoded(told)
        chosen = np.flatnonzero(sure >= _SURE)
        chosen = chosen[np.argsort(-sure[chosen], kind="stable")]
        height, width = image.shape[:2]
        shares = np.clip(boxes / scale / np.array([width, height, width, height]), 0, 1)
        kept: list[int] = []
        for place in chosen.tolist():
            if len(kept) < _MOST and all(
                kinds[place] != kinds[other] or _overlap(boxes[place], boxes[other]) < _OVERLAP
                for other in kept
            ):
                kept.append(place)
        return [
            Seen(KINDS[kinds[place]], tuple(shares[place].round(4).tolist()), float(sure[place]))
            for place in kept
        ]


def _laid_out(image: Image) -> tuple[Any, float]:
    """The picture in the upper left of what goes in, and the scale of it."""
    cv2 = opencv()
    height, width = image.shape[:2]
    scale = _SIDE / max(height, width)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)[:, :, ::-1]
    laid = np.zeros((_SIDE, _SIDE, 3), np.float32)
    laid[: size[1], : size[0]] = (small - _MEAN) / _DEVIATION
    return laid.transpose(2, 0, 1)[None], scale


def _decoded(told: list[Floats]) -> tuple[Any, Floats, Floats]:
    """Kind (n,), confidence (n,) and box (n, 4) in pixels of what went in, for all points."""
    scores = np.concatenate([told[level][0] for level in range(len(_STRIDES))])
    boxes = []
    for level, stride in enumerate(_STRIDES):
        side = _SIDE // stride
        at = (np.arange(side) + 0.5) * stride
        x, y = np.tile(at, side), np.repeat(at, side)
        raw = told[len(_STRIDES) + level][0].reshape(-1, 4, _BINS).astype(np.float64)
        raw = np.exp(raw - raw.max(axis=2, keepdims=True))
        away = (raw / raw.sum(axis=2, keepdims=True)) @ np.arange(_BINS) * stride
        sides = (x - away[:, 0], y - away[:, 1], x + away[:, 2], y + away[:, 3])
        boxes.append(np.column_stack(sides))
    return scores.argmax(axis=1), scores.max(axis=1), np.concatenate(boxes)


def _overlap(one: Floats, other: Floats) -> float:
    """Intersection over union."""
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    shared = float(np.prod(np.maximum(high - low, 0)))
    both = sum(float(np.prod(box[2:] - box[:2])) for box in (one, other))
    return shared / max(both - shared, 1e-9)
