"""`matinee bench accuracy` and `matinee evaluate`: load, measure, report as all benches do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ...catalog import Catalog
from ...errors import MatineeError
from ...home import HomeConfig
from ...jobs import read_log
from ...models import page_learnt
from ...packed import PackedLog
from ...page import UNLEARNT
from ...ranking.features import GROUP_OF
from ...recommender import RecommenderConfig
from ...replay import Horizon
from ...runtime import MODELS
from ...settings import Settings
from ...storage.embedded import DATABASE, StoreReader
from ...training import repeating
from .. import paging
from ..processes import machine
from . import run
from .data import Data, cache_folder, load
from .peers import peers_for
from .protocols import SHARES

Say = Callable[[str], None]
_PROTOCOLS = {
    "leave-one-out": "each person's last take, from all else; full ranking, seen items removed",
    "time-split": "training ends at T (70, 80, 90 % of takes); each later take with the profile "
    "folded forward to it, nothing learnt after T; full ranking, seen items removed unless people "
    "buy again (then all that is bought in the next week, new and again apart)",
    "page": "training ends at T; whole pages of 12 x 20 on a desktop at the first take of each "
    "person's day (week, where people buy again), profile folded forward to it; what they take in "
    "that time is looked for on the page; places weigh as much as a desktop's attention (see note)",
    "new-users": "a fifth of the people unseen in training; the last fifth of each of their "
    "histories from the first four fifths",
}


class Asked(Struct, frozen=True):
    """What is to be measured."""

    dataset: str
    protocol: str
    seed: int = 1
    peers: bool = False
    ablation: bool = False
    shares: tuple[float, ...] = ()
    """Where a time-split cuts; empty: as the protocol says."""


class AccuracyReport(Struct, frozen=True):
    """What was measured, where and how. Each model has a name and a kind: ours, peer, published."""

    bench: str
    dataset: str
    protocol: str
    seed: int
    how: str
    note: str
    commit: str
    machine: dict[str, Any]
    events: int
    users: int
    items: int
    models: list[dict[str, Any]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The models, under the name that other benches use."""
        return self.models


def run_dataset(asked: Asked, file: Path | None, say: Say) -> AccuracyReport:
    """Measure on a known data set with the settings as they come."""
    data = load(asked.dataset, cache_folder(), file, say)
    return _report(asked, data, RecommenderConfig(), say)


def run_pages(
    asked: Asked, file: Path | None, say: Say, taught: Path | None = None
) -> AccuracyReport:
    """Measure whole pages on a known data set with the settings as they come.

    Places weigh what the pages of the folder `taught` taught of them; else what is assumed.
    """
    learnt = UNLEARNT if taught is None else page_learnt(taught / MODELS)
    known = learnt.attention.get("desktop")
    if taught is not None and known is None:
        raise MatineeError(f"{taught} has learnt nothing of the places of a desktop yet.")
    data = load(asked.dataset, cache_folder(), file, say)
    if not data.horizon.days:
        data = replace(data, horizon=Horizon(days=1))  # a page serves a visit, not the next take
    share = (asked.shares or (0.8,))[0]
    rows = paging.measure(data, HomeConfig(), say, seed=asked.seed, share=share, learnt=learnt)
    if known is not None:
        words = f"places weigh as learnt from {known.taken:,} takes of swapped places of a desktop"
        data = replace(data, note="; ".join(filter(None, (data.note, words))))
    return _told(replace(asked, protocol="page"), data, rows)


def run_folder(folder: Path, asked: Asked, settings: Settings, say: Say) -> AccuracyReport:
    """Measure on a folder's own log. Raises MatineeError if it holds too little."""
    return _report(asked, data_of(folder, settings), settings.home(), say)


def data_of(folder: Path, settings: Settings) -> Data:
    """A folder's log and catalogue in memory."""
    if not (folder / DATABASE).exists():
        raise MatineeError(f"{folder} holds nothing to measure on; see 'matinee import'.")
    reader = StoreReader(folder)
    try:
        catalog = Catalog(reader.items(), settings.catalog)
        log = PackedLog.of(read_log(reader.log, reader.log.last_seq())).in_time()
    finally:
        reader.close()
    horizon = Horizon(days=7, repeats=True) if repeating(log) else Horizon()
    return Data("log", catalog, log, horizon)


def _report(asked: Asked, data: Data, config: RecommenderConfig, say: Say) -> AccuracyReport:
    rows = _measured(data, asked, config, say, peers_for(data.horizon) if asked.peers else ())
    if asked.ablation:
        rows += ablation(data, asked, config, rows[0], say)
    return _told(asked, data, rows)


def _told(asked: Asked, data: Data, rows: list[dict[str, Any]]) -> AccuracyReport:
    return AccuracyReport(
        "page" if asked.protocol == "page" else "accuracy",
        data.name,
        asked.protocol,
        asked.seed,
        _PROTOCOLS[asked.protocol],
        data.note,
        _commit(),
        machine(),
        len(data.log),
        len(np.unique(data.log.users)),
        len(data.catalog),
        rows,
    )


def ablation(
    data: Data, asked: Asked, config: RecommenderConfig, whole: dict[str, Any], say: Say
) -> list[dict[str, Any]]:
    """The same without each source and all that is read from it, and without the ranker."""
    changed = {
        f"without {group}": replace(config.ranking, without=(group,))
        for group in dict.fromkeys(GROUP_OF.values())
    }
    changed["hand weights, no ranker"] = replace(config.ranking, trees=0)
    rows = []
    for name, ranking in changed.items():
        say(f"{name} ...")
        row = _measured(data, asked, replace(config, ranking=ranking), say)[0]
        rows.append(_beside(row, name, whole))
    return rows


def _measured(
    data: Data, asked: Asked, config: RecommenderConfig, say: Say, peers: Sequence[str] = ()
) -> list[dict[str, Any]]:
    shares = asked.shares or SHARES
    return run.measure(
        data, asked.protocol, config, say, seed=asked.seed, shares=shares, peers=peers
    )


def _beside(row: dict[str, Any], name: str, whole: dict[str, Any]) -> dict[str, Any]:
    lost = 1 - row["ndcg@10"] / whole["ndcg@10"] if whole["ndcg@10"] else 0.0
    return row | {"name": name, "kind": "ablation", "lost": round(lost, 4)}


def _commit() -> str:
    """The commit of the code, "" where it does not come from a repository."""
    done = subprocess.run(
        ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
