"""The simulated audience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import data_option, json_option, map_option, reading, say, sentence, show

if TYPE_CHECKING:
    from ..simulation.client import Client


@click.command()
@data_option
@json_option
@click.option("--people", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--days", type=click.IntRange(1, 365), default=7, show_default=True)
@click.option("--train-every", type=click.IntRange(0), default=0, help="Days; 0: never.")
@click.option("--ratings", help="File of ratings to learn tastes from; else MovieLens 100K.")
@click.option("--seed", type=int, default=1, show_default=True)
@map_option
@sentence
def simulate(
    data: Path,
    as_json: bool,
    people: int,
    days: int,
    train_every: int,
    ratings: str | None,
    seed: int,
    maps: Sequence[str],
) -> None:
    """Let simulated people use a server for some days that end now; their ids say what they are."""
    from ..evaluation import audience as bench
    from ..server.run import now_ms
    from ..simulation.assumptions import FROZEN
    from ..simulation.people import Audience
    from ..simulation.run import simulate as run
    from ..simulation.run import summary
    from ..simulation.tastes import learn

    rated = bench.ratings_of(Path(ratings) if ratings else None, reading("plain", maps), say)
    audience = Audience(learn(rated), people, seed, FROZEN)
    with _client(data) as client:
        bench.require_known(audience, client)
        start = bench.first_midnight(now_ms() / 1000, days)
        result = run(audience, client, days=days, start=start, train_every=train_every)
    show(result, as_json, summary(result))


@contextmanager
def _client(data: Path) -> Iterator[Client]:
    """A client of the server that holds the folder, or of one started for it."""
    from ..evaluation.processes import served
    from ..simulation.client import Client
    from ..storage.folder import running_server

    note = running_server(data)
    if note is not None:
        with Client(note.url, note.key) as client:
            yield client
        return
    with served(data) as (started, _), Client(started.url, started.key) as client:
        yield client


@click.command(name="audience")
@json_option
@click.option("--people", type=click.IntRange(1), default=200, show_default=True)
@click.option("--days", type=click.IntRange(1), default=28, show_default=True)
@click.option("--train-every", type=click.IntRange(0), default=7, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@sentence
def bench_audience(as_json: bool, people: int, days: int, train_every: int, seed: int) -> None:
    """Measure the share of plays that recommendations get, by a simulated audience."""
    from ..evaluation import audience
    from ..evaluation.bench import table

    report = audience.measure(audience.Trial(people, days, train_every, seed), say)
    show(report, as_json, table(report.rows))
