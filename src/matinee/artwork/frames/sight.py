"""All that is understood of a picture, as far as there are models: composed of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from .config import FramesConfig
from .faces import Face, Faces
from .heads import Heads
from .image_text import ImageText
from .measure import Floats, Measured
from .models import OBJECT_DETECTOR, TEXT_DETECTOR, missing
from .objects import Objects, Seen
from .texts import Texts
from .video import Image

_MOODS = ("tender", "tense", "joyful", "melancholy", "dark", "dreamy", "violent", "romantic")
_GENRES = ("Action", "Comedy", "Drama", "Horror", "Romance", "Science fiction", "Western")
_MATURITY = {
    "violence": "a violent scene with blood",
    "nudity": "a naked person",
    "": "a harmless scene",
}
_PROMPTS = {"mood": "a {} scene of a film", "genre": "a scene of a {} film"}


class Understood(Struct, frozen=True, eq=False):
    """What is seen in a picture. `text` is the share under text, None where no model reads it;
    `told` are tags ("mood:tender") with how sure each is, 0 to 1; `vector` (d,) is that of the
    image-text model, None without one."""

    faces: list[Face] = []
    objects: list[Seen] = []
    text: float | None = None
    told: dict[str, float] = {}
    vector: Floats | None = None


class Words(Struct, frozen=True):
    """What a picture may be told to be: moods and genres."""

    moods: Sequence[str] = _MOODS
    genres: Sequence[str] = _GENRES


class Sight:
    """Looks at pictures with the models of a folder; `words` say what is missing, and what for."""

    def __init__(  # noqa: PLR0917
        self,
        folder: Path,
        cast: Mapping[str, Path] | None = None,
        known: Mapping[str, Sequence[Sequence[float]]] | None = None,
        config: FramesConfig | None = None,
        vocabulary: Words | None = None,
        photos: Mapping[str, Path] | None = None,
    ) -> None:
        """`cast`, `known`, `photos` as `Faces` takes them; `vocabulary` is what an image-text model
        chooses from. Raises BadInput."""
        self._config = config or FramesConfig()
        self._faces = Faces(folder, cast, known, photos)
        self._objects, self._texts = Objects(folder), Texts(folder)
        self._heads = Heads.read(folder)
        self.words = list(self._faces.words)
        for part, model in ((self._objects, OBJECT_DETECTOR), (self._texts, TEXT_DETECTOR)):
            if not part.is_there:
                self.words.append(missing(model, folder))
        self._zero_shot: _ZeroShot | None = None
        if self._config.image_text:
            vocabulary = vocabulary or Words()
            self._zero_shot = _ZeroShot(ImageText(Path(self._config.image_text)), vocabulary)

    def look(self, image: Image, measured: Measured) -> Understood:
        """All that the models say of an RGB picture (height, width, 3)."""
        faces, objects = self._faces.seen(image), self._objects.seen(image)
        text = self._texts.share(image) if self._texts.is_there else None
        told: dict[str, float] = {}
        vector = None
        if self._zero_shot is not None:
            vector, told = self._zero_shot.tell(image, self._config.image_text_sure)
        told |= self._heads.tell(measured, vector)
        return Understood(faces, objects, text, told, vector)


class _ZeroShot:
    """What an image-text model says without having been taught it."""

    def __init__(self, model: ImageText, vocabulary: Words) -> None:
        self._model = model
        asked = {
            kind: {value: _PROMPTS[kind].format(value.lower()) for value in values}
            for kind, values in (("mood", vocabulary.moods), ("genre", vocabulary.genres))
        }
        self._asked = [
            (kind, list(prompts), model.of_texts(list(prompts.values())))
            for kind, prompts in (*asked.items(), ("maturity", _MATURITY))
            if len(prompts) > 1
        ]

    def tell(self, image: Image, sure: float) -> tuple[Floats, dict[str, float]]:
        """The picture's vector, and the tags that it is at least so `sure` of."""
        vector = self._model.of_image(image)
        told = {}
        for kind, values, texts in self._asked:
            for value, chance in zip(values, self._model.chances(vector, texts), strict=True):
                if value and chance >= sure:
                    told[f"{kind}:{value}"] = round(float(chance), 3)
        return vector, told
