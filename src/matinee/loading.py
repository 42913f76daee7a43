"""What commands do: on the data folder itself, or through the server that holds it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from tqdm import tqdm

from . import models
from .analysis.success import steering_of, success_map
from .catalog import Catalog
from .catalog.importing import ImportedItems, import_items
from .errors import MatineeError, NotFound
from .events import Collector
from .events.files import size_of
from .events.importing import Imported, LogSink, Sink, import_events
from .events.presets import Preset
from .experiments import MODEL, Experiments
from .jobs import backfill, read_log, train
from .models import Manifest
from .outcomes import judge
from .page import Learnt
from .profiles import Profiles
from .ranking.library import lightgbm
from .remote import Remote
from .runtime import MODELS
from .seen import Seen, learnt_of_pages, seen_examples
from .server.auth import Keys
from .server.routes.admin import KeyView, key_view
from .server.routes.running import ModelView, model_views
from .server.run import now_ms
from .settings import Settings
from .storage.base import Captured, Evidence
from .storage.embedded import DATABASE, EmbeddedStore, StoreReader
from .storage.folder import DataFolder


@contextmanager
def open_store(data: Path) -> Iterator[EmbeddedStore]:
    """Hold a data folder and its store."""
    with DataFolder(data):
        store = EmbeddedStore(data)
        try:
            yield store
        finally:
            store.close()


class Reading(Struct, frozen=True):
    """How foreign files are to be read: our name for theirs, and what kind of files they are."""

    preset: Preset
    mapping: dict[str, str]


def load_events(
    files: Sequence[Path], data: Path, server: Remote | None, reading: Reading, settings: Settings
) -> list[Imported]:
    """Import event files, with a progress bar where someone watches."""
    if server is not None:
        return [_load(path, server, reading, data) for path in files]
    with open_store(data) as store:
        sink = LogSink(Collector(store.log, settings.events), store.log, now_ms)
        return [_load(path, sink, reading, data) for path in files]


def _load(path: Path, sink: Sink, reading: Reading, data: Path) -> Imported:
    size = size_of(path) if path.is_file() else 0
    with tqdm(total=size, unit="B", unit_scale=True, desc=path.name, disable=None) as bar:

        def seen(place: int) -> None:
            bar.update(place - bar.n)

        return import_events(
            path,
            sink,
            preset=reading.preset,
            mapping=reading.mapping,
            states=data / "imports",
            seen=seen,
        )


def load_items(
    files: Sequence[Path], data: Path, server: Remote | None, reading: Reading
) -> list[ImportedItems]:
    """Import item files."""
    chosen, mapping = reading.preset, reading.mapping
    if server is not None:
        put = server.put_items
        return [import_items(path, put, preset=chosen, mapping=mapping) for path in files]
    with open_store(data) as store:
        return [
            import_items(
                path,
                lambda items: store.catalog.put_items(items, now_ms()),
                preset=chosen,
                mapping=mapping,
            )
            for path in files
        ]


def train_here(data: Path, settings: Settings) -> Manifest:
    """Train on a folder that no server holds, and write everyone's profile. Raises MatineeError."""
    if not (data / DATABASE).exists():
        raise MatineeError(f"{data} holds nothing to train on; see 'matinee import'.")
    with open_store(data) as store:
        catalog = Catalog(store.catalog.items(), settings.catalog)
        decisions = store.decisions
        seen, learnt = _of_pages(data, decisions.captured, decisions.all_evidence, settings)
        with tqdm(total=store.log.count(), unit=" events", desc="Training", disable=None) as bar:
            manifest = train(
                store.log,
                catalog,
                data / MODELS,
                settings.home(),
                now_ms(),
                seen=seen,
                page=learnt,
                progress=_moves(bar),
                needed=_tried(data, settings),
            )
        profiles = Profiles(store.log, store.profiles, settings.profiles)
        with tqdm(total=manifest.users, unit=" people", desc="Profiles", disable=None) as bar:
            backfill(store.log, profiles, _moves(bar))
    return manifest


def train_beside(data: Path, settings: Settings) -> Manifest:
    """Train while a server holds the folder: reads its files, writes only the model."""
    reader = StoreReader(data)
    try:
        catalog = Catalog(reader.items(), settings.catalog)
        seen, learnt = _of_pages(data, reader.captured, reader.evidence, settings)
        return train(
            reader.log,
            catalog,
            data / MODELS,
            settings.home(),
            now_ms(),
            seen=seen,
            page=learnt,
            needed=_tried(data, settings),
        )
    finally:
        reader.close()


def _of_pages(
    data: Path,
    captured: Callable[[], Iterator[tuple[Captured, Evidence]]],
    evidence: Callable[[], Iterator[Evidence]],
    settings: Settings,
) -> tuple[Seen, Callable[[], Learnt]]:
    """What served pages teach: examples without the bias of their places, the places, and what
    succeeds and fails there."""
    outcomes = settings.outcomes
    learnt = cache(
        lambda: replace(
            learnt_of_pages(evidence, now_ms(), outcomes), cells=_cells(data, evidence, settings)
        )
    )
    return lambda before: seen_examples(captured(), before, now_ms(), outcomes, learnt()), learnt


