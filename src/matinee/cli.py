"""The command line. Heavy imports wait for the command that needs them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from . import __version__
from .errors import FolderBusy, MatineeError

if TYPE_CHECKING:
    from .catalog.importing import ImportedItems
    from .events.importing import Imported
    from .loading import Reading
    from .remote import Remote
    from .settings import Settings

Parameters = ParamSpec("Parameters")

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    show_default=True,
    envvar="MATINEE_DATA",
    help="The folder that holds everything.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def say(text: str) -> None:
    """Tell the person at the terminal; results go to standard output, this does not."""
    click.echo(text, err=True)


def show(value: Any, as_json: bool, lines: Sequence[str]) -> None:
    """Print a result: JSON if asked for, otherwise the given lines."""
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(value).decode())
    else:
        for line in lines:
            click.echo(line)


def settings_of(data: Path, **overrides: Any) -> Settings:
    """The settings of a data folder; overrides with a value win ("server.port" as server__port)."""
    from .settings import load_settings

    given = {name.replace("__", "."): v for name, v in overrides.items() if v is not None}
    return load_settings(data, overrides=given)


def server_of(data: Path) -> Remote | None:
    """A client of the server that holds the folder, None if none does. Raises FolderBusy."""
    from .storage.folder import is_held, running_server

    note = running_server(data)
    if note is not None:
        from .remote import Remote

        return Remote(note.url, note.key)
    if is_held(data):
        raise FolderBusy(f"{data} is held by another command that is still running. Try again.")
    return None


def sentence(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Turn our errors into one sentence and exit code 1."""

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except MatineeError as error:
            raise click.ClickException(error.message) from error

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="matinee")
def main() -> None:
    """Matinee: events in, a page of rows and columns out, and what worked."""


@main.command()
@data_option
@json_option
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on; 0 picks a free one.")
@click.option("--check", is_flag=True, help="Send one event, show that the page changed, stop.")
@sentence
def demo(data: Path, as_json: bool, host: str | None, port: int | None, check: bool) -> None:
    """Set up MovieLens 100K, train, serve, and print the address."""
    from .demo import run

    if not check:
        run.run(data, settings_of(data, server__host=host, server__port=port), say)
        return
    settings = settings_of(data, server__host=host, server__port=0 if port is None else port)
    result = run.check(data, settings, say)
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
_map = click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="THEIRS=OURS",
    help="Read their column as ours, such as uid=user_id.",
)
_preset = click.option("--preset", default="plain", show_default=True, help="Kind of the files.")


def _reading(preset_name: str, maps: Sequence[str]) -> Reading:
    from .events.presets import preset
    from .loading import Reading

    pairs = [text.partition("=") for text in maps]
    for theirs, equals, ours in pairs:
        if not (theirs and equals and ours):
            raise click.BadParameter("write it as THEIRS=OURS, such as --map uid=user_id")
    return Reading(preset(preset_name), {theirs: ours for theirs, _, ours in pairs})


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
@_map
@_preset
@sentence
def import_events_command(
    files: Sequence[Path], data: Path, as_json: bool, maps: Sequence[str], preset: str
) -> None:
    """Import events. What fails is kept in FILE.rejected.jsonl; a broken import resumes."""
    from .loading import load_events

    done = load_events(files, data, server_of(data), _reading(preset, maps), settings_of(data))
    resumed = [f"; resumed at row {one.resumed_at:,}" if one.resumed_at else "" for one in done]
    lines = [_summary(one) + more for one, more in zip(done, resumed, strict=True)]
    show(done, as_json, [*lines, f"Next: matinee train --data {data}"])
    _require_some(done)


@import_.command(name="items")
@_files
@data_option
@json_option
@_map
@_preset
@sentence
def import_items_command(
    files: Sequence[Path], data: Path, as_json: bool, maps: Sequence[str], preset: str
) -> None:
    """Import items of the catalogue."""
    from .loading import load_items

    done = load_items(files, data, server_of(data), _reading(preset, maps))
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


@main.group(name="models")
def models_() -> None:
    """List the trained models, and roll back to an earlier one."""


@models_.command(name="list")
@data_option
@json_option
@sentence
def list_models(data: Path, as_json: bool) -> None:
    """Show every kept model: when it was made, from what, and how it did."""
    from .loading import known_models

    views = known_models(data)
    lines = [
        f"{'*' if one.current else ' '} {one.version}  {one.made_at[:16]}  {one.takes:,} takes  "
        f"{one.decision}"
        for one in views
    ]
    show(views, as_json, lines or [f"No model yet. Make one: matinee train --data {data}"])


@models_.command(name="rollback")
@click.argument("version", required=False)
@data_option
@json_option
@sentence
def roll_back(version: str | None, data: Path, as_json: bool) -> None:
    """Serve VERSION again, or the model that served before this one."""
    from .loading import roll_back_model

    now = roll_back_model(data, version, server_of(data))
    show({"model_version": now}, as_json, [f"Model {now} serves now."])


