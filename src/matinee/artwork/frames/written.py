"""Candidates as files: each cut as WebP, what is known of them as JSON, and the contact sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from . import sheet
from .extract import Extracted
from .packing import WIDTHS, cut_out, webp


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


def write(found: Extracted, folder: Path, item: str) -> None:
    """Write cuts, facts and sheets; what an earlier run left of the item's is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    for one in found.candidates:
        image = one.image()
        for shape, cut in one.shapes.items():
            body = webp(cut_out(image, cut, WIDTHS[shape]))
            (folder / f"{one.artwork_id}-{shape}.webp").write_bytes(body)
    (folder / "candidates.json").write_text(json.dumps(facts(found), indent=1))
    (folder / "sheet.html").write_text(sheet.html(found, f"Artwork for {item}"))
    (folder / "sheet.png").write_bytes(sheet.png(found))
