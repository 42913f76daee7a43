"""Artwork of a title from its files: looked at, kept in the data folder, given to the title."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .artwork.frames.extract import Extracted, Progress, extract
from .artwork.frames.heads import Example, Heads, learn
from .artwork.frames.image_text import ImageText
from .artwork.frames.models import FACE_IDENTITY, find
from .artwork.frames.sight import Sight, Words
from .artwork.frames.written import VECTORS, write
from .artwork.kept import (
    FOLDER,
    Kept,
    all_facts,
    folder_of,
    known_people,
    name_face,
    read_facts,
    recognise,
    with_pictures,
)
from .errors import BadInput, MatineeError, NotFound
from .loading import open_store
from .records import Item
from .remote import Remote
from .server.run import now_ms
from .settings import Settings
from .storage.embedded import DATABASE, StoreReader

_MOST_WORDS = 40
_PHOTO_BYTES = 20_000_000
_TIMEOUT = httpx2.Timeout(20.0, connect=4.0)


class Gathered(Struct, frozen=True):
    """What was found, where it was written, and whether the item is shown with it now."""

    found: Extracted
    folder: Path
    used: bool


class Match(Struct, frozen=True):
    """A picture that goes with some words; `likeness` is the cosine of their vectors."""

    item_id: str
    artwork_id: str
    likeness: float


def vision_folder(data: Path, settings: Settings) -> Path:
    """Where vision models are looked for."""
    models = settings.artwork.frames.models
    return Path(models) if models else data / "models" / "vision"


def gather(
    files: Sequence[Path],
    item_id: str,
    data: Path,
    server: Remote | None,
    settings: Settings,
    *,
    cast: Mapping[str, Path] | None = None,
    to: Path | None = None,
    progress: Progress = lambda share: None,
) -> Gathered:
    """Find artwork for an item in videos and stills; into the data folder and the catalogue, or
    only into `to`. Raises MatineeError."""
    items = {item.item_id: item for item in _items(data, only=item_id)}
    config = settings.artwork.frames
    folder = vision_folder(data, settings)
    with tempfile.TemporaryDirectory() as scratch:
        photos, words = _photos(items.get(item_id), Path(scratch), folder)
        vocabulary = _vocabulary(_items(data)) if config.image_text else None
        known = known_people(data)
        sight = Sight(folder, cast, known, config, vocabulary, photos)
        sight.words += words
        title = items[item_id].title if config.titled and item_id in items else ""
        found = extract(files, item_id, config, progress, sight, title)
    target = to or data / FOLDER / folder_of(item_id)
    old = write(found, target, item_id)
    used = False
    if found.candidates and to is None:
        recognise(data, item_id)
        used = give(data, server, item_id, read_facts(target).candidates)
    for path in old:
        path.unlink(missing_ok=True)
    return Gathered(found, target, used)


def give(data: Path, server: Remote | None, item_id: str, candidates: list[Kept]) -> bool:
    """Let an item be shown with its kept pictures; False if the catalogue has it not."""
    return _change(data, server, item_id, lambda item: with_pictures(item, candidates))


def name(data: Path, server: Remote | None, item_id: str, face: str, person: str) -> bool:
    """Name somebody in an item's pictures; whether the catalogue has the item. Raises NotFound."""
    return give(data, server, item_id, name_face(data, item_id, face, person))


def _change(
    data: Path, server: Remote | None, item_id: str, change: Callable[[Item], Item]
) -> bool:
    if server is not None:
        item = server.item(item_id)
        if item is not None:
            server.put_items([change(item)])
        return item is not None
    with open_store(data) as store:
        item = next(iter(_items(data, only=item_id)), None)
        if item is not None:
            store.catalog.put_items([change(item)], now_ms())
        return item is not None


def _items(data: Path, only: str | None = None) -> list[Item]:
    """The catalogue, or one item of it; nothing where there is no data folder yet."""
    if not (data / DATABASE).exists():
        return []
    reader = StoreReader(data)
    try:
        return [item for item, _ in reader.items() if only in (None, item.item_id)]
    finally:
        reader.close()


