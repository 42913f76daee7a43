"""Artwork from videos and stills."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from ..errors import MatineeError
from .common import data_option, json_option, sentence, server_of, settings_of, show

if TYPE_CHECKING:
    from ..artwork.frames.extract import Extracted
    from ..records import Item


@click.group()
def artwork() -> None:
    """Find pictures for titles in their videos and stills."""


@artwork.command(name="extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--item", required=True, help="The item's id.")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Only write pictures and the contact sheet there; else they are kept for the item.",
)
@click.option(
    "--cast",
    multiple=True,
    metavar="NAME=PHOTO",
    help="A reference photo of one of the cast, so that they are recognised; may be repeated.",
)
@data_option
@json_option
@sentence
def extract_(
    files: Sequence[Path],
    item: str,
    folder: Path | None,
    cast: Sequence[str],
    data: Path,
    as_json: bool,
) -> None:
    """Candidates for an item's artwork: found, cut to every shape, with a contact sheet."""
    from ..artwork.frames.extract import extract
    from ..artwork.frames.faces import Sight
    from ..artwork.frames.written import write
    from ..artwork.kept import FOLDER, folder_of

    config = settings_of(data).artwork.frames
    models = Path(config.models) if config.models else data / "models" / "vision"
    sight = Sight(models, {name: Path(photo) for name, photo in map(_named, cast)})
    to = folder or data / FOLDER / folder_of(item)
    with tqdm(total=1000, desc="Looking", disable=None, bar_format="{l_bar}{bar}") as bar:

        def move(share: float) -> None:
            bar.update(int(share * 1000) - bar.n)

        found = extract(files, item, config, move, sight)
    old = write(found, to, item)
    used = bool(found.candidates) and folder is None and _use(found, item, data)
    for path in old:
        path.unlink(missing_ok=True)
    show(_told(found, to) | {"used": used}, as_json, _lines(found, to, used=used))


def _use(found: Extracted, item_id: str, data: Path) -> bool:
    """Give the item what was found, beside the pictures that it has from elsewhere; False if it is
    not in the catalogue."""
    from ..loading import open_store
    from ..server.run import now_ms

    server = server_of(data)
    if server is not None:
        item = server.item(item_id)
        if item is not None:
            server.put_items([_shown_with(item, found)])
        return item is not None
    with open_store(data) as store:
        item = next((one for one, _ in store.catalog.items() if one.item_id == item_id), None)
        if item is not None:
            store.catalog.put_items([_shown_with(item, found)], now_ms())
        return item is not None


def _shown_with(item: Item, found: Extracted) -> Item:
    from msgspec.structs import replace

    from ..artwork.kept import address_of
    from ..artwork.shown import PICTURES
    from ..records import Artwork

    ours = [
        Artwork(
            one.artwork_id,
            address_of(item.item_id, one.artwork_id),
            tags=tuple(one.tags),
            color=one.color,
        )
        for one in found.candidates
    ]
    others = (one for one in item.artworks if not one.url.startswith(PICTURES))
    return replace(item, artworks=(*ours, *others))


def _named(text: str) -> tuple[str, str]:
    name, equals, photo = text.partition("=")
    if not equals or not name.strip():
        raise MatineeError(f"--cast takes NAME=PHOTO, not {text!r}.")
    return name.strip(), photo


def _told(found: Extracted, to: Path) -> dict[str, Any]:
    """What was found, for machines: no pictures, only what is known of them."""
    from ..artwork.frames.written import facts

    return facts(found) | {"folder": str(to), "sheet": str(to / "sheet.html")}


def _lines(found: Extracted, to: Path, *, used: bool) -> list[str]:
    lines = [
        f"{len(found.candidates)} pictures chosen of {found.looked_at:,} looked at "
        f"({found.shots} shots, {found.frames:,} frames).",
        *found.words,
        *(
            f"  {one.artwork_id}  {'still' if one.time_s is None else f'{one.time_s:8.2f} s'}  "
            f"{one.score:.2f}  {', '.join([*one.reasons, *one.tags])}"
            for one in found.candidates
        ),
    ]
    shown = "They are the item's pictures now." if used else "They are kept, and shown nowhere yet."
    if not found.candidates:
        shown = "None of them can be used, so nothing was changed."
    return [*lines, f"{shown} Look at {to / 'sheet.html'}"]
