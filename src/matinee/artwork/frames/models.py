"""Vision models: described once, found in a folder, run on the CPU through onnxruntime.

Weights are not part of Matinee. Without a model everything else still works, and what is missing is
said in a sentence; `fetch_models` gets those that can be had.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from ...errors import BadInput, MatineeError
from ...fetching import Dataset, Say, Source, fetch


class VisionModel(Struct, frozen=True):
    """A model: its `task`, the `file` it is kept as, checksum, licence, what goes in, and
    `sources` to have it from, tried in order."""

    name: str
    task: str
    file: str
    sha256: str
    licence: str
    takes: str
    sources: tuple[Source, ...] = ()


def _at(url: str, file: str, checksum: str) -> Source:
    return Source(url.rpartition("/")[2], checksum, url=url, members={file: ""})


_YUNET = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"
_NANODET = "4b82da9944b88577175ee23a459dce2e26e6e4be573def65b1055dc2d9720186"
FACE_DETECTOR = VisionModel(
    "YuNet",
    "where faces are, and their eyes, nose and mouth",
    "yunet_n_dynamic.onnx",
    _YUNET,
    "MIT (Wu, Peng & Yu, libfacedetection)",
    "BGR, any size, 0 to 255",
    (
        _at(
            "https://github.com/ShiqiYu/libfacedetection.train/raw/master/onnx/yunet_n_dynamic.onnx",
            "yunet_n_dynamic.onnx",
            _YUNET,
        ),
    ),
)
FACE_IDENTITY = VisionModel(
    "MobileFaceNet",
    "who a face is, next to reference photos",
    "mobilefacenet.onnx",
    "8cba0c9041fefd5a8bcc74b5756856a4fdc7fd4a4b3b330a1adb436ca39c7c8e",
    "MIT / Apache-2.0 upstreams (Chen et al., 2018)",
    "RGB, 112 x 112, aligned by eyes, nose and mouth, -1 to 1",
)
OBJECT_DETECTOR = VisionModel(
    "NanoDet-m",
    "which objects are seen",
    "nanodet_m.onnx",
    _NANODET,
    "Apache-2.0 (RangiLyu, nanodet)",
    "BGR, 416 x 416, less mean, by deviation",
    (
        _at(
            "https://github.com/RangiLyu/nanodet/releases/download/v0.3.0/nanodet_m.onnx",
            "nanodet_m.onnx",
            _NANODET,
        ),
    ),
)
TEXT_DETECTOR = VisionModel(
    "PP-OCRv4 text boxes",
    "how much of a picture is under text, beyond what can be measured",
    "ch_PP-OCRv4_det_infer.onnx",
    "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
    "Apache-2.0 (PaddleOCR; ONNX by RapidOCR)",
    "BGR, sides a multiple of 32, -1 to 1",
    (
        Source(
            "rapidocr_onnxruntime-1.4.4-py3-none-any.whl",
            "971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf",
            package="rapidocr-onnxruntime==1.4.4",
            members={
                "ch_PP-OCRv4_det_infer.onnx": (
                    "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx"
                )
            },
        ),
    ),
)
MODELS = (FACE_DETECTOR, FACE_IDENTITY, OBJECT_DETECTOR, TEXT_DETECTOR)


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
    if model.sources:
        return f"Not told {model.task}: {model.name} is missing; 'matinee artwork models --fetch'."
    return f"Not told {model.task}: put {model.name}, {model.file}, into {folder}."


def fetch_models(folder: Path, say: Say) -> list[str]:
    """Get the models that a folder has not; a sentence for each that could not be had."""
    folder.mkdir(parents=True, exist_ok=True)
    words = []
    for model in MODELS:
        if find(model, folder) is not None:
            continue
        if not model.sources:
            words.append(missing(model, folder))
            continue
        try:
            _fetch(model, folder, say)
        except MatineeError as error:
            words.append(error.message)
    return words


def _fetch(model: VisionModel, folder: Path, say: Say) -> None:
    cache = folder / "fetched"
    files = fetch(Dataset(model.file, model.licence, model.sources), cache, say)
    part = folder / f".{model.file}.part"
    shutil.copyfile(files / model.file, part)
    part.replace(folder / model.file)
    shutil.rmtree(cache, ignore_errors=True)
    find(model, folder)


def session(path: Path) -> Any:
    """A model, ready to run on one thread. Raises BadInput for a file that is none, MatineeError
    without onnxruntime."""
    try:
        import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415  (heavy)
    except ImportError as error:
        raise MatineeError(
            "Vision models need the extra 'vision': pip install 'matinee[vision]'."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # errors only: exporters leave much to warn of
    try:
        return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except Exception as error:  # its errors have no common class
        raise BadInput(f"{path} is no ONNX model that can be run: {error}") from error
