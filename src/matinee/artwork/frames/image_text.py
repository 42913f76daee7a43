"""Image-text models (CLIP, SigLIP and their kind) that the user has, as ONNX files in a folder.

The layout is that of the usual exports: `vision_model.onnx`, `text_model.onnx` (also in `onnx/`),
`tokenizer.json`, `preprocessor_config.json`. Pictures and words become vectors of one space, and
what is nearer goes better together (Radford et al., CLIP, ICML 2021).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import BadInput, MatineeError
from .measure import Floats, opencv
from .models import session
from .video import Image

_SHARPNESS = 100.0
"""What cosines are multiplied by before the softmax: the limit that CLIP trains its scale to."""
_CONTEXT = 77
_OUTPUTS = ("image_embeds", "text_embeds", "pooler_output")


class ImageText:
    """Makes vectors of pictures and of words, of length 1."""

    def __init__(self, folder: Path) -> None:
        """Raises BadInput, saying what is missing, for a folder that is no such model."""
        self._images = session(_file(folder, "vision_model.onnx"))
        self._texts = session(_file(folder, "text_model.onnx"))
        self._words = _tokenizer(_file(folder, "tokenizer.json"))
        asked = _json(folder / "tokenizer_config.json")
        told = _json(folder / "preprocessor_config.json")
        self._side = _side(told.get("crop_size") or told.get("size"))
        self._mean = np.array(told.get("image_mean", [0.5] * 3), np.float32)
        self._deviation = np.array(told.get("image_std", [0.5] * 3), np.float32)
        self._context = _context(asked)
        self._words.enable_truncation(self._context)
        padding = (self._words.padding or {}).get("pad_id")
        named = self._words.token_to_id(_text(asked.get("pad_token")))
        self._pad = next((one for one in (padding, named) if one is not None), 0)
        self.name = folder.name

    def of_image(self, image: Image) -> Floats:
        """The vector (d,) of an RGB picture (height, width, 3)."""
        cv2 = opencv()
        size = self._side, self._side
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        inputs = ((small - self._mean) / self._deviation).transpose(2, 0, 1)[None]
        name = self._images.get_inputs()[0].name
        return np.asarray(_run(self._images, {name: inputs.astype(np.float32)})[0])

    def of_texts(self, texts: Sequence[str]) -> Floats:
        """The vectors (k, d) of some texts."""
        rows = [self._words.encode(text).ids[: self._context] for text in texts]
        pad = self._pad
        longest = self._context
        ids = np.full((len(rows), longest), pad, np.int64)
        mask = np.zeros((len(rows), longest), np.int64)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        wanted = {one.name for one in self._texts.get_inputs()}
        given = {"input_ids": ids, "attention_mask": mask}
        return _run(self._texts, {name: value for name, value in given.items() if name in wanted})

    def chances(self, vector: Floats, texts: Floats) -> Floats:
        """The chance (k,) of each text to be the one that goes with a picture."""
        likeness = _SHARPNESS * (texts @ vector)
        weights = np.exp(likeness - likeness.max())
        return np.asarray(weights / weights.sum())


def _run(model: Any, inputs: Mapping[str, NDArray[Any]]) -> Floats:
    names = [one.name for one in model.get_outputs()]
    wanted = next((name for name in _OUTPUTS if name in names), names[0])
    vectors = np.asarray(model.run([wanted], dict(inputs))[0], np.float64)
    if vectors.ndim != 2:
        raise BadInput(f"An image-text model gives vectors; this one gives {vectors.shape}.")
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def _file(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / "onnx" / name):
        if path.is_file():
            return path
    raise BadInput(f"{folder} is no image-text model: it has no {name}.")


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text()) if path.is_file() else {}
    except ValueError as error:
        raise BadInput(f"{path} is no JSON: {error}.") from error
    return told if isinstance(told, dict) else {}


def _text(told: Any) -> str:
    """A token as configurations write it: a string, or an object with its content."""
    return str(told.get("content", "")) if isinstance(told, dict) else str(told or "")


def _side(told: Any) -> int:
    if isinstance(told, dict):
        told = told.get("height") or told.get("shortest_edge")
    return int(told) if isinstance(told, int | float) and 16 <= told <= 1024 else 224


def _context(told: Mapping[str, Any]) -> int:
    longest = told.get("model_max_length")
    return int(longest) if isinstance(longest, int | float) and 1 <= longest <= 512 else _CONTEXT


def _tokenizer(path: Path) -> Any:
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415  (of an extra)
    except ImportError as error:
        raise MatineeError(
            "Image-text models need the extra 'image-text': pip install 'matinee[image-text]'."
        ) from error
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # it raises plain exceptions
        raise BadInput(f"{path} is no tokenizer that can be read: {error}.") from error
