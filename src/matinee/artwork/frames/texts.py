"""Text in pictures: how much is under it, by a text detector.

The model gives the chance of each pixel to lie in the core of a line of text (Liao et al.,
"Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020); a line reaches beyond
its core by its area over its length.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .measure import opencv
from .models import TEXT_DETECTOR, find, session
from .video import Image

_WIDTH, _BLOCK = 480, 32
_CORE, _SURE = 0.3, 0.6
_BEYOND = 1.6
"""How far a line reaches beyond its core, in areas over lengths, as its authors set it."""
_LEAST_PIXELS = 12


class Texts:
    """Measures text, if the model is in a folder."""

    def __init__(self, folder: Path) -> None:
        path = find(TEXT_DETECTOR, folder)
        self._session = None if path is None else session(path)

    @property
    def is_there(self) -> bool:
        """Whether the model is."""
        return self._session is not None

    def share(self, image: Image) -> float:
        """The share of an RGB picture (height, width, 3) that lies under lines of text."""
        if self._session is None:
            return 0.0
        cv2 = opencv()
        width = _WIDTH
        height = max(round(_WIDTH * image.shape[0] / image.shape[1] / _BLOCK), 1) * _BLOCK
        small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        inputs = (small[:, :, ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        name = self._session.get_inputs()[0].name
        chance = np.asarray(self._session.run(None, {name: inputs})[0][0, 0])
        core = (chance > _CORE).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
        covered = np.zeros(core.shape, bool)
        for line in range(1, count):
            x, y, w, h, area = (int(value) for value in stats[line])
            if area < _LEAST_PIXELS or chance[labels == line].mean() < _SURE:
                continue
            more = round(_BEYOND * area / (2 * (w + h)))
            covered[max(y - more, 0) : y + h + more, max(x - more, 0) : x + w + more] = True
        return float(covered.mean())
