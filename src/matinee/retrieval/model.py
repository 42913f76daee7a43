"""A trained model on disk and in memory: a folder a version, arrays and a manifest, no pickle."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ..catalog import Catalog
from ..errors import StorageError
from .base import Source
from .config import RetrievalConfig
from .content import Content
from .continue_watching import ContinueWatching
from .item_item import ItemItem
from .neighbours import Neighbours
from .new import New
from .popular import Popular, Popularity, Trending
from .transitions import Transitions

State = dict[str, NDArray[Any]]
UNTRAINED = "untrained"


class Manifest(Struct, frozen=True):
    """What a model was made from."""

    version: str
    code: str
    seq: int
    """The last event it was trained on."""
    takes: int
    users: int
    items: int
    trained_at: int
    seconds: float
    settings: RetrievalConfig


class Model(Struct, frozen=True, eq=False):
    """The sources as they serve. `popularity` goes on learning with every event."""

    version: str
    popularity: Popularity
    transitions: Transitions
    item_item: ItemItem
    sources: tuple[Source, ...]


def save_model(folder: Path, manifest: Manifest, parts: dict[str, State]) -> None:
    """Write a version completely, then make it the current one, each in one step."""
    making = folder / f".{manifest.version}.part"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for name, state in parts.items():
        with (making / f"{name}.npz").open("wb") as file:
            np.savez(file, allow_pickle=False, **state)
            file.flush()
            os.fsync(file.fileno())
    (making / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    making.rename(folder / manifest.version)
    pointer = folder / ".current.part"
    pointer.write_text(manifest.version)
    pointer.replace(folder / "current")


def current_version(folder: Path) -> str | None:
    """The version to serve, None before the first training."""
    pointer = folder / "current"
    return pointer.read_text().strip() if pointer.exists() else None


def load_model(folder: Path, catalog: Catalog, config: RetrievalConfig) -> Model:
    """The current version over a catalogue's indices; one that knows nothing if there is none.

    Raises StorageError if the current version's files are damaged.
    """
    version = current_version(folder)
    popularity = Popularity(catalog, config)
    if version is None:
        return _assemble(UNTRAINED, popularity, Neighbours.empty(), Neighbours.empty(), config)
    where = folder / version
    try:
        popularity.restore(_read(where / "popularity.npz"))
        transitions = Neighbours.load(_read(where / "transitions.npz"), catalog)
        item_item = Neighbours.load(_read(where / "item_item.npz"), catalog)
    except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile) as error:
        raise StorageError(
            f"The model in {where} cannot be read ({error}). Train a new one with 'matinee train'; "
            f"until then remove {folder / 'current'}."
        ) from error
    return _assemble(version, popularity, transitions, item_item, config)


def _read(path: Path) -> State:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return dict(archive)


def _assemble(
    version: str,
    popularity: Popularity,
    transitions: Neighbours,
    item_item: Neighbours,
    config: RetrievalConfig,
) -> Model:
    following, together = Transitions(transitions, config), ItemItem(item_item, config)
    sources: tuple[Source, ...] = (
        following,
        together,
        Content(popularity, config),
        Popular(popularity),
        Trending(popularity),
        New(popularity, config),
        ContinueWatching(),
    )
    return Model(version, popularity, following, together, sources)
