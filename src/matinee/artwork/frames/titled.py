"""A film's title on its picture, where the picture is emptiest: white outlines on a soft shade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from ..drawn.lettering import Block, Face, face, fit
from .crop import Side
from .measure import Floats, opencv
from .video import Image

SHAPES = frozenset({"tile", "poster", "square"})
"""The shapes that get a title: beside a billboard it stands in words."""
_FACE = "archivo"
_MARGIN, _SHADE = 0.06, 0.72
_LEADING = 1.04
_FINE = 4
"""Outlines are drawn so many times larger, for smooth edges."""
_CURVE = np.linspace(0, 1, 7)[1:, None]
_PART = re.compile(r"([a-z])|(-?\d+)")
_ARGUMENTS = {"m": 2, "l": 2, "q": 4, "c": 6, "z": 0}


def can_be_set(title: str) -> bool:
    """Whether the typeface is there, and has all letters of a title."""
    return bool(title.strip()) and all(letter in face(_FACE).glyphs for letter in title)


def titled(image: Image, title: str, side: Side) -> Image:
    """An RGB picture with a title at one of its sides. See `can_be_set`."""
    height, width = image.shape[:2]
    if height > width and side in ("left", "right"):
        side = "bottom"  # too narrow a column for words
    across = side in ("left", "right")
    margin = _MARGIN * min(width, height)
    room = 0.46 * width if across else width - 2 * margin
    block = fit(face(_FACE), title, room, 0.34 * height, 0.17 * height, 0.05 * height)
    left = width - margin - block.width if side == "right" else margin
    lines = (len(block.lines) - 1) * block.size * _LEADING
    cap = block.size * face(_FACE).cap / 1000
    first = margin + cap if side == "top" else height - margin - lines
    shade = _shade(width, height, side)
    ink = _ink(block, left, first, (width, height))[:, :, None]
    shaded = image.astype(np.float64) * (1 - shade[:, :, None])
    return np.asarray(shaded * (1 - ink) + 250 * ink).round().astype(np.uint8)


def _shade(width: int, height: int, side: Side) -> Floats:
    """How much darker each pixel gets, (height, width): most at the side, none past the middle."""
    down = (
        np.linspace(0, 1, height)[:, None] if side != "top" else np.linspace(1, 0, height)[:, None]
    )
    shade = np.clip(2.2 * down - 1.2, 0, 1) ** 1.2
    if side in ("left", "right"):
        over = np.linspace(1, 0, width) if side == "left" else np.linspace(0, 1, width)
        shade = shade * np.clip(2.4 * over - 0.3, 0.3, 1)[None, :]
    return np.asarray(_SHADE * np.broadcast_to(shade, (height, width)))


def _ink(block: Block, left: float, first: float, size: tuple[int, int]) -> Floats:
    """How much of each pixel the letters cover, (height, width)."""
    cv2, (width, height) = opencv(), size
    fine = np.zeros((height * _FINE, width * _FINE), np.uint8)
    for number, line in enumerate(block.lines):
        origin = np.array([left, first + number * block.size * _LEADING])
        for outlines in _letters(face(_FACE), line):
            points = [
                np.round((one * block.size / 1000 + origin) * _FINE).astype(np.int32)
                for one in outlines
            ]
            cv2.fillPoly(fine, points, 255)
    small = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small.astype(np.float64) / 255)


def _letters(type_: Face, text: str) -> Iterator[list[Any]]:
    """The outlines of each letter of a line, (k, 2) in 1/1000 em from the line's start."""
    pen = 0
    for place, letter in enumerate(text):
        width, outline = type_.glyphs[letter]
        if outline:
            yield [np.array(one) + np.array([pen, 0]) for one in _outlines(outline)]
        pen += width + type_.kerning.get(text[place : place + 2], 0)


def _outlines(data: str) -> Iterator[list[tuple[float, float]]]:
    """Closed lines of relative SVG path data, its curves cut into pieces; it may leave out to say
    that they close."""
    at, line = np.zeros(2), list[tuple[float, float]]()
    for command, numbers in _commands(data):
        if command in "mz" and line:
            yield line
            at, line = (np.array(line[0]) if command == "z" else at), []
        if command == "m":
            at = at + numbers[:2]
            line = [(at[0], at[1])]
        elif command == "z":
            continue
        else:
            points = np.vstack((at, numbers.reshape(-1, 2) + at))
            line += [(x, y) for x, y in _along(points)]
            at = points[-1]
    if line:
        yield line


def _along(points: Floats) -> Floats:
    """Points along a line or a Bezier curve, its start left out (de Casteljau)."""
    if len(points) == 2:
        return points[1:]
    steps = [np.broadcast_to(point, (len(_CURVE), 2)) for point in points]
    while len(steps) > 1:
        steps = [(1 - _CURVE) * one + _CURVE * other for one, other in pairwise(steps)]
    return np.asarray(steps[0])


def _commands(data: str) -> Iterator[tuple[str, Floats]]:
    command, numbers = "", list[float]()
    for letter, number in _PART.findall(data):
        if number:
            numbers.append(float(number))
        else:
            command, numbers = letter, []
        if len(numbers) == _ARGUMENTS[command]:
            yield command, np.array(numbers)
            numbers = []
