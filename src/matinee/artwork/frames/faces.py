"""Faces in pictures: where they are, and who, next to reference photos of the cast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ...errors import BadInput
from ..kept import SAME
from .measure import Floats, opencv
from .models import FACE_DETECTOR, FACE_IDENTITY, find, missing, session
from .stills import read_still
from .video import Image

_WIDTH = 640
_SURE = 0.7
"""Confidence above which something is a face."""
_EDGE = 0.02
_UPRIGHT = np.array(
    [[38.29, 51.70], [73.53, 51.50], [56.03, 71.74], [41.55, 92.37], [70.73, 92.20]], np.float32
)
"""Where eyes, nose and mouth belong in a 112 x 112 face (Deng et al., ArcFace, CVPR 2019)."""


class Face(Struct, frozen=True, eq=False):
    """A face. `box`: left, top, right, bottom as shares of the picture; `eyes` (2, 2) likewise;
    `name` where it is known; `identity` (d,) of length 1, None without the model."""

    box: tuple[float, float, float, float]
    eyes: NDArray[np.float32]
    sure: float
    name: str = ""
    identity: Floats | None = None

    @property
    def share(self) -> float:
        """The share of the picture that it covers."""
        left, top, right, bottom = self.box
        return max(right - left, 0) * max(bottom - top, 0)

    @property
    def is_cut(self) -> bool:
        """Whether an eye lies at or beyond the edge."""
        return bool((self.eyes < _EDGE).any() or (self.eyes > 1 - _EDGE).any())


class Faces:
    """Finds and names faces, as far as the models in a folder allow; `words` say what is not."""

    def __init__(
        self,
        folder: Path,
        cast: Mapping[str, Path] | None = None,
        known: Mapping[str, Sequence[Sequence[float]]] | None = None,
        photos: Mapping[str, Path] | None = None,
    ) -> None:
        """`cast` maps names to reference photos, `known` to identities (of faces that editors
        named), `photos` to photos that may be of no use, which is then in `words`. Raises BadInput
        for a photo of the cast without a face, or with several."""
        self.words: list[str] = []
        self._detector = self._load_detector(folder)
        self._identity = self._load_identity(folder)
        self._cast: dict[str, list[Floats]] = {
            name: [np.asarray(one, np.float64) for one in those]
            for name, those in (known or {}).items()
        }
        for name, photo in (cast or {}).items():
            self._meet(name, photo)
        for name, photo in (photos or {}).items():
            try:
                self._meet(name, photo)
            except BadInput as error:
                self.words.append(error.message)

    def _load_detector(self, folder: Path) -> Any:
        path = find(FACE_DETECTOR, folder)
        if path is None:
            self.words.append(missing(FACE_DETECTOR, folder))
            return None
        return opencv().FaceDetectorYN.create(str(path), "", (320, 320), _SURE)

    def _load_identity(self, folder: Path) -> Any:
        path = find(FACE_IDENTITY, folder)
        if path is None or self._detector is None:
            if self._detector is not None:
                self.words.append(missing(FACE_IDENTITY, folder))
            return None
        return session(path)

    def _meet(self, name: str, photo: Path) -> None:
        if self._identity is None:
            return
        found = self.seen(read_still(photo, 100_000_000))
        if len(found) != 1:
            how = "no face" if not found else f"{len(found)} faces"
            raise BadInput(f"{photo.name} shows {how}; a reference photo of {name} needs just one.")
        if found[0].identity is not None:
            self._cast.setdefault(name, []).append(found[0].identity)

    def seen(self, image: Image) -> list[Face]:
        """The faces of an RGB picture (height, width, 3), largest first."""
        if self._detector is None:
            return []
        cv2 = opencv()
        scale = min(1.0, _WIDTH / max(image.shape[:2]))
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
        height, width = bgr.shape[:2]
        self._detector.setInputSize((width, height))
        _, rows = self._detector.detect(bgr)
        found = [self._face(row, small) for row in (rows if rows is not None else ())]
        return sorted(found, key=lambda face: -face.share)

    def _face(self, row: Floats, image: Image) -> Face:
        height, width = image.shape[:2]
        x, y, w, h = (float(value) for value in row[:4])
        points = np.asarray(row[4:14], np.float32).reshape(5, 2)
        identity = self._who(image, points)
        return Face(
            box=(x / width, y / height, (x + w) / width, (y + h) / height),
            eyes=np.asarray(points[:2] / (width, height), np.float32),
            sure=float(row[14]),
            name=self._name(identity),
            identity=identity,
        )

    def _who(self, image: Image, points: NDArray[np.float32]) -> Floats | None:
        if self._identity is None:
            return None
        cv2 = opencv()
        turn, _ = cv2.estimateAffinePartial2D(points, _UPRIGHT, method=cv2.LMEDS)
        if turn is None:
            return None
        face = cv2.warpAffine(image, turn, (112, 112)).astype(np.float32)
        inputs = ((face - 127.5) / 127.5).transpose(2, 0, 1)[None]
        name = self._identity.get_inputs()[0].name
        vector = np.asarray(self._identity.run(None, {name: inputs})[0][0], np.float64)
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))

    def _name(self, identity: Floats | None) -> str:
        if identity is None or not self._cast:
            return ""
        likeness = {
            name: max(float(identity @ one) for one in known) for name, known in self._cast.items()
        }
        best = max(likeness, key=lambda name: likeness[name])
        return best if likeness[best] >= SAME else ""


class Group(Struct, eq=False):
    """Faces of one person whose name is not known: their `identity` (d,) of length 1, how many were
    `seen`, and the place of the `best` one."""

    identity: Floats
    seen: int
    best: int


def grouped(faces: Sequence[Face]) -> tuple[list[Group], list[int]]:
    """Unnamed faces by person, those seen most first, and the group of each face, -1 for none.

    Each face in turn, surest and largest first, joins the group whose mean it is nearest to, if it
    is as near as one person's faces are; else it founds one.
    """
    order = sorted(range(len(faces)), key=lambda place: -faces[place].share * faces[place].sure)
    groups: list[Group] = []
    of: list[int] = [-1] * len(faces)
    for place in order:
        identity = faces[place].identity
        if identity is None or faces[place].name:
            continue
        near = [float(identity @ group.identity) for group in groups]
        if near and max(near) >= SAME:
            of[place] = int(np.argmax(near))
            group = groups[of[place]]
            mean = group.identity * group.seen + identity
            group.identity, group.seen = mean / np.linalg.norm(mean), group.seen + 1
        else:
            of[place] = len(groups)
            groups.append(Group(identity, 1, place))
    rank = sorted(range(len(groups)), key=lambda place: -groups[place].seen)
    places = {place: number for number, place in enumerate(rank)}
    return [groups[place] for place in rank], [places.get(place, -1) for place in of]


def over_faces(saliency: Floats, faces: Sequence[Face]) -> Floats:
    """What catches the eye, (n, n), with half of it in the faces, larger ones more; sums to 1."""
    if not faces:
        return saliency
    n, held = len(saliency), np.zeros_like(saliency)
    for face in faces:
        left, top, right, bottom = (round(min(max(side, 0), 1) * n) for side in face.box)
        held[top : max(bottom, top + 1), left : max(right, left + 1)] += 1.0
    return np.asarray(0.5 * saliency + 0.5 * held / max(float(held.sum()), 1e-9))
