"""Vision models: described once, found in a folder, run on the CPU through onnxruntime.

Weights are not part of Matinee. Without a model everything else still works, and what is missing is
said in a sentence.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from ...errors import BadInput


class VisionModel(Struct, frozen=True):
    """A model: its `task`, the `file` it is kept as, checksum, licence, what goes in, and
    `addresses` to have it from."""

    name: str
    task: str
    file: str
    sha256: str
    licence: str
    takes: str
    addresses: tuple[str, ...] = ()


FACE_DETECTOR = VisionModel(
    "YuNet",
    "where faces are, and their eyes, nose and mouth",
    "yunet_n_dynamic.onnx",
    "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12",
    "MIT (Wu, Peng & Yu, libfacedetection)",
    "BGR, any size, 0 to 255",
    ("https://github.com/ShiqiYu/libfacedetection.train/raw/master/onnx/yunet_n_dynamic.onnx",),
)
FACE_IDENTITY = VisionModel(
    "MobileFaceNet",
    "who a face is, next to reference photos",
    "mobilefacenet.onnx",
    "8cba0c9041fefd5a8bcc74b5756856a4fdc7fd4a4b3b330a1adb436ca39c7c8e",
    "MIT / Apache-2.0 upstreams (Chen et al., 2018)",
    "RGB, 112 x 112, aligned by eyes, nose and mouth, -1 to 1",
)
MODELS = (FACE_DETECTOR, FACE_IDENTITY)


def find(model: VisionModel, folder: Path) -> Path | None:
    """The model's file in a folder; None if it is not there. Raises BadInput for another file of
    that name: what it would say is not known."""
    path = folder / model.file
    if not path.is_file():
        return None
    found = sha256(path.read_bytes()).hexdigest()
    if found != model.sha256:
        raise BadInput(
            f"{path} is not the {model.name} that is known (sha256 {found[:12]}...); remove it."
        )
    return path


def missing(model: VisionModel, folder: Path) -> str:
    """What is not known without a model, and what to do."""
    where = f" (from {model.addresses[0]})" if model.addresses else ""
    return f"Not told {model.task}: put {model.name}, {model.file}{where}, into {folder}."
