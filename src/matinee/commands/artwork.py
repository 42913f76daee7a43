"""Artwork from videos and stills."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from ..errors import MatineeError
from .common import data_option, json_option, say, sentence, server_of, settings_of, show

if TYPE_CHECKING:
    from ..gathering import Gathered


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
@click.option("--titled", is_flag=True, help="Set the title on the pictures, where they are empty.")
@click.option("--progress", is_flag=True, hidden=True, help="Print how far it is, for a program.")
@data_option
@json_option
@sentence
def extract_(
    files: Sequence[Path],
    item: str,
    folder: Path | None,
    cast: Sequence[str],
    titled: bool,
    progress: bool,
    data: Path,
    as_json: bool,
) -> None:
    """Candidates for an item's artwork: found, cut to every shape, with a contact sheet."""
    from ..gathering import gather

    photos = {name: Path(photo) for name, photo in map(_named, cast)}
    with tqdm(total=1000, desc="Looking", disable=None, bar_format="{l_bar}{bar}") as bar:

        def move(share: float) -> None:
            bar.update(int(share * 1000) - bar.n)
            if progress:
                say(f"progress {share:.3f}")

        settings = settings_of(data, artwork__frames__titled=titled or None)
        server = server_of(data)
        done = gather(files, item, data, server, settings, cast=photos, to=folder, progress=move)
    show(_told(done), as_json, _lines(done))


@artwork.command(name="models")
@click.option("--fetch", is_flag=True, help="Get those that are missing and can be had.")
@data_option
@json_option
@sentence
def models_(fetch: bool, data: Path, as_json: bool) -> None:
    """The vision models: what each is for, its licence, and whether it is there."""
    from ..artwork.frames.models import MODELS, fetch_models, find
    from ..gathering import vision_folder

    folder = vision_folder(data, settings_of(data))
    words = fetch_models(folder, say) if fetch else []
    told = [
        {
            "name": model.name,
            "file": model.file,
            "task": model.task,
            "licence": model.licence,
            "sha256": model.sha256,
            "is_there": find(model, folder) is not None,
        }
        for model in MODELS
    ]
    lines = [
        f"{'*' if one['is_there'] else ' '} {one['name']}: {one['task']}. {one['licence']}"
        for one in told
    ]
    show({"folder": str(folder), "models": told, "words": words}, as_json, [*lines, *words])


@artwork.command(name="learn")
@data_option
@json_option
@sentence
def learn_(data: Path, as_json: bool) -> None:
    """Learn moods and genres of pictures from the catalogue's own tags, and say how well."""
    from ..artwork.frames.heads import words
    from ..gathering import learn_heads

    settings = settings_of(data)
    learnt = learn_heads(data, settings)
    fewest = settings.artwork.frames.fewest_titles
    heads = [
        {
            name: getattr(head, name)
            for name in ("tag", "auc", "error", "having", "lacking", "is_used")
        }
        for head in learnt.heads
    ]
    used = sum(head.is_used for head in learnt.heads)
    lines = [f"{used} of {len(heads)} tags can be told from pictures.", *words(learnt.heads)]
    if not heads:
        lines = [f"No mood or genre has pictures of {fewest} titles with it and {fewest} without."]
    show({"heads": heads}, as_json, lines)


@artwork.command(name="name")
@click.argument("face")
@click.argument("person")
@click.option("--item", required=True, help="The item's id.")
@data_option
@json_option
@sentence
def name_(face: str, person: str, item: str, data: Path, as_json: bool) -> None:
    """Say that FACE ("someone-3f0a1c") of an item is PERSON, there and in all to come."""
    from ..gathering import name

    used = name(data, server_of(data), item, face, person)
    show({"face": face, "person": person, "used": used}, as_json, [f"{face} is {person} now."])


@artwork.command(name="search")
@click.argument("text")
@click.option("-n", "most", default=10, show_default=True, help="Pictures at most.")
@data_option
@json_option
@sentence
def search_(text: str, most: int, data: Path, as_json: bool) -> None:
    """Kept pictures that go with TEXT, by an image-text model of yours."""
    from ..gathering import search

    found = search(data, settings_of(data), text, most)
    lines = [f"{one.likeness:.3f}  {one.artwork_id}  {one.item_id}" for one in found]
    show({"pictures": found}, as_json, lines)


def _named(text: str) -> tuple[str, str]:
    name, equals, photo = text.partition("=")
    if not equals or not name.strip():
        raise MatineeError(f"--cast takes NAME=PHOTO, not {text!r}.")
    return name.strip(), photo


def _told(done: Gathered) -> dict[str, Any]:
    """What was found, for machines: no pictures, only what is known of them."""
    import msgspec

    from ..artwork.frames.written import facts

    told: dict[str, Any] = msgspec.to_builtins(facts(done.found))
    del told["files"]
    for person in told["people"]:
        del person["identity"]
    where = {"folder": str(done.folder), "sheet": str(done.folder / "sheet.html")}
    return told | where | {"used": done.used}


def _lines(done: Gathered) -> list[str]:
    found = done.found
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
    if found.people:
        names = ", ".join(person.name for person in found.people)
        lines.append(f"Not known by name: {names}; 'matinee artwork name' says who they are.")
    shown = "They are the item's pictures now."
    if not done.used:
        shown = "They are kept, and shown nowhere yet."
    if not found.candidates:
        shown = "None of them can be used, so nothing was changed."
    return [*lines, f"{shown} Look at {done.folder / 'sheet.html'}"]
