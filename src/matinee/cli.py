"""The command line. Heavy imports wait for the command that needs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import __version__
from .commands.artwork import artwork
from .commands.common import (
    data_option,
    json_option,
    map_option,
    reading,
    say,
    sentence,
    server_of,
    settings_of,
    show,
)
from .commands.experiments import experiments
from .commands.measuring import bench_, evaluate, try_
from .commands.models import models_
from .commands.outcomes import outcomes
from .commands.simulating import bench_audience, simulate
from .errors import MatineeError

if TYPE_CHECKING:
    from .catalog.importing import ImportedItems
    from .events.importing import Imported


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="matinee")
def main() -> None:
    """Matinee: events in, a page of rows and columns out, and what worked."""
    # Threads that wait in a spin take the core from the page that is being made: its products are
    # small. Training spreads over processes instead. Read by the libraries when they are loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")


@main.command()
@data_option
@json_option
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; 0 picks a free one.")
@click.option("--check", is_flag=True, help="Send one event, show that the page changed, stop.")
@click.option("--shop", is_flag=True, help="A grocer's products and purchases instead of films.")
@sentence
def demo(
    data: Path, as_json: bool, host: str | None, port: int | None, check: bool, shop: bool
) -> None:
    """Set up MovieLens 100K (or a shop), train, serve, and print the address."""
    from .demo import run

    shown = run.SHOP if shop else run.FILMS
    if not check:
        run.run(data, settings_of(data, server__host=host, server__port=port), say, shown)
        return
    settings = settings_of(data, server__host=host, server__port=0 if port is None else port)
    result = run.check(data, settings, say, shown)
    show(result, True, ())
    if not result["changed"]:
        raise click.ClickException("The page did not change.")


@main.command()
@data_option
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; 0 picks a free one.")
@sentence
def serve(data: Path, host: str | None, port: int | None) -> None:
    """Serve a data folder until stopped."""
    from .server.run import Running
    from .server.run import serve as run_server

    def ready(running: Running) -> None:
        say(f"Serving {data} at {running.address} (API: {running.address}/docs). Ctrl+C stops it.")
        if not running.site.keys.records():
            say("There are no keys yet. Make two with:")
            say(f"  matinee keys create write --data {data}    (for trackers and browsers)")
            say(f"  matinee keys create server --data {data}   (for your own servers)")

    run_server(data, settings_of(data, server__host=host, server__port=port), on_ready=ready)


@main.group(name="import")
def import_() -> None:
    """Import events or items from JSONL, CSV and Parquet files."""


_files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)
_preset = click.option("--preset", default="plain", show_default=True, help="Kind of the files.")


def _summary(one: Imported | ImportedItems) -> str:
    see = f" (see {one.rejects_file})" if one.rejects_file else ""
    return f"{one.file}: {one.accepted:,} in, {one.rejected:,} rejected{see}"


def _require_some(done: Sequence[Imported | ImportedItems]) -> None:
    """Fail if a file gave nothing at all: most likely it was read in the wrong way."""
    for one in done:
        if not one.accepted:
            why = f"; {one.rejects_file} says why" if one.rejects_file else ": it has no rows"
            raise MatineeError(f"Nothing of {one.file} went in{why}. See --map and --preset.")


@import_.command(name="events")
@_files
@data_option
@json_option
@map_option
@_preset
@sentence
def import_events_command(
    files: Sequence[Path], data: Path, as_json: bool, maps: Sequence[str], preset: str
) -> None:
    """Import events. What fails is kept in FILE.rejected.jsonl; a broken import resumes."""
    from .loading import load_events

    done = load_events(files, data, server_of(data), reading(preset, maps), settings_of(data))
    resumed = [f"; resumed at row {one.resumed_at:,}" if one.resumed_at else "" for one in done]
    lines = [_summary(one) + more for one, more in zip(done, resumed, strict=True)]
    show(done, as_json, [*lines, f"Next: matinee train --data {data}"])
    _require_some(done)


@import_.command(name="items")
@_files
@data_option
@json_option
@map_option
@_preset
@sentence
def import_items_command(
    files: Sequence[Path], data: Path, as_json: bool, maps: Sequence[str], preset: str
) -> None:
    """Import items of the catalogue."""
    from .loading import load_items

    done = load_items(files, data, server_of(data), reading(preset, maps))
    show(done, as_json, [_summary(one) for one in done])
    _require_some(done)


@main.command()
@click.argument("what", type=click.Choice(["events", "items", "outcomes"]))
@click.option("--to", required=True, type=click.Path(path_type=Path, file_okay=False))
@data_option
@json_option
@sentence
def export(what: str, to: Path, data: Path, as_json: bool) -> None:
    """Write events, items or outcomes as Parquet."""
    from .loading import export_parquet

    path, rows = export_parquet(what, data, to, settings_of(data))
    show({"file": str(path), "rows": rows}, as_json, [f"{path}: {rows:,} rows"])


@main.command()
@data_option
@json_option
@click.option("--beside-server", is_flag=True, hidden=True)
@sentence
def train(data: Path, as_json: bool, beside_server: bool) -> None:
    """Train all candidate sources on the whole log and serve the result."""
    from .loading import train_beside, train_here

    server = None if beside_server else server_of(data)
    if server is not None:
        version = server.train()
        show({"model_version": version}, as_json, [f"The server now uses model {version}"])
        return
    settings = settings_of(data)
    manifest = train_beside(data, settings) if beside_server else train_here(data, settings)
    text = f"Model {manifest.version}: {manifest.takes:,} takes of {manifest.users:,} people"
    lines = [f"{text}, {manifest.items:,} items, in {manifest.seconds:.1f} s", manifest.decision]
    lines += [f"{objective} is off: {why}" for objective, why in manifest.off.items()]
    if not manifest.served:
        lines.append("The model that served before goes on serving.")
    show(manifest, as_json, lines)


@main.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command(name="create")
@click.argument("kind", type=click.Choice(["write", "viewer", "editor", "server", "admin"]))
@click.option("--name", default="", help="What it is for.")
@data_option
@json_option
@sentence
def create_key(kind: str, name: str, data: Path, as_json: bool) -> None:
    """Make a key. It is shown once; only its hash is kept."""
    from .loading import keys_of

    with keys_of(data, server_of(data)) as held:
        view = held.create(kind, name)
    show(view, as_json, [str(view.key), "Keep it now: it is not shown again."])


@keys.command(name="list")
@data_option
@json_option
@sentence
def list_keys(data: Path, as_json: bool) -> None:
    """List all keys by their ids."""
    from .loading import keys_of

    with keys_of(data, server_of(data)) as held:
        views = held.all()
    lines = [f"{v.key_id}  {v.kind:6}  {v.created_at[:10]}  {v.name}" for v in views]
    show(views, as_json, lines or ["There are no keys. Make one: matinee keys create server"])


@keys.command(name="revoke")
@click.argument("key_id")
@data_option
@sentence
def revoke_key(key_id: str, data: Path) -> None:
    """Make a key useless from now on."""
    from .loading import keys_of

    with keys_of(data, server_of(data)) as held:
        held.revoke(key_id)
    say("Revoked.")


@main.command()
@data_option
@json_option
@sentence
def doctor(data: Path, as_json: bool) -> None:
    """Check the machine and the data folder."""
    from .loading import examine

    findings = examine(data, server_of(data))
    lines = [f"{'ok ' if f.ok else 'BAD'}  {f.what}: {f.text}" for f in findings]
    show(findings, as_json, lines)
    if not all(finding.ok for finding in findings):
        sys.exit(1)


bench_.add_command(bench_audience)
for _command in (models_, evaluate, try_, bench_, simulate, artwork, outcomes, experiments):
    main.add_command(_command)


if __name__ == "__main__":
    main()