def _cells(
    data: Path, evidence: Callable[[], Iterator[Evidence]], settings: Settings
) -> dict[str, dict[str, float]]:
    """What the success map steers pages by; nothing where no page was seen yet, or none is to be
    steered."""
    if settings.page.steer_most <= 1 or next(evidence(), None) is None:
        return {}
    with closing(StoreReader(data)) as reader:
        return steering_of(success_map(data, reader, settings.outcomes))


def _tried(data: Path, settings: Settings) -> set[str]:
    """Model versions that running experiments serve."""
    running = Experiments(data, settings.experiments).running()
    versions = (variant.changes.get(MODEL) for one in running for variant in one.variants)
    return {version for version in versions if version}


def _moves(bar: Any) -> Callable[[int], None]:
    def move(number: int) -> None:
        bar.update(number)

    return move


def known_models(data: Path) -> list[ModelView]:
    """Every kept model, oldest first."""
    return model_views(data / MODELS)


def roll_back_model(data: Path, version: str | None, server: Remote | None) -> str:
    """Serve an earlier model; its version. Raises NotFound."""
    now = models.roll_back(data / MODELS, version)
    if server is not None:
        server.reload()
    return now


class HeldKeys(Protocol):
    """Keys of a folder, wherever they are kept."""

    def create(self, kind: str, name: str) -> KeyView:
        """Make a key."""
        ...

    def all(self) -> list[KeyView]:
        """All keys."""
        ...

    def revoke(self, key_id: str) -> None:
        """Revoke a key. Raises NotFound."""
        ...


class _LocalKeys:
    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def create(self, kind: str, name: str) -> KeyView:
        key, record = self._keys.create(kind, name, now_ms())
        return key_view(record, key)

    def all(self) -> list[KeyView]:
        return [key_view(record) for record in self._keys.records()]

    def revoke(self, key_id: str) -> None:
        if not self._keys.revoke(key_id):
            raise NotFound(f"There is no key {key_id!r}; see 'matinee keys list'.")


@contextmanager
def keys_of(data: Path, server: Remote | None) -> Iterator[HeldKeys]:
    """The keys of a folder, through its server if one holds it."""
    if server is not None:
        yield server
        return
    with open_store(data) as store:
        yield _LocalKeys(Keys(store.keys))


def export_parquet(what: str, data: Path, to: Path, settings: Settings) -> tuple[Path, int]:
    """Write events, items or outcomes as one Parquet file; its path and number of rows."""
    import duckdb  # noqa: PLC0415  (heavy)

    if not (data / DATABASE).exists():
        raise MatineeError(f"{data} holds nothing to export.")
    to.mkdir(parents=True, exist_ok=True)
    path = to / f"{what}.parquet"
    reader = StoreReader(data)
    try:
        with tempfile.NamedTemporaryFile(suffix=".jsonl", dir=to) as lines:
            rows = 0
            for record in _records(what, reader, settings):
                lines.write(msgspec.json.encode(record) + b"\n")
                rows += 1
            lines.flush()
            if not rows:
                raise MatineeError(f"There are no {what} yet.")
            part = to / f".{what}.parquet.part"
            quoted = str(part).replace("'", "''")
            duckdb.execute(
                "COPY (SELECT * FROM read_json(?, format = 'newline_delimited', "
                f"sample_size = -1)) TO '{quoted}' (FORMAT parquet)",
                [lines.name],
            )
            part.replace(path)
    finally:
        reader.close()
    return path, rows


def _records(what: str, reader: StoreReader, settings: Settings) -> Iterable[Any]:
    if what == "items":
        yield from (item for item, _ in reader.items())
    elif what == "outcomes":
        now = now_ms()
        yield from (judge(found, now, settings.outcomes) for found in reader.evidence())
    else:
        for logged in read_log(reader.log, reader.log.last_seq()):
            event = msgspec.to_builtins(logged.event)
            event["details"] = msgspec.json.encode(event["details"]).decode()
            user = reader.log.user_id(logged.user)
            yield {"seq": logged.seq, "user": user, **event}


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    what: str
    ok: bool
    text: str


def _trees() -> Finding:
    try:
        return Finding("ranker", True, f"LightGBM {lightgbm().__version__}")
    except MatineeError as error:
        return Finding("ranker", False, error.message)


def examine(data: Path, server: Remote | None) -> list[Finding]:
    """The machine and the folder, looked at."""
    import apsw  # noqa: PLC0415

    findings = [Finding("SQLite", True, str(apsw.sqlite_lib_version())), _trees()]
    if data.exists():
        free = shutil.disk_usage(data).free / 1e9
        findings.append(Finding("disk", free > 1, f"{free:.1f} GB free"))
    if not (data / DATABASE).exists():
        return [*findings, Finding("data", True, f"{data} is empty; see 'matinee import'")]
    try:
        if server is not None:
            problems, status = server.problems(), server.status()
            events = status["events"]
        else:
            with open_store(data) as store:
                problems, events = store.check(), store.log.count()
    except MatineeError as error:
        return [*findings, Finding("data", False, error.message)]
    text = "; ".join(problems) if problems else f"{events:,} events, files sound"
    return [*findings, Finding("data", not problems, text)]
