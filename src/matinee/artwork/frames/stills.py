"""Reading stills and existing artwork: upright, in RGB, and never more than was asked for."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BadInput, MatineeError
from .video import Image

_LONGEST_SIDE, _SHORTEST_SIDE = 3840, 16
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")


def read_still(path: Path, largest_pixels: int) -> Image:
    """A still as RGB (height, width, 3), turned as its EXIF says, at most 3840 pixels wide or high.

    Transparency is laid on black, CMYK and 16 bit are converted. Raises BadInput, with the reason,
    for what is no picture, is damaged, or is larger than allowed; SVG is a program and is refused.
    """
    pillow = _library()
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    start = path.read_bytes()[:512] if path.stat().st_size < 1024 else _start(path)
    if not start:
        raise BadInput(f"{path.name} is empty.")
    if b"<svg" in start.lower() or start.lstrip().startswith(b"<?xml"):
        raise BadInput(f"{path.name} is an SVG, which may hold programs; give it as PNG or JPEG.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with pillow.Image.open(path, formats=FORMATS) as opened:
                _check(opened, path, largest_pixels)
                opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
                return _upright(opened)
        except BadInput:
            raise
        except pillow.Image.DecompressionBombError as error:
            raise BadInput(f"{path.name} is too large when unpacked.") from error
        except pillow.UnidentifiedImageError as error:
            raise BadInput(
                f"{path.name} is no picture that can be read ({', '.join(FORMATS[:4])})."
            ) from error
        except Exception as error:  # decoders raise what they like on damaged files
            raise BadInput(f"{path.name} is damaged: {error}.") from error


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(512)


def _check(opened: Any, path: Path, largest_pixels: int) -> None:
    width, height = opened.size
    if width * height > largest_pixels:
        raise BadInput(
            f"{path.name} has {width} x {height} pixels; at most {largest_pixels:,} are read."
        )
    if min(width, height) < _SHORTEST_SIDE or max(width, height) > 8 * min(width, height):
        raise BadInput(f"{path.name} is too narrow for artwork: {width} x {height} pixels.")


def _upright(opened: Any) -> Image:
    pillow = _library()
    picture = pillow.ImageOps.exif_transpose(opened)
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, np.float64)
        top = 65535.0 if picture.mode.startswith("I;16") else max(float(values.max()), 255.0)
        grey = (np.clip(values / top, 0, 1) * 255).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        ground = pillow.Image.new("RGBA", picture.size, (0, 0, 0, 255))
        picture = pillow.Image.alpha_composite(ground, picture.convert("RGBA"))
    return np.asarray(picture.convert("RGB"))


def _library() -> Any:
    try:
        import PIL  # noqa: PLC0415  (of an extra)
        import PIL.Image  # noqa: PLC0415
        import PIL.ImageOps  # noqa: PLC0415
    except ImportError as error:
        raise MatineeError(
            "Reading pictures needs the extra 'vision': pip install 'matinee[vision]'."
        ) from error
    # Our own limit is checked first and says more.
    PIL.Image.MAX_IMAGE_PIXELS = 400_000_000
    return PIL
