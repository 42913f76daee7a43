"""Reading a video: sampled frames in order of time, however long it is, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ...errors import BadInput, MatineeError

Image = NDArray[np.uint8]
"""RGB, shape (height, width, 3)."""
SMALL = 64, 36
"""Width and height of the frames that shots are told apart by."""
_LONGEST_SIDE = 1920
_HDR = {16: "PQ", 18: "HLG"}
_MOST_BROKEN = 200
"""Packets in a row that cannot be read, after which no more is tried."""


class Sample(Struct, frozen=True, eq=False):
    """A sampled frame: when it is shown (s), and small. `full` gives it as large as it is kept."""

    time_s: float
    small: Image
    frame: Any
    rotation: int
    wider: float = 1.0
    """How much wider than high a pixel is."""

    def full(self) -> Image:
        """The upright frame, at most 1920 pixels wide or high."""
        sides = _shape(self.frame, self.wider)
        scale = min(1.0, _LONGEST_SIDE / max(sides))
        width, height = (max(2, round(side * scale)) for side in sides)
        image = self.frame.reformat(width, height, "rgb24").to_ndarray()
        return np.ascontiguousarray(np.rot90(image, self.rotation // 90))


def _shape(frame: Any, wider: float) -> tuple[float, float]:
    """Width and height of a frame as it is meant to be seen: its pixels may not be square."""
    return frame.width * wider, frame.height


class Video:
    """A video file. `words` gathers what could not be read, in sentences; `frames` counts."""

    def __init__(self, path: Path) -> None:
        """Raises BadInput, with the reason, for what is no video."""
        self.path = path
        self.words: list[str] = []
        self.frames = 0
        self.duration_s: float | None = None
        if not path.is_file():
            raise BadInput(f"There is no file {path}.")
        if not path.stat().st_size:
            raise BadInput(f"{path.name} is empty.")

    def samples(self, a_second: float) -> Iterator[Sample]:
        """Frames at least 1 / a_second apart. What cannot be decoded is passed over, and said."""
        av = _library()
        try:
            container = av.open(str(self.path), metadata_errors="ignore")
        except (av.FFmpegError, ValueError, OSError) as error:
            raise BadInput(
                f"{self.path.name} cannot be read as a video: {_reason(error)}."
            ) from error
        with container:
            if not container.streams.video:
                raise BadInput(f"{self.path.name} holds no moving picture, only sound or data.")
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            if container.duration:
                self.duration_s = container.duration / 1_000_000
            yield from self._sampled(container, stream, 1 / a_second)
        if not self.frames:
            raise BadInput(f"Not one frame of {self.path.name} can be decoded.")

    def _sampled(self, container: Any, stream: Any, apart: float) -> Iterator[Sample]:
        due, wider = -1.0, float(stream.sample_aspect_ratio or 1)
        for frame in self._decoded(container, stream):
            at = float(frame.time) if frame.time is not None else self.frames / 25
            self.frames += 1
            if self.frames == 1:
                self._note(frame)
            if at < due:
                continue
            due = at + apart * 0.999
            small = frame.reformat(*SMALL, "rgb24", interpolation="FAST_BILINEAR").to_ndarray()
            rotation = int(getattr(frame, "rotation", 0) or 0) % 360
            yield Sample(at, small, frame, rotation, wider)

    def _decoded(self, container: Any, stream: Any) -> Iterator[Any]:
        av, broken, in_a_row = _library(), 0, 0
        packets = container.demux(stream)
        while in_a_row < _MOST_BROKEN:
            try:
                packet = next(packets, None)
                if packet is None:
                    break
                frames = packet.decode()
            except (av.FFmpegError, ValueError, OSError):
                broken, in_a_row = broken + 1, in_a_row + 1
                continue
            in_a_row = 0
            yield from frames
        if broken:
            self.words.append(
                f"{broken} parts of {self.path.name} are damaged and were passed over; "
                "what could be decoded was used."
            )

    def _note(self, frame: Any) -> None:
        trc = _HDR.get(int(getattr(frame, "color_trc", 0) or 0))
        if trc:
            self.words.append(
                f"The video is HDR ({trc}): its colours are taken as they are, paler than on an "
                "HDR screen."
            )


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", "") or str(error)
    return str(text).rstrip(".") or type(error).__name__


def _library() -> Any:
    try:
        import av  # noqa: PLC0415  (heavy, and of an extra)
    except ImportError as error:
        raise MatineeError(
            "Reading videos needs the extra 'vision': pip install 'matinee[vision]'."
        ) from error
    return av
