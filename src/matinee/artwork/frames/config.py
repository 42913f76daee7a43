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
    most_text_read: float = 0.012
    """As `most_text`, where a text detector is there to read it."""
    alike: int = 10
    """Frames whose 64-bit hashes differ in no more bits are the same picture."""
    titled: bool = False
    """Whether the title is set on tiles, posters and squares, where they are emptiest."""
    models: str = ""
    """A folder with vision models; models/vision in the data folder if empty."""
    image_text: str = ""
    """A folder with an image-text model (CLIP, SigLIP and their kind) as ONNX: see
    docs/artwork.md."""
    image_text_sure: float = 0.5
    """How sure (0 to 1) it must be of a mood, a genre or maturity for it to become a tag."""
    least_auc: float = 0.7
    """Quality (area under the curve on titles not learnt from) above which what the catalogue's
    own tags teach of pictures is used; it must also be better than chance beyond its error."""
    fewest_titles: int = 8
    """Titles that must have a tag, and not have it, for it to be learnt."""
    largest_upload_mb: int = 8_000
    """Size (MB) of a file that the API takes at most."""
    largest_pixels: int = 100_000_000
    """A still with more pixels is refused before it is decoded."""
