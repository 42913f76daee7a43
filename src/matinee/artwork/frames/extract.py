"""From a video or stills to candidates for artwork: look, measure, reject, rank, cut."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from ...errors import BadInput
from .config import FramesConfig
from .crop import Cut, cuts
from .faces import Face, Group, grouped, over_faces
from .heads import features
from .judge import contents, different, reasons, score, spoiled, tags, unusable
from .measure import Measured, measure, sharpness_of
from .packing import packed, portrait, unpacked
from .shots import Shots
from .sight import Sight, Understood
from .stills import read_still
from .titled import can_be_set
from .video import Image, Sample, Video

STILLS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"})
Progress = Callable[[float], None]
"""Told how far it is, 0 to 1, where that is known."""
_MOST_REJECTED = 200


class Candidate(Struct, frozen=True, eq=False):
    """A picture that could be artwork. `time_s` is None for a still; `shapes` are its cuts, see
    `crop.Cut`; `measured` what was measured of it."""

    artwork_id: str
    time_s: float | None
    source: str
    shapes: dict[str, Cut]
    score: float
    tags: list[str]
    reasons: list[str]
    color: str
    measured: dict[str, float]
    features: list[float]
    """What heads learn from (see `heads.features`): its last `len(vector)` are the vector."""
    vector: list[float]
    """That of the image-text model; empty without one."""
    title: str
    """What is set on its cuts, see `titled.py`; empty for nothing."""
    picture: bytes
    """The whole frame, packed (see `packing`); cuts are made from it."""

    def image(self) -> Image:
        """The whole frame."""
        return unpacked(self.picture)


class Rejected(Struct, frozen=True, eq=False):
    """A picture that was looked at and not taken, and why."""

    time_s: float | None
    source: str
    reason: str
    picture: bytes = b""


class Unnamed(Struct, frozen=True, eq=False):
    """Somebody whose name is not known: how many of the pictures looked at show them, what their
    face is like (see `faces.Face.identity`), and a portrait (WebP)."""

    name: str
    seen: int
    identity: list[float]
    portrait: bytes


class Extracted(Struct, frozen=True):
    """What was found. `people` are those seen in candidates who have no name. `words` say what
    could not be read; `frames` were decoded, `looked_at` sampled, `shots` told apart."""

    candidates: list[Candidate]
    rejected: list[Rejected]
    words: list[str]
    frames: int
    looked_at: int
    shots: int
    duration_s: float | None
    people: list[Unnamed] = []


class _Frame(Struct, frozen=True, eq=False):
    time_s: float | None
    source: str
    measured: Measured
    seen: Understood
    picture: bytes
    shapes: dict[str, Cut]


def extract(  # noqa: PLR0917
    paths: Sequence[Path],
    item: str,
    config: FramesConfig | None = None,
    progress: Progress = lambda share: None,
    sight: Sight | None = None,
    title: str = "",
) -> Extracted:
    """Candidates for an item's artwork from videos and stills, best first.

    What is seen is told by `sight`; `title` is set on the cuts. Raises BadInput if none of the
    files can be read; of several, those that cannot are in `words`.
    """
    config = config or FramesConfig()
    looked = _Looked(config, sight)
    for path in paths:
        try:
            if path.suffix.lower() in STILLS:
                looked.still(path)
            else:
                looked.video(path, progress)
        except BadInput as error:
            if len(paths) == 1:
                raise
            looked.words.append(str(error))
    if not looked.frames and not looked.rejected:
        raise BadInput(" ".join(looked.words) or "Give at least one video or still.")
    if title and not can_be_set(title):
        looked.words.append(f"No title is set: the typeface has not all letters of {title!r}.")
        title = ""
    return looked.chosen(item, title)


class _Looked:
    """What was looked at so far."""

    def __init__(self, config: FramesConfig, sight: Sight | None) -> None:
        self._config = config
        self._sight = sight
        self.frames: list[_Frame] = []
        self.rejected: list[Rejected] = []
        self.words: list[str] = list(sight.words) if sight else []
        self._decoded = self._sampled = self._shots = self._before = 0
        self._duration: float | None = None

    def still(self, path: Path) -> None:
        image = read_still(path, self._config.largest_pixels)
        self._sampled += 1
        self._take(image, None, path.name)

    def video(self, path: Path, progress: Progress) -> None:
        video = Video(path)
        for time_s, picture in _sharpest(video, self._config, self._count, progress):
            self._take(unpacked(picture), time_s, path.name, picture)
        self.words += video.words
        self._decoded += video.frames
        self._duration = (self._duration or 0.0) + video.duration_s if video.duration_s else None
        self._before = self._shots

    def _count(self, shot: int) -> None:
        self._sampled += 1
        self._shots = self._before + shot + 1

    def _take(self, image: Image, time_s: float | None, source: str, picture: bytes = b"") -> None:
        measured, picture = measure(image), picture or packed(image)
        why, seen = spoiled(measured, self._config), Understood()
        if not why:  # models are dear: what measurements rule out they need not see
            seen = self._sight.look(image, measured) if self._sight else seen
            why = unusable(measured, seen, self._config)
        if why:
            self._reject(Rejected(time_s, source, why, picture))
            return
        shapes = cuts(over_faces(measured.saliency, seen.faces), image.shape[1], image.shape[0])
        self.frames.append(_Frame(time_s, source, measured, seen, picture, shapes))

    def _reject(self, one: Rejected) -> None:
        if len(self.rejected) < _MOST_REJECTED:
            self.rejected.append(one)

    def chosen(self, item: str, title: str) -> Extracted:
        """The best frames that differ; the others with the reason."""
        config, frames = self._config, self.frames
        scores = [score(frame.measured, frame.seen) for frame in frames]
        if frames:
            measured = [frame.measured for frame in frames]
            shown = [frozenset(contents(frame.seen)) for frame in frames]
            taken, same = different(measured, shown, scores, config.candidates, config.alike)
        else:
            taken, same = [], {}
        people, shown_in = _strangers(frames, taken)
        names = {place: _name(item + title, frames[place]) for place in taken}
        for place in sorted(set(range(len(frames))) - set(taken)):
            why = (
                f"the same picture as {names[same[place]]}"
                if place in same
                else "others are better"
            )
            frame = frames[place]
            self._reject(Rejected(frame.time_s, frame.source, why, frame.picture))
        found = [
            _candidate(names[place], frames[place], scores[place], shown_in[place], title)
            for place in taken
        ]
        return Extracted(
            found,
            sorted(self.rejected, key=lambda one: (one.source, one.time_s or 0.0)),
            self.words,
            self._decoded,
            self._sampled,
            self._shots,
            self._duration,
            people,
        )


def _strangers(
    frames: Sequence[_Frame], taken: Sequence[int]
) -> tuple[list[Unnamed], dict[int, list[str]]]:
    """Who is seen in the frames taken and has no name, and the names given for them, by frame."""
    faces = [(place, face) for place, frame in enumerate(frames) for face in frame.seen.faces]
    groups, of = grouped([face for _, face in faces])
    met = sorted({g for (place, _), g in zip(faces, of, strict=True) if g >= 0 and place in taken})
    names = {group: _called(groups[group]) for group in met}
    shown: dict[int, list[str]] = {place: [] for place in taken}
    for (place, _), group in zip(faces, of, strict=True):
        if group in names and place in shown and names[group] not in shown[place]:
            shown[place].append(names[group])
    people = [_unnamed(name, frames, faces, groups[group]) for group, name in names.items()]
    return people, shown


def _called(group: Group) -> str:
    """What to call somebody without a name: never the same for another face."""
    return f"someone-{blake2b(group.identity.tobytes(), digest_size=3).hexdigest()}"


def _unnamed(
    name: str, frames: Sequence[_Frame], faces: Sequence[tuple[int, Face]], group: Group
) -> Unnamed:
    place, face = faces[group.best]
    picture = portrait(unpacked(frames[place].picture), face.box)
    identity = [round(value, 5) for value in group.identity.tolist()]
    return Unnamed(name, group.seen, identity, picture)


def _sharpest(
    video: Video, config: FramesConfig, count: Callable[[int], None], progress: Progress
) -> Iterator[tuple[float, bytes]]:
    """The sharpest few samples of every shot, in order of time; of a film with very many shots,
    those of the sharpest. Frames are kept packed, and never more than are wanted."""
    shots = Shots()
    kept: list[tuple[float, float, bytes]] = []

    def numbered() -> Iterator[tuple[int, Sample]]:
        for sample in video.samples(config.samples_a_second):
            shot = shots.next(sample.small)
            count(shot)
            if video.duration_s:
                progress(min(sample.time_s / video.duration_s, 1.0))
            yield shot, sample

    for _, samples in groupby(numbered(), key=lambda one: one[0]):
        for quality, sample in _best_of((sample for _, sample in samples), config.a_shot):
            entry = quality, sample.time_s, packed(sample.full())
            if len(kept) < config.most_measured:
                heapq.heappush(kept, entry)
            else:
                heapq.heappushpop(kept, entry)
    yield from ((time_s, picture) for _, time_s, picture in sorted(kept, key=lambda one: one[1]))


def _best_of(samples: Iterable[Sample], most: int) -> list[tuple[float, Sample]]:
    """The best samples of one shot by a first guess; only these hold on to their frames."""
    best: list[tuple[float, float, Sample]] = []
    for sample in samples:
        entry = sharpness_of(sample.small), -sample.time_s, sample
        if len(best) < most:
            heapq.heappush(best, entry)
        elif entry > best[0]:
            heapq.heapreplace(best, entry)
    return [(quality, sample) for quality, _, sample in best]


def _name(item: str, frame: _Frame) -> str:
    """Stable over runs, and another one for another picture or other cuts of it."""
    boxes = [cut.box for cut in frame.shapes.values()]
    made_of = blake2b(f"{item}\x1f{frame.source}\x1f{boxes}".encode(), digest_size=6)
    made_of.update(frame.picture)
    return made_of.hexdigest()


def _candidate(
    name: str, frame: _Frame, points: float, strangers: list[str], title: str
) -> Candidate:
    one, vector = frame.measured, frame.seen.vector
    figures = ("brightness", "contrast", "colourfulness", "sharpness", "motion_blur", "thirds")
    return Candidate(
        artwork_id=name,
        time_s=frame.time_s if frame.time_s is None else round(frame.time_s, 3),
        source=frame.source,
        shapes=frame.shapes,
        score=round(points, 4),
        tags=[*tags(one, frame.seen), *(f"face:{name}" for name in strangers)],
        reasons=reasons(one, frame.seen),
        color=one.colour,
        measured={name: round(getattr(one, name), 4) for name in (*figures, "symmetry", "text")},
        features=[round(value, 5) for value in features(one, vector).tolist()],
        vector=[] if vector is None else [round(value, 5) for value in vector.tolist()],
        title=title,
        picture=frame.picture,
    )
