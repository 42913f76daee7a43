"""Candidates as files: each cut as WebP, what is known of them, and the contact sheet."""

from __future__ import annotations

import io
import re
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import asdict, replace

from ...storage.folder import write_whole
from ..kept import Facts, Kept, PassedOver, Stranger, read_facts, write_facts
from . import sheet
from .extract import Extracted
from .packing import WIDTHS, shown

VECTORS = "vectors.npz"
_OURS = re.compile(
    r"[0-9a-f]{12}-(poster|tile|square|wide)(-small)?\.webp|someone-[0-9a-f]{6}\.webp"
)


def facts(found: Extracted) -> Facts:
    """All but the pictures and vectors themselves."""
    names = Kept.__struct_fields__
    candidates = [
        Kept(**{name: msgspec.to_builtins(getattr(one, name)) for name in names})
        for one in found.candidates
    ]
    told = asdict(found) | {
        "candidates": candidates,
        "rejected": [PassedOver(one.time_s, one.source, one.reason) for one in found.rejected],
        "people": [Stranger(one.name, one.seen, one.identity) for one in found.people],
    }
    return Facts(**told)


def write(found: Extracted, folder: Path, item: str) -> list[Path]:
    """Write cuts, facts and sheets, beside what earlier runs wrote of other files; what they wrote,
    by their own word, of the same files is given back: nothing needs it any more once the item is
    shown with the new pictures.

    Nothing of an earlier run is touched but the facts and sheets.
    """
    folder.mkdir(parents=True, exist_ok=True)
    earlier = read_facts(folder)
    known = {folder / name for name in earlier.files if _OURS.fullmatch(name)}
    fresh = set()
    for one in found.candidates:
        image = one.image()
        for shape, cut in one.shapes.items():
            for size in WIDTHS[shape]:
                path = folder / f"{one.artwork_id}-{shape}{size}.webp"
                write_whole(path, shown(image, shape, cut, size, one.title))
                fresh.add(path)
    for stranger in found.people:
        write_whole(folder / f"{stranger.name}.webp", stranger.portrait)
        fresh.add(folder / f"{stranger.name}.webp")
    told, sources = facts(found), {one.source for one in found.candidates}
    sources |= {one.source for one in found.rejected}
    names = {one.artwork_id for one in found.candidates}
    others = [
        one
        for one in earlier.candidates
        if one.artwork_id not in names and (not found.candidates or one.source not in sources)
    ]
    seen = {tag.removeprefix("face:") for one in others for tag in one.tags}
    people = [one for one in earlier.people if one.name in seen]
    people = [
        *told.people,
        *(one for one in people if one.name not in {p.name for p in told.people}),
    ]
    of = {one.artwork_id for one in others} | {one.name for one in people}
    kept = {path for path in known if any(path.name.startswith(name) for name in of)}
    _write_vectors(folder, found, item, {one.artwork_id for one in others})
    told = replace(told, candidates=[*told.candidates, *others], people=people)
    write_facts(folder, replace(told, files=sorted(path.name for path in fresh | kept)))
    write_whole(folder / "sheet.html", sheet.html(found, f"Artwork for {item}").encode())
    write_whole(folder / "sheet.png", sheet.png(found))
    return sorted(known - fresh - kept)


def _write_vectors(folder: Path, found: Extracted, item: str, others: set[str]) -> None:
    """Vectors of the new pictures, with those of others that were made by the same models."""
    path, made = folder / VECTORS, found.candidates
    if not made:
        return
    ids = np.array([one.artwork_id for one in made])
    features = np.array([one.features for one in made], np.float32)
    vectors = np.array([one.vector for one in made], np.float32)
    if path.is_file():
        with np.load(path) as before:
            same = before["features"].shape[1] == features.shape[1]
            rows = [n for n, one in enumerate(before["ids"]) if same and str(one) in others]
            ids = np.concatenate((ids, before["ids"][rows]))
            features = np.concatenate((features, before["features"][rows])) if rows else features
            vectors = np.concatenate((vectors, before["vectors"][rows])) if rows else vectors
    packed = io.BytesIO()
    np.savez(packed, item=np.array(item), ids=ids, features=features, vectors=vectors)
    write_whole(path, packed.getvalue())
