"""Telling shots apart by very small frames.

The change from one sampled frame to the next is the mean absolute difference in hue, saturation and
brightness, as in PySceneDetect's content detector; a cut is a change that is large and stands out
from those around it (its adaptive detector), so that a fast pan is one shot.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from .measure import opencv
from .video import Image

_LEAST = 14.0
"""Mean difference of 0 to 255 levels below which nothing is a cut."""
_OUTSTANDING = 2.2
"""How many times the usual change of the last samples a cut is."""
_LOOKED_BACK = 6


class Shots:
    """Numbers the shots of a video, sample by sample."""

    def __init__(self) -> None:
        self.shot = 0
        self._before: NDArray[np.int16] | None = None
        self._changes: deque[float] = deque(maxlen=_LOOKED_BACK)

    def next(self, small: Image) -> int:
        """The shot that the next sample (36, 64, 3) belongs to."""
        cv2 = opencv()
        now = cv2.cvtColor(small, cv2.COLOR_RGB2HSV).astype(np.int16)
        if self._before is not None:
            change = self._change(self._before, now)
            usual = float(np.mean(self._changes)) if self._changes else 0.0
            if change >= _LEAST and change >= _OUTSTANDING * usual:
                self.shot += 1
                self._changes.clear()
            else:
                self._changes.append(change)
        self._before = now
        return self.shot

    @staticmethod
    def _change(before: NDArray[np.int16], now: NDArray[np.int16]) -> float:
        apart = np.abs(now - before)
        hue = np.minimum(apart[:, :, 0], 180 - apart[:, :, 0])  # hue goes round
        return float((hue.mean() + apart[:, :, 1].mean() + apart[:, :, 2].mean()) / 3)