@main.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command(name="create")
@click.argument("kind", type=click.Choice(["write", "server", "admin"]))
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


@main.command()
@data_option
@json_option
@click.option(
    "--protocol",
    type=click.Choice(["leave-one-out", "time-split", "new-users"]),
    default="time-split",
    show_default=True,
)
@click.option("--peers/--no-peers", default=True, help="Measure known recommenders beside ours.")
@click.option("--seed", type=int, default=1, show_default=True)
@sentence
def evaluate(data: Path, as_json: bool, protocol: str, peers: bool, seed: int) -> None:
    """Measure how well takes of this folder's log are predicted, beside known recommenders."""
    from .evaluation.accuracy import bench
    from .evaluation.bench import table

    report = bench.run_folder(
        data, bench.Asked("log", protocol, seed, peers), settings_of(data), say
    )
    show(report, as_json, table(report.rows))


@main.command(name="try")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--items", type=click.Path(path_type=Path, dir_okay=False), help="Titles and such.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="A folder to keep.")
@click.option("--port", type=int, help="Port to listen on; 0 picks a free one.")
@click.option("--serve/--no-serve", default=True, help="Show three people's pages afterwards.")
@_map
@json_option
@sentence
def try_(
    file: Path,
    items: Path | None,
    data: Path | None,
    port: int | None,
    serve: bool,
    maps: Sequence[str],
    as_json: bool,
) -> None:
    """Point Matinee at your own log and see in minutes what you would gain."""
    import tempfile

    from .trying import run

    given = _reading("plain", maps).mapping
    with tempfile.TemporaryDirectory(prefix="matinee-try-") as temporary:
        folder = data or Path(temporary)
        settings = settings_of(folder, server__port=port)
        tried = run.try_file(run.Wish(file, items, folder, given), settings, say)
        show(tried, as_json, run.lines(tried))
        if serve and not as_json:
            run.show_pages(folder, tried, settings, say)


@main.group(name="bench")
def bench_() -> None:
    """Measure, with peers in the same run."""


@bench_.command(name="accuracy")
@click.option(
    "--dataset",
    type=click.Choice(["ml-100k", "ml-1m", "beauty", "completejourney"]),
    default="ml-100k",
    show_default=True,
)
@click.option(
    "--protocol",
    type=click.Choice(["leave-one-out", "time-split", "new-users"]),
    default="time-split",
    show_default=True,
)
@click.option("--peers", is_flag=True, help="Measure known recommenders too.")
@click.option(
    "--at",
    "shares",
    multiple=True,
    type=click.FloatRange(0.1, 0.95),
    help="Where a time-split cuts: the share of the takes before T; several may be given.",
)
@click.option("--ablation", is_flag=True, help="Measure what is lost without each source.")
@click.option("--file", type=click.Path(path_type=Path), help="Its file, if not fetched.")
@click.option("--seed", type=int, default=1, show_default=True)
@json_option
@sentence
def bench_accuracy(
    dataset: str,
    protocol: str,
    peers: bool,
    shares: Sequence[float],
    ablation: bool,
    file: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """Measure how well held-back takes are predicted on a known data set."""
    from .evaluation.accuracy import bench
    from .evaluation.bench import table

    asked = bench.Asked(dataset, protocol, seed, peers, ablation, shares=tuple(shares))
    report = bench.run_dataset(asked, file, say)
    show(report, as_json, table(report.rows))


def _shaped(what: str, words: str) -> None:
    """Add a bench over a synthetic log of a shape."""

    @bench_.command(name=what, help=words)
    @json_option
    @click.option("--users", type=int, default=943, show_default=True)
    @click.option("--items", type=int, default=1682, show_default=True)
    @click.option("--seconds", type=float, default=10.0, show_default=True)
    @click.option("--seed", type=int, default=1, show_default=True)
    @click.option(
        "--data", type=click.Path(path_type=Path), help="A folder to fill once and reuse."
    )
    @sentence
    def run(
        as_json: bool, users: int, items: int, seconds: float, seed: int, data: Path | None
    ) -> None:
        from .evaluation import bench as benches

        report = benches.run(what, benches.Shape(users, items, seconds, seed), say, data)
        show(report, as_json, benches.table(report.rows))


_shaped("ingest", "Measure how many events a second are taken in.")
_shaped("home", "Measure how long a page takes.")
_shaped("freshness", "Measure whether the next page reflects an event.")
_shaped("footprint", "Measure start-up, memory and disk.")
_shaped("web", "Measure the web parts in a real browser.")
_shaped("ranking", "Measure how long re-ranking 500 candidates takes.")


if __name__ == "__main__":
    main()
