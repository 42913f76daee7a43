"""What can be measured of a frame without any model."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ...errors import MatineeError
from .video import Image

Floats = NDArray[np.float64]
_WIDTH = 320
_SALIENCY = 64
_THIRDS = np.array([(x, y) for x in (1 / 3, 2 / 3) for y in (1 / 3, 2 / 3)])
_CELLS, _BINS = 4, 8
_FEWEST_LETTERS = 4


class Measured(Struct, frozen=True, eq=False):
    """Measurements of one frame, 0 to 1 where nothing else is said.

    `sharpness`: variance of the Laplacian of brightness at 320 pixels' width (Pech-Pacheco et al.,
    2000); `motion_blur`: how much more gradient there is across one direction than along it;
    `colourfulness`: Hasler & Suesstrunk (2003), 1 is vivid; `thirds`: nearness of what catches the
    eye to a crossing of thirds; `symmetry` left and right; `text`: share under what looks like
    lines of text; `saliency` (64, 64) sums to 1: spectral residual (Hou & Zhang, CVPR 2007);
    `focus`: its centre (x, y); `hash`: 64-bit difference hash; `colour`: the mean as #rrggbb;
    `vector` (d,), of length 1: colours by place, and directions of edges.
    """

    brightness: float
    contrast: float
    colourfulness: float
    sharpness: float
    motion_blur: float
    thirds: float
    symmetry: float
    text: float
    saliency: Floats
    focus: tuple[float, float]
    hash: int
    colour: str
    vector: Floats


def measure(image: Image) -> Measured:
    """Measure an RGB frame (height, width, 3)."""
    cv2 = opencv()
    height = max(8, round(_WIDTH * image.shape[0] / image.shape[1]))
    small = cv2.resize(image, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    light = grey.astype(np.float64) / 255
    saliency = _saliency(cv2, light)
    focus = _centre(saliency)
    dx, dy = np.gradient(light, axis=1), np.gradient(light, axis=0)
    mean = [int(value) for value in cv2.mean(small)[:3]]
    return Measured(
        brightness=float(light.mean()),
        contrast=float(light.std()),
        colourfulness=_colourfulness(small),
        sharpness=float(cv2.Laplacian(light, cv2.CV_64F).var()),
        motion_blur=_anisotropy(dx, dy),
        thirds=float(1 - min(np.linalg.norm(_THIRDS - focus, axis=1).min() / 0.47, 1)),
        symmetry=_symmetry(light),
        text=max(_lines(cv2, grey), _letters(cv2, small)),
        saliency=saliency,
        focus=focus,
        hash=_hash(cv2, grey),
        colour="#" + "".join(f"{value:02x}" for value in mean),
        vector=_vector(cv2, small, dx, dy),
    )


def sharpness_of(small: Image) -> float:
    """A first guess at how sharp and how rich a frame is, from a very small one."""
    light = small @ np.full(3, 1 / 765, np.float32)
    edges = np.abs(np.diff(light, axis=0)).mean() + np.abs(np.diff(light, axis=1)).mean()
    middling = 1 - abs(2 * float(light.mean()) - 1)
    return float(edges * middling)


def _colourfulness(image: Image) -> float:
    r, g, b = (image[:, :, channel].astype(np.float64) for channel in range(3))
    rg, yb = r - g, (r + g) / 2 - b
    spread = np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())
    return float(min(spread / 109, 1.0))  # 109: "extremely colourful" in the paper


def _anisotropy(dx: Floats, dy: Floats) -> float:
    """(l1 - l2) / (l1 + l2) of the structure tensor."""
    xx, yy, xy = (dx * dx).mean(), (dy * dy).mean(), (dx * dy).mean()
    total = xx + yy
    return float(np.hypot(xx - yy, 2 * xy) / total) if total > 0 else 0.0


def _symmetry(light: Floats) -> float:
    left, right = light - light.mean(), light[:, ::-1] - light.mean()
    spread = float((left * left).sum())
    return float(max((left * right).sum() / spread, 0.0)) if spread else 1.0


def _saliency(cv2: Any, light: Floats) -> Floats:
    size = _SALIENCY, _SALIENCY
    field: Floats = np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.float64)
    spectrum = np.fft.fft2(field)
    amplitude: Floats = np.log(np.abs(spectrum) + 1e-9)
    residual = amplitude - cv2.blur(amplitude, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    found = cv2.GaussianBlur(back, (0, 0), 2.5)
    found -= np.quantile(found, 0.5)
    found = np.maximum(found, 0)
    # The frame's edge catches no eye, only the transform.
    ramp = np.minimum(np.arange(_SALIENCY), np.arange(_SALIENCY)[::-1]) / 4
    found *= np.minimum(np.minimum.outer(ramp, ramp), 1)
    total = found.sum()
    return np.asarray(found / total if total > 0 else np.full_like(found, 1 / found.size))


def _centre(saliency: Floats) -> tuple[float, float]:
    at = (np.arange(_SALIENCY) + 0.5) / _SALIENCY
    return float(saliency.sum(axis=0) @ at), float(saliency.sum(axis=1) @ at)


def _letters(cv2: Any, small: Image) -> float:
    """The share of the frame under letters laid over it: pieces of plain white (or plain colour as
    light) of one height that stand in a line, four or more."""
    r, g, b = cv2.split(small)
    light = np.minimum(np.minimum(r, g), b)
    spread = np.maximum(np.maximum(r, g), b) - light
    plain = ((light > 215) & (spread < 30)).astype(np.uint8)
    _, _, stats, centres = cv2.connectedComponentsWithStats(plain, connectivity=8)
    height, width = light.shape
    pieces = [
        (int(y), int(x), int(w), int(h), float(cy))
        for (x, y, w, h, area), (_, cy) in zip(stats[1:], centres[1:], strict=True)
        if 4 <= h <= height / 3 and w <= width / 3 and 0.2 < area / (w * h) < 0.95
    ]
    covered = 0
    for _, _, _, h, cy in pieces:
        line = [p for p in pieces if abs(p[4] - cy) < h / 2 and 0.6 < p[3] / h < 1.7]
        if len(line) >= _FEWEST_LETTERS:
            left, right = min(p[1] for p in line), max(p[1] + p[2] for p in line)
            covered = max(covered, (right - left) * h)
    return float(min(2 * covered / (width * height), 1.0))


def _lines(cv2: Any, grey: Image) -> float:
    """The share of the frame under boxes that look like lines of text: wide, low, full of steep
    strokes."""
    strokes = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    strong = (strokes > max(60, 2.5 * float(strokes.mean()))).astype(np.uint8)
    joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))
    found, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    height, width = grey.shape
    covered = 0
    for contour in found:
        x, y, w, h = cv2.boundingRect(contour)
        dense = strong[y : y + h, x : x + w].mean()
        if 4 <= h <= height / 5 and w >= 2.5 * h and 0.25 < dense < 0.9:
            covered += w * h
    return float(min(covered / (width * height), 1.0))


def _hash(cv2: Any, grey: Image) -> int:
    tiny = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = (tiny[:, 1:] > tiny[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def apart(one: int, other: int) -> int:
    """Bits in which two hashes differ."""
    return (one ^ other).bit_count()


def _vector(cv2: Any, small: Image, dx: Floats, dy: Floats) -> Floats:
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    cells = cv2.resize(lab, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA).astype(np.float64)
    turned = (np.arctan2(dy, dx) % np.pi) / np.pi * _BINS
    edges: Floats = np.bincount(
        np.minimum(turned.astype(int), _BINS - 1).ravel(),
        weights=np.hypot(dx, dy).ravel(),
        minlength=_BINS,
    ).astype(np.float64)
    edges /= max(float(edges.sum()), 1e-9)
    vector = np.concatenate(((cells.ravel() - 128) / 128, edges))
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def opencv() -> Any:
    """The library. Raises MatineeError where the extra is not installed."""
    try:
        import cv2  # noqa: PLC0415  (heavy, and of an extra)
    except ImportError as error:
        raise MatineeError(
            "Looking at pictures needs the extra 'vision': pip install 'matinee[vision]'."
        ) from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2
