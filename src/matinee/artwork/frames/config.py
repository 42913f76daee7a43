"""Settings of extraction."""

from __future__ import annotations

from msgspec import Struct


class FramesConfig(Struct, frozen=True, forbid_unknown_fields=True):
    """How pictures are found in videos and stills."""

    samples_a_second: float = 3.0
    """Frames of a video that are looked at."""
    candidates: int = 12
    """Pictures that are kept of one video."""
    a_shot: int = 2
    """Frames of one shot that are measured in full: its sharpest, apart in time."""
    most_measured: int = 600
    """Frames that are measured in full, however long the video is: the sharpest shots' own."""
    darkest: float = 0.07
    """Mean brightness (0 to 1) below which a frame is black."""
    brightest: float = 0.93
    """Mean brightness above which it is white."""
    flattest: float = 0.05
    """Contrast (standard deviation of brightness) below which it shows nothing."""
    blurriest: float = 0.0012
    """Sharpness (see `measure.py`) below which it is blurred."""
    most_text: float = 0.03
    """Share of the frame under text above which it is a title or credits."""
    alike: int = 10
    """Frames whose 64-bit hashes differ in no more bits are the same picture."""
    models: str = ""
    """A folder with vision models; models/vision in the data folder if empty."""
    largest_pixels: int = 100_000_000
    """A still with more pixels is refused before it is decoded."""
