"""Candidates as files: each cut as WebP, what is known of them, and the contact sheet."""

from __future__ import annotations

import io
import re
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import asdict, replace

from ..kept import Facts, Kept, PassedOver, Stranger, read_facts, write_facts, write_whole
from . import sheet
from .extract import Extracted
from .packing import WIDTHS, shown

VECTORS = "vectors.npz"
_OURS = re.compile(r"[0-9a-f]{12}-(poster|tile|square|wide)(-small)?\.webp|someone-\d{1,4}\.webp")


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
    """Write cuts, facts and sheets; what earlier runs wrote there of other pictures, by their own
    word, which nothing needs any more once the item is shown with the new ones.

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
    kept = known if not found.candidates else set()
    told = facts(found)
    if not found.candidates:  # what there was stays, and what is known of it
        told = replace(told, candidates=earlier.candidates, people=earlier.people)
    else:
        write_whole(folder / VECTORS, _vectors(found, item))
    write_facts(folder, replace(told, files=sorted(path.name for path in fresh | kept)))
    write_whole(folder / "sheet.html", sheet.html(found, f"Artwork for {item}").encode())
    write_whole(folder / "sheet.png", sheet.png(found))
    return sorted(known - fresh - kept)


def _vectors(found: Extracted, item: str) -> bytes:
    packed = io.BytesIO()
    np.savez(
        packed,
        item=np.array(item),
        ids=np.array([one.artwork_id for one in found.candidates]),
        features=np.array([one.features for one in found.candidates], np.float32),
        vectors=np.array([one.vector for one in found.candidates], np.float32),
    )
    return packed.getvalue()
