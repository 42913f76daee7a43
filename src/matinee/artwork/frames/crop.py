"""Cutting a picture to the shapes that pages need, around what matters."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct

from .measure import Floats

SHAPES = {"poster": (2, 3), "tile": (16, 9), "square": (1, 1), "wide": (30, 11)}
"""Width to height of each shape."""
_STEPS = 24
_MIDDLE = 0.12
"""What a cut loses for standing off the middle, next to what catches the eye."""
_BEHEADED = 2.0
"""What it loses more for what it cuts off above: heads are there."""
_HEADS = 1.5
"""How much dearer what a title at the top covers is, for the same reason."""
Side = Literal["left", "right", "top", "bottom"]


class Cut(Struct, frozen=True):
    """Where a shape is cut: left, top, right and bottom as shares of the frame; `title` is the side
    of it that is emptiest, with room for a title; `holds` the share of what catches the eye."""

    box: tuple[float, float, float, float]
    title: Side
    holds: float


def cuts(saliency: Floats, width: int, height: int) -> dict[str, Cut]:
    """The cut of each shape of a picture of so many pixels."""
    return {name: cut(saliency, width / height, w / h) for name, (w, h) in SHAPES.items()}


def cut(saliency: Floats, aspect: float, wanted: float) -> Cut:
    """The largest window of the wanted aspect that holds most of what catches the eye.

    `saliency` (n, n) sums to 1; `aspect` is the picture's.
    """
    wide, high = min(1.0, wanted / aspect), min(1.0, aspect / wanted)
    sums = np.pad(saliency.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    best = max(
        ((x, y) for x in _starts(wide) for y in _starts(high)),
        key=lambda at: (
            _held(sums, at, (wide, high))
            - _BEHEADED * _held(sums, (at[0], 0.0), (wide, at[1]))
            - _MIDDLE * _off(at, (wide, high))
        ),
    )
    x, y = best
    box = (round(x, 4), round(y, 4), round(x + wide, 4), round(y + high, 4))
    return Cut(box, _emptiest(sums, box), round(_held(sums, best, (wide, high)), 4))


def _starts(length: float) -> list[float]:
    return [0.0] if length >= 1 else np.linspace(0, 1 - length, _STEPS).tolist()


def _off(at: tuple[float, float], size: tuple[float, float]) -> float:
    """How far from the middle a window lies, 0 to 1."""
    x, y = (start + length / 2 - 0.5 for start, length in zip(at, size, strict=True))
    return float(2 * (abs(x) + abs(y)))


def _held(sums: Floats, at: tuple[float, float], size: tuple[float, float]) -> float:
    n = len(sums) - 1
    left, top = (round(start * n) for start in at)
    right, bottom = (round((s + length) * n) for s, length in zip(at, size, strict=True))
    return float(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])


def _emptiest(sums: Floats, box: tuple[float, float, float, float]) -> Side:
    """The third at a side that catches the eye least; below, where it makes no difference."""
    left, top, right, bottom = box
    third_x, third_y = (right - left) / 3, (bottom - top) / 3
    sides: dict[Side, float] = {
        "bottom": _held(sums, (left, bottom - third_y), (right - left, third_y)),
        "left": _held(sums, (left, top), (third_x, bottom - top)),
        "right": _held(sums, (right - third_x, top), (third_x, bottom - top)),
        "top": _HEADS * _held(sums, (left, top), (right - left, third_y)),
    }
    return min(sides, key=lambda side: sides[side])
