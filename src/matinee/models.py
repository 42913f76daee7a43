"""Trained models on disk: a folder a version, arrays, trees as text and a manifest; no pickle.

A version is written whole, then made the current one by replacing a pointer: a reader sees the one
or the other. The versions that served before are kept, so that a bad one can be rolled back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import numpy as np
from msgspec import Struct

from .catalog import Catalog
from .errors import NotFound, StorageError
from .page import UNLEARNT, Learnt
from .ranking import Ranker, RankingConfig
from .recommender import Recommender, RecommenderConfig
from .retrieval import RetrievalConfig
from .retrieval.model import PARTS, UNTRAINED, State, assemble
from .search import Wanted

WANTED = "wanted"
KEPT = 5
_HISTORY = "history"


class Manifest(Struct, frozen=True):
    """What a model was made from, and how it did."""

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
    ranking: RankingConfig = RankingConfig()
    from_time: int = 0
    """Time of the first and of the last event trained on, ms."""
    to_time: int = 0
    metrics: dict[str, float] = {}
    off: dict[str, str] = {}
    """Objectives that are off, and why."""
    served: bool = True
    """Whether it became the current model when it was made."""
    decision: str = ""
    """Why it did, or did not."""
    page: Learnt = UNLEARNT
    """What was learnt of pages from what people did with them."""


def save(
    folder: Path,
    manifest: Manifest,
    parts: dict[str, State],
    trees: dict[str, str],
    needed: Collection[str] = (),
) -> None:
    """Write a version completely, then make it the current one if the manifest says so. Old
    versions go, but for those that are `needed`."""
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f".{manifest.version}.part"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for name, state in parts.items():
        with (making / f"{name}.npz").open("wb") as file:
            np.savez(file, allow_pickle=False, **state)
            file.flush()
            os.fsync(file.fileno())
    for name, text in trees.items():
        (making / f"{name}.trees.txt").write_text(text)
    (making / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    making.rename(folder / manifest.version)
    if manifest.served:
        _point(folder, manifest.version)
    _forget(folder, needed)


def _point(folder: Path, version: str) -> None:
    history = [one for one in _history(folder) if one != version]
    _replace(folder / _HISTORY, "\n".join([*history, version]))
    _replace(folder / "current", version)


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text)
    part.replace(path)


def _history(folder: Path) -> list[str]:
    """Versions that served, the present one last."""
    path = folder / _HISTORY
    if path.exists():
        return [one for one in path.read_text().split() if (folder / one).exists()]
    version = current_version(folder)
    return [version] if version else []


def _forget(folder: Path, needed: Collection[str]) -> None:
    """Remove all but the latest versions; what serves, served before it, or is needed, stays."""
    kept = {*needed, *_history(folder)[-2:], *[one.version for one in manifests(folder)[-KEPT:]]}
    for one in manifests(folder):
        if one.version not in kept:
            shutil.rmtree(folder / one.version, ignore_errors=True)


def current_version(folder: Path) -> str | None:
    """The version to serve, None before the first training."""
    pointer = folder / "current"
    return pointer.read_text().strip() if pointer.exists() else None


def manifests(folder: Path) -> list[Manifest]:
    """What is known of every kept version, oldest first; damaged ones are left out."""
    found = []
    for path in sorted(folder.glob("[0-9]*/manifest.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Manifest))
        except (OSError, msgspec.DecodeError):
            continue
    return found


def roll_back(folder: Path, version: str | None = None) -> str:
    """Make `version`, or the one that served before, the current one; its name.

    Raises NotFound if there is none.
    """
    now = current_version(folder)
    if version is None:
        before = [one for one in _history(folder) if one != now]
        if not before:
            raise NotFound("No model served before this one; see 'matinee models list'.")
        version = before[-1]
    if not (folder / version / "manifest.json").exists():
        raise NotFound(f"There is no model {version!r}; see 'matinee models list'.")
    history = [one for one in _history(folder) if one not in (version, now)]
    _replace(folder / _HISTORY, "\n".join([*history, version]))
    _replace(folder / "current", version)
    return version


def load(
    folder: Path, catalog: Catalog, config: RecommenderConfig, version: str | None = None
) -> Recommender:
    """A version, the current one unless another is named, over a catalogue's indices; one that
    knows nothing if there is none.

    Raises StorageError if the version's files are damaged or gone.
    """
    version = version or current_version(folder)
    if version is None:
        return Recommender(catalog, assemble(UNTRAINED, {}, catalog, config.retrieval), config)
    where = folder / version
    try:
        # What an older version of the code did not fit is missing and says nothing.
        there = [name for name in PARTS if (where / f"{name}.npz").exists()]
        parts = {name: _read(where / f"{name}.npz") for name in there}
        manifest = msgspec.json.decode((where / "manifest.json").read_bytes(), type=Manifest)
        model = assemble(version, parts, catalog, config.retrieval, manifest.seq)
        texts = {p.name.partition(".")[0]: p.read_text() for p in where.glob("*.trees.txt")}
        return Recommender(catalog, model, config, Ranker.load(texts, version))
    except (
        OSError,
        ValueError,
        msgspec.DecodeError,
        KeyError,
        IndexError,
        EOFError,
        BadZipFile,
    ) as error:
        raise StorageError(
            f"The model in {where} cannot be read ({error}). Go back to the one before with "
            "'matinee models rollback', or train a new one with 'matinee train'; to serve without "
            f"any, remove {folder / 'current'}."
        ) from error


def page_learnt(folder: Path, version: str | None = None) -> Learnt:
    """What a version, the current one unless another is named, knows of pages; nothing before the
    first training."""
    version = version or current_version(folder)
    return next((one.page for one in manifests(folder) if one.version == version), UNLEARNT)


def wanted(folder: Path) -> Wanted:
    """What the current version knows of searches that found nothing."""
    path = folder / (current_version(folder) or "") / f"{WANTED}.npz"
    return Wanted(_read(path) if path.exists() else None)


def forget(folder: Path, user: int) -> None:
    """Take a person's history out of every kept version."""
    for path in folder.glob("[0-9]*/session_knn.npz"):
        state = _read(path)
        others = state["people"] != user
        if others.all():
            continue
        kept = {name: state[name][others] for name in ("taken", "people", "times")}
        part = path.with_name(".session_knn.part")
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **(state | kept))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return dict(archive)
