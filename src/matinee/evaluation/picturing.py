"""`matinee bench artwork`: estimators on a real log, regret beside peers, and speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from ..artwork import Bandit, Gallery
from ..demo.datasets import OPEN_BANDIT
from ..errors import MatineeError
from ..fetching import fetch
from . import open_bandit, pictures
from .accuracy.data import cache_folder
from .processes import machine

if TYPE_CHECKING:
    from ..artwork.frames.extract import Extracted

Say = Callable[[str], None]
_PAGE = 240
_PAGES = 200
_RUNS = 3


class Asked(Struct, frozen=True):
    """How many simulated people, films and decisions, and from which seed."""

    people: int
    films: int
    decisions: int
    seed: int


class ArtworkReport(Struct, frozen=True):
    """What was measured. Each row has a name and a kind: ours, peer or ratio."""

    bench: str
    protocol: str
    asked: Asked
    machine: dict[str, Any]
    rows: list[dict[str, Any]]


def measure(
    asked: Asked, say: Say, videos: Sequence[Path] = (), models: Path | None = None
) -> ArtworkReport:
    """All parts; one whose data cannot be had says so in its row."""
    rows = [*_logged(say), *_regret(asked, say), *_page(asked)]
    for video in videos:
        say(f"  {video.name}: decoded, and looked at in full, in turn")
        rows += _frames(video, models)
    words = " ".join(f"{open_bandit.__doc__} {pictures.__doc__}".split())
    return ArtworkReport("artwork", words, asked, machine(), rows)


def _logged(say: Say) -> list[dict[str, Any]]:
    try:
        folder: Path = fetch(OPEN_BANDIT, cache_folder(), say)
    except MatineeError as error:
        return [{"name": "open bandit", "kind": "ours", "not computable": str(error)}]
    return open_bandit.measure(folder)


def _regret(asked: Asked, say: Say) -> list[dict[str, Any]]:
    world = pictures.world(asked.people, asked.films, asked.seed)
    marks = [asked.decisions // part for part in (8, 4, 2, 1)]
    rows: list[dict[str, Any]] = []
    for name, make in pictures.policies().items():
        say(f"  {name}: {asked.decisions:,} decisions (simulated)")
        told = pictures.regret(world, make(world, asked.seed), asked.decisions, asked.seed, marks)
        kind = "ours" if name == "matinee" else "peer"
        rows.append({"name": name, "kind": kind, "simulated": True, **told})
    last = f"regret@{marks[-1]}"
    best = min((row for row in rows if row["kind"] == "peer"), key=lambda row: float(row[last]))
    ratio = round(float(rows[0][last]) / float(best[last]), 3)
    return [*rows, {"name": f"regret, ours over {best['name']}", "kind": "ratio", "ratio": ratio}]


def _frames(video: Path, models: Path | None) -> list[dict[str, Any]]:
    """Frames a second of the whole extraction (with vision models too, where a folder has them)
    next to decoding alone; medians of runs in turn."""
    from ..artwork.frames.extract import extract  # noqa: PLC0415  (of the extra [vision])
    from ..artwork.frames.sight import Sight  # noqa: PLC0415

    sight = Sight(models) if models else None
    decoding, whole, seeing, frames = [], [], [], 0
    for _ in range(_RUNS):
        started = time.perf_counter()
        frames = _decoded(video)
        decoding.append(time.perf_counter() - started)
        started = time.perf_counter()
        found = extract([video], "bench")
        whole.append(time.perf_counter() - started)
        if sight is not None:
            started = time.perf_counter()
            extract([video], "bench", sight=sight)
            seeing.append(time.perf_counter() - started)
    alone, all_of_it = float(np.median(decoding)), float(np.median(whole))
    with_models = frames / float(np.median(seeing)) if seeing else None
    about = {"frames": frames, "seconds_of_film": round(found.duration_s or 0.0, 1)}
    return [
        {
            "name": f"extract {video.name}",
            "kind": "ours",
            "fps": round(frames / all_of_it),
            **about,
            **_bytes(found),
            **({"fps_with_models": round(with_models)} if with_models else {}),
        },
        {"name": f"decode {video.name}", "kind": "peer", "fps": round(frames / alone), **about},
        {
            "name": f"extract / decode {video.name}",
            "kind": "ratio",
            "ratio": round(alone / all_of_it, 3),
        },
    ]


def _bytes(found: Extracted) -> dict[str, int]:
    """What a page of 240 tiles of such pictures weighs, on plain screens and on fine ones."""
    from ..artwork.frames.packing import WIDTHS, shown  # noqa: PLC0415  (of the extra)

    told = {}
    for size in WIDTHS["tile"]:
        cuts = ((one.image(), one.shapes["tile"]) for one in found.candidates)
        each = [len(shown(image, "tile", cut, size, "")) for image, cut in cuts]
        told[f"page_bytes{size or '-sharp'}"] = round(_PAGE * float(np.mean(each or [0])))
    return told


def _decoded(video: Path) -> int:
    """Decode a film and do nothing with it; how many frames it has."""
    import av  # noqa: PLC0415  (of the extra [vision])

    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        return sum(1 for _ in container.decode(stream))


def _page(asked: Asked) -> list[dict[str, Any]]:
    """The choice for whole pages of new visitors, with a bandit that has learnt."""
    world = pictures.world(_PAGES, _PAGE, asked.seed)
    bandit = Bandit()
    gallery, chance = Gallery(world.catalog, bandit), np.random.default_rng(asked.seed)
    for visit in range(2_000):
        item = world.items[visit % _PAGE]
        picked = gallery.choose([item], pictures.viewer(world, visit % _PAGES, f"w{visit}"))[0]
        if picked is not None and picked.seen is not None:
            bandit.observe(picked.seen, None, float(chance.random() < 0.1))
    times = []
    for visit in range(_PAGES):
        started = time.perf_counter()
        gallery.choose(world.items, pictures.viewer(world, visit, f"p{visit}"))
        times.append((time.perf_counter() - started) * 1000)
    p50, p99 = np.percentile(times, [50, 99])
    figures = {"p50_ms": round(float(p50), 2), "p99_ms": round(float(p99), 2)}
    figures["decisions_a_second"] = round(1000 * _PAGE / float(np.mean(times)))
    return [{"name": f"{_PAGE} items x {pictures.PICTURES} pictures", "kind": "ours", **figures}]
