"""Candidates as files: each cut as WebP, what is known of them as JSON, and the contact sheet."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from . import sheet
from .extract import Extracted
from .packing import WIDTHS, cut_out, webp

_FACTS = "candidates.json"
_CUT = re.compile(r"[0-9a-f]{12}-(poster|tile|square|wide)\.webp")


def facts(found: Extracted) -> dict[str, Any]:
    """All but the pictures and vectors themselves."""
    candidates = [
        {
            name: value
            for name, value in msgspec.to_builtins(msgspec.structs.asdict(one)).items()
            if name not in ("picture", "vector")
        }
        for one in found.candidates
    ]
    rejected = [
        {"time_s": one.time_s, "source": one.source, "reason": one.reason} for one in found.rejected
    ]
    more = ("words", "frames", "looked_at", "shots", "duration_s")
    return {
        "candidates": candidates,
        "rejected": rejected,
        **{name: getattr(found, name) for name in more},
    }


def write(found: Extracted, folder: Path, item: str) -> list[Path]:
    """Write cuts, facts and sheets; what earlier runs wrote there of other pictures, by their own
    word, which nothing needs any more once the item is shown with the new ones.

    Nothing of an earlier run is touched but the facts and sheets.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = _written(folder)
    fresh = set()
    for one in found.candidates:
        image = one.image()
        for shape, cut in one.shapes.items():
            path = folder / f"{one.artwork_id}-{shape}.webp"
            _replace(path, webp(cut_out(image, cut, WIDTHS[shape])))
            fresh.add(path)
    kept = known if not found.candidates else set()
    told = facts(found) | {"files": sorted(path.name for path in fresh | kept)}
    _replace(folder / _FACTS, json.dumps(told, indent=1).encode())
    _replace(folder / "sheet.html", sheet.html(found, f"Artwork for {item}").encode())
    _replace(folder / "sheet.png", sheet.png(found))
    return sorted(known - fresh - kept)


def _written(folder: Path) -> set[Path]:
    """The cuts that an earlier run says it wrote there."""
    try:
        names = json.loads((folder / _FACTS).read_text())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {folder / name for name in names if _CUT.fullmatch(str(name))}


def _replace(path: Path, body: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(body)
    part.replace(path)
