"""Frames in memory and on disk: packed, cut to a shape, and written in a size that pages need."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..kept import SMALL
from .crop import Cut
from .measure import opencv
from .titled import SHAPES, titled
from .video import Image

WIDTHS = {
    "poster": {"": 480, SMALL: 240},
    "tile": {"": 640, SMALL: 320},
    "square": {"": 480, SMALL: 240},
    "wide": {"": 1200},
}
"""Pixels of width that each shape is written with, at most: in full, and for plain screens."""
_AROUND, _PORTRAIT = 1.6, 160
_KEPT_QUALITY, _SHOWN_QUALITY = 95, 75


def shown(image: Image, shape: str, cut: Cut, size: str, title: str) -> bytes:
    """A cut of a shape and size (see WIDTHS) as pages get it, with a title where it has one."""
    part = cut_out(image, cut, WIDTHS[shape][size])
    return webp(titled(part, title, cut.title) if title and shape in SHAPES else part)


def packed(image: Image) -> bytes:
    """A frame as JPEG of high quality: some 100 KB instead of some MB."""
    cv2 = opencv()
    quality = [cv2.IMWRITE_JPEG_QUALITY, _KEPT_QUALITY]
    return _encoded(cv2, ".jpg", image, quality)


def unpacked(body: bytes) -> Image:
    """The frame again."""
    cv2 = opencv()
    read = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB))


def cut_out(image: Image, cut: Cut, width: int) -> Image:
    """The cut of a picture, no wider than `width` and never made larger."""
    height_of, width_of = image.shape[:2]
    left, top, right, bottom = cut.box
    part = image[
        round(top * height_of) : max(round(bottom * height_of), round(top * height_of) + 1),
        round(left * width_of) : max(round(right * width_of), round(left * width_of) + 1),
    ]
    return scaled(part, width)


def portrait(image: Image, box: tuple[float, float, float, float]) -> bytes:
    """A face and a little around it, square, small, as WebP."""
    height, width = image.shape[:2]
    left, top, right, bottom = box
    side = round(_AROUND * max((right - left) * width, (bottom - top) * height))
    x = round((left + right) / 2 * width - side / 2)
    y = round((top + bottom) / 2 * height - side / 2)
    part = image[max(y, 0) : max(y, 0) + side, max(x, 0) : max(x, 0) + side]
    return webp(scaled(part, _PORTRAIT))


def scaled(image: Image, width: int) -> Image:
    """No wider than `width`."""
    cv2 = opencv()
    if image.shape[1] <= width:
        return image
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))


def webp(image: Image) -> bytes:
    """A picture as pages get it."""
    cv2 = opencv()
    return _encoded(cv2, ".webp", image, [cv2.IMWRITE_WEBP_QUALITY, _SHOWN_QUALITY])


def _encoded(cv2: Any, ending: str, image: Image, options: list[int]) -> bytes:
    done, body = cv2.imencode(ending, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise ValueError(f"A picture of {image.shape} cannot be written as {ending}.")
    return bytes(body.tobytes())
