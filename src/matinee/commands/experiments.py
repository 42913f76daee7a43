"""Experiments: list, show what one found, start, stop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import data_option, json_option, reading_of, sentence, server_of, settings_of, show

if TYPE_CHECKING:
    from ..analysis.verdict import Result
    from ..experiments import Experiment, Experiments


@click.group()
def experiments() -> None:
    """Try a change on some people, and see whether it is better."""


@experiments.command(name="list")
@data_option
@json_option
@sentence
def list_(data: Path, as_json: bool) -> None:
    """Show every experiment and its state."""
    from ..server.routes.experiments import view_of
    from ..server.run import now_ms

    views = [view_of(one, now_ms()) for one in _known(data).all()]
    lines = [
        f"{one.experiment.name}  {one.state}  layer {one.experiment.layer}, "
        f"{one.experiment.share:.0%} of people, {len(one.experiment.variants)} variants"
        for one in views
    ]
    show(views, as_json, lines or ["No experiment yet: matinee experiments start FILE.toml"])


@experiments.command(name="show")
@click.argument("name")
@data_option
@json_option
@sentence
def show_(name: str, data: Path, as_json: bool) -> None:
    """Tell what experiment NAME found so far."""
    from ..analysis.trials import trial_of

    kept = _known(data).get(name)
    with reading_of(data) as reader:
        rules = settings_of(data).outcomes
        found = trial_of(data, reader, rules, kept.experiment, kept.stopped)
    people = ", ".join(f"{count:,} {variant}" for variant, count in found.people.items())
    lines = [*found.sentences, f"People exposed: {people}.", *map(_line, found.results)]
    show(found, as_json, lines)


@experiments.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@json_option
@sentence
def start(file: Path, data: Path, as_json: bool) -> None:
    """Begin the experiment that FILE (TOML) describes: see docs/experiments.md."""
    from ..server.run import now_ms
    from ..storage.folder import DataFolder
    from ..variants import check_changes

    wanted, server = _read(file), server_of(data)
    if server is not None:
        server.start(wanted)
    else:
        check_changes(wanted, settings_of(data).home())
        with DataFolder(data):
            _known(data).start(wanted, "command line", now_ms())
    show({"started": wanted.name}, as_json, [f"{wanted.name} runs from the next page on."])


@experiments.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@json_option
@sentence
def estimate(file: Path, data: Path, as_json: bool) -> None:
    """Tell from the log what the rankers of FILE (TOML) would have earned, before it begins."""
    from ..estimating import estimate as of_log
    from ..outcomes.reranked import sentences

    with reading_of(data):
        found = of_log(data, _read(file), settings_of(data))
    show(found, as_json, [line for name, one in found.items() for line in sentences(one, name)])


@experiments.command()
@click.argument("name")
@data_option
@json_option
@sentence
def stop(name: str, data: Path, as_json: bool) -> None:
    """Stop experiment NAME: everybody gets the settings again; what it found stays."""
    from ..server.run import now_ms
    from ..storage.folder import DataFolder

    server = server_of(data)
    if server is not None:
        server.stop(name)
    else:
        with DataFolder(data):
            _known(data).stop(name, now_ms())
    show({"stopped": name}, as_json, [f"{name} is stopped."])


def _known(data: Path) -> Experiments:
    from ..experiments import Experiments

    return Experiments(data, settings_of(data).experiments)


def _read(file: Path) -> Experiment:
    """An experiment from a TOML file. Raises BadFile."""
    import msgspec

    from ..errors import BadFile
    from ..experiments import Experiment

    try:
        return msgspec.toml.decode(file.read_bytes(), type=Experiment)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{file} describes no experiment: {error}") from error


def _line(result: Result) -> str:
    words = f"  {result.variant}, {result.words}"
    if result.why_not:
        return f"{words}: cannot be told, {result.why_not}"
    return (
        f"{words}: {result.value:.4g} next to {result.control:.4g}, difference "
        f"{result.difference:.4g} ({result.low:.4g} to {result.high:.4g})"
    )
