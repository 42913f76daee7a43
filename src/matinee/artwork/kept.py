"""Pictures that were cut for titles and are kept in the data folder: names, addresses, facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..errors import BadInput, NotFound
from ..records import Artwork, Item
from ..storage.folder import write_whole
from .shown import PICTURES

FOLDER = "artwork"
FILE_SHAPES = {"16x9": "tile", "2x3": "poster", "1x1": "square", "wide": "wide"}
"""The shapes of addresses, and what a cut of each is called."""
SMALL = "-small"
"""What the name of a cut for plain screens ends in."""
FACTS, PEOPLE = "candidates.json", ".people.json"  # no item's folder begins with a dot
_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_ID = re.compile(r"[0-9a-f]{12}")
_STRANGER = re.compile(r"someone-[0-9a-f]{6}")
SAME = 0.45
"""Cosine above which two faces are one person's. Of four official portraits those of one person
come to 0.72 or more, those of two to 0.13 or less."""
_MOST_IDENTITIES = 10


class Kept(Struct, frozen=True):
    """A candidate as it is kept: all of `frames.extract.Candidate` but pictures and vectors."""

    artwork_id: str
    time_s: float | None
    source: str
    shapes: dict[str, Any]
    score: float
    tags: list[str]
    reasons: list[str]
    color: str
    measured: dict[str, float]


class Stranger(Struct, frozen=True):
    """Somebody in a title's pictures who has no name yet; `identity` is what their face is like."""

    name: str
    seen: int
    identity: list[float] = []


class PassedOver(Struct, frozen=True):
    """A picture that was looked at and not taken."""

    time_s: float | None
    source: str
    reason: str


class Facts(Struct, frozen=True):
    """What is known of a title's pictures, in the order of their worth."""

    candidates: list[Kept] = []
    rejected: list[PassedOver] = []
    people: list[Stranger] = []
    words: list[str] = []
    frames: int = 0
    looked_at: int = 0
    shots: int = 0
    duration_s: float | None = None
    files: list[str] = []


def folder_of(item: str) -> str:
    """A name for an item's folder: readable, and never outside of where it is put."""
    plain = _PLAIN.sub("_", item).strip("._")[:60]
    if plain == item:
        return plain
    return f"{plain or 'item'}-{blake2b(item.encode(), digest_size=4).hexdigest()}"


def address_of(item: str, artwork_id: str) -> str:
    """Where a server has a kept picture, relative to it; the shape in it may be changed."""
    return f"{PICTURES}/{artwork_id}/16x9/{quote(item, safe='')}.webp"


def find(data: Path, item: str, artwork_id: str, shape: str, *, sharp: bool) -> Path | None:
    """The file of a kept picture in a data folder, the larger one if it is to be `sharp` on fine
    screens; None if there is none."""
    if not _ID.fullmatch(artwork_id) or shape not in FILE_SHAPES:
        return None
    name = data / FOLDER / folder_of(item) / f"{artwork_id}-{FILE_SHAPES[shape]}"
    small, full = name.with_name(f"{name.name}{SMALL}.webp"), name.with_name(f"{name.name}.webp")
    wanted = (full,) if sharp else (small, full)  # earlier versions kept no small ones
    return next((path for path in wanted if path.is_file()), None)


def portrait_of(data: Path, item: str, name: str) -> Path | None:
    """The file of a stranger's face; None if there is none."""
    if not _STRANGER.fullmatch(name):
        return None
    path = data / FOLDER / folder_of(item) / f"{name}.webp"
    return path if path.is_file() else None


def read_facts(folder: Path) -> Facts:
    """What an item's folder says of its pictures; nothing where it says nothing that is whole."""
    try:
        return msgspec.json.decode((folder / FACTS).read_bytes(), type=Facts)
    except (OSError, msgspec.DecodeError):
        return Facts()


def write_facts(folder: Path, facts: Facts) -> None:
    """Keep what is known of an item's pictures."""
    write_whole(folder / FACTS, msgspec.json.format(msgspec.json.encode(facts), indent=1))


def with_pictures(item: Item, candidates: list[Kept]) -> Item:
    """The item with these pictures, beside those that it has from elsewhere."""
    ours = (
        Artwork(
            one.artwork_id,
            address_of(item.item_id, one.artwork_id),
            "16:9",
            (*one.tags,),
            one.color,
        )
        for one in candidates
    )
    others = (one for one in item.artworks if not one.url.startswith(PICTURES))
    return replace(item, artworks=(*ours, *others))


def known_people(data: Path) -> dict[str, list[list[float]]]:
    """Names that editors gave to faces, and what those are like."""
    path = data / FOLDER / PEOPLE
    if not path.is_file():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, list[list[float]]])
    except msgspec.DecodeError as error:
        raise BadInput(
            f"{path} is damaged ({error}); remove it, and name the faces anew."
        ) from error


def name_face(data: Path, item: str, stranger: str, name: str) -> list[Kept]:
    """Give a stranger in an item's pictures a name, for its pictures and for all films to come; the
    item's candidates as they are then. Raises NotFound, BadInput."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 200 or ":" in name:
        raise BadInput("A name has 1 to 200 letters, and no colon.", field="name")
    folder = data / FOLDER / folder_of(item)
    facts = read_facts(folder)
    met = next((one for one in facts.people if one.name == stranger), None)
    if met is None:
        raise NotFound(f"Nobody called {stranger!r} is in the pictures of {item!r}.", field="face")
    known = known_people(data)
    known[name] = [*known.get(name, []), met.identity][-_MOST_IDENTITIES:]
    write_whole(data / FOLDER / PEOPLE, msgspec.json.encode(known))
    candidates = [_renamed(one, stranger, name) for one in facts.candidates]
    people = [one for one in facts.people if one is not met]
    write_facts(folder, replace(facts, candidates=candidates, people=people))
    return candidates


def recognise(data: Path, item: str) -> None:
    """Give strangers of an item the names that editors gave their faces meanwhile."""
    folder = data / FOLDER / folder_of(item)
    facts, known = read_facts(folder), known_people(data)
    for stranger in facts.people:
        near = {
            name: max(
                sum(a * b for a, b in zip(stranger.identity, one, strict=True)) for one in ones
            )
            for name, ones in known.items()
        }
        best = max(near, key=lambda name: near[name], default="")
        if best and near[best] >= SAME:
            candidates = [_renamed(one, stranger.name, best) for one in facts.candidates]
            people = [one for one in facts.people if one is not stranger]
            facts = replace(facts, candidates=candidates, people=people)
    write_facts(folder, facts)


def _renamed(one: Kept, stranger: str, name: str) -> Kept:
    if f"face:{stranger}" not in one.tags:
        return one
    tags = [f"person:{name}", *(tag for tag in one.tags if tag != f"face:{stranger}")]
    reasons = [f"shows {name}", *(why for why in one.reasons if why != "shows a face")]
    return replace(one, tags=list(dict.fromkeys(tags)), reasons=reasons)


def all_facts(data: Path) -> Iterator[tuple[Path, Facts]]:
    """The folder and facts of every title that pictures were cut for."""
    for path in sorted((data / FOLDER).glob(f"*/{FACTS}")):
        yield path.parent, read_facts(path.parent)