def _photos(item: Item | None, scratch: Path, models: Path) -> tuple[dict[str, Path], list[str]]:
    """The reference photos of a title's cast, fetched; and a sentence for each not to be had.
    None where no model would look at them."""
    photos: dict[str, Path] = {}
    words: list[str] = []
    if find(FACE_IDENTITY, models) is None:
        return photos, words
    for number, person in enumerate(item.people if item else ()):
        url = person.photo_url or ""
        if not url.startswith(("http://", "https://")):
            continue  # a file of this machine is nobody's business
        path = scratch / f"{number}{Path(url.partition('?')[0]).suffix[:5]}"
        try:
            _download(url, path)
            photos[person.name] = path
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, BadInput) as error:
            words.append(f"The photo of {person.name} could not be had: {error}.")
    return photos, words


def _download(url: str, to: Path) -> None:
    with httpx2.stream("GET", url, timeout=_TIMEOUT, follow_redirects=True) as response:
        response.raise_for_status()
        with to.open("wb") as file:
            for chunk in response.iter_bytes():
                file.write(chunk)
                if file.tell() > _PHOTO_BYTES:
                    raise BadInput(f"it is over {_PHOTO_BYTES // 1_000_000} MB")


def _vocabulary(items: Iterable[Item]) -> Words:
    """The moods and genres that a catalogue uses most; the usual ones where it uses none."""
    moods: Counter[str] = Counter()
    genres: Counter[str] = Counter()
    for item in items:
        moods.update(item.moods)
        genres.update(item.categories)
    usual = Words()
    most = [[word for word, _ in words.most_common(_MOST_WORDS)] for words in (moods, genres)]
    return Words(most[0] or usual.moods, most[1] or usual.genres)


def learn_heads(data: Path, settings: Settings) -> Heads:
    """Learn moods and genres of pictures from the catalogue's own tags, and keep it."""
    config = settings.artwork.frames
    vectors = {folder: _vectors(folder) for folder, _ in all_facts(data)}
    lengths = [found["vectors"].shape[1] for found in vectors.values() if found]
    length = max(set(lengths), key=lengths.count) if lengths else 0
    examples = []
    for item in _items(data):
        found = vectors.get(data / FOLDER / folder_of(item.item_id))
        if not found or found["vectors"].shape[1] != length:
            continue
        tags = frozenset(
            [*(f"mood:{mood}" for mood in item.moods), *(f"genre:{one}" for one in item.categories)]
        )
        examples += [Example(item.item_id, tags, x) for x in found["features"]]
    if not examples:
        raise MatineeError("There are no pictures to learn from: 'matinee artwork extract' first.")
    heads = learn(examples, config.least_auc, config.fewest_titles, length)
    heads.write(vision_folder(data, settings))
    return heads


def _vectors(folder: Path) -> dict[str, NDArray[Any]]:
    path = folder / VECTORS
    if not path.is_file():
        return {}
    with np.load(path) as read:
        return dict(read)


def search(data: Path, settings: Settings, text: str, n: int) -> list[Match]:
    """The kept pictures that go best with some words, by the user's image-text model."""
    folder = settings.artwork.frames.image_text
    if not folder:
        raise MatineeError(
            "Searching pictures by words needs an image-text model: set artwork.frames.image_text."
        )
    (wanted,) = ImageText(Path(folder)).of_texts([text])
    matches = []
    for path, _ in all_facts(data):
        found = _vectors(path)
        if not found or found["vectors"].shape[1] != len(wanted):
            continue  # made without this model
        likeness = found["vectors"] @ wanted
        matches += [
            Match(str(found["item"]), str(one), round(float(like), 4))
            for one, like in zip(found["ids"], likeness, strict=True)
        ]
    if not matches:
        raise NotFound("No kept picture was looked at with this model yet: extract them again.")
    return sorted(matches, key=lambda match: -match.likeness)[:n]
