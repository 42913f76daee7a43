"""Measuring: evaluate, bench, try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from .common import data_option, json_option, map_option, reading, say, sentence, settings_of, show


@click.command()
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
    from ..evaluation.accuracy import bench
    from ..evaluation.bench import table

    report = bench.run_folder(
        data, bench.Asked("log", protocol, seed, peers), settings_of(data), say
    )
    show(report, as_json, table(report.rows))


@click.command(name="try")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--items", type=click.Path(path_type=Path, dir_okay=False), help="Titles and such.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="A folder to keep.")
@click.option("--port", type=int, help="Port to listen on; 0 picks a free one.")
@click.option("--serve/--no-serve", default=True, help="Show three people's pages afterwards.")
@map_option
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

    from ..trying import run

    given = reading("plain", maps).mapping
    with tempfile.TemporaryDirectory(prefix="matinee-try-") as temporary:
        folder = data or Path(temporary)
        settings = settings_of(folder, server__port=port)
        tried = run.try_file(run.Wish(file, items, folder, given), settings, say)
        show(tried, as_json, run.lines(tried))
        if serve and not as_json:
            run.show_pages(folder, tried, settings, say)


@click.group(name="bench")
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
    from ..evaluation.accuracy import bench
    from ..evaluation.bench import table

    asked = bench.Asked(dataset, protocol, seed, peers, ablation, shares=tuple(shares))
    report = bench.run_dataset(asked, file, say)
    show(report, as_json, table(report.rows))


@bench_.command(name="page")
@click.option(
    "--dataset",
    type=click.Choice(["ml-100k", "completejourney"]),
    default="ml-100k",
    show_default=True,
)
@click.option(
    "--at",
    type=click.FloatRange(0.1, 0.95),
    default=0.8,
    show_default=True,
    help="Where the split cuts: the share of the takes before T.",
)
@click.option("--file", type=click.Path(path_type=Path), help="Its file, if not fetched.")
@click.option(
    "--taught",
    type=click.Path(path_type=Path, exists=True),
    help="A data folder whose pages have taught what places are worth; else that is assumed.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@json_option
@sentence
def bench_page(
    dataset: str, at: float, file: Path | None, taught: Path | None, seed: int, as_json: bool
) -> None:
    """Measure whole pages by replay, beside other ways to make them."""
    from ..evaluation.accuracy import bench
    from ..evaluation.bench import table

    asked = bench.Asked(dataset, "page", seed, shares=(at,))
    report = bench.run_pages(asked, file, say, taught)
    show(report, as_json, table(report.rows))


@bench_.command(name="artwork")
@json_option
@click.option("--people", type=click.IntRange(2), default=2000, show_default=True)
@click.option("--films", type=click.IntRange(2), default=200, show_default=True)
@click.option("--decisions", type=click.IntRange(8), default=16_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--video",
    "videos",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="A film to measure extraction on; may be repeated.",
)
@click.option(
    "--models",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with vision models, to measure extraction with them too.",
)
@sentence
def bench_artwork(
    as_json: bool,
    people: int,
    films: int,
    decisions: int,
    seed: int,
    videos: Sequence[Path],
    models: Path | None,
) -> None:
    """Measure the choice of pictures: estimators on a real log, regret, speed."""
    from ..evaluation import picturing
    from ..evaluation.bench import table

    asked = picturing.Asked(people, films, decisions, seed)
    report = picturing.measure(asked, say, videos, models)
    show(report, as_json, table(report.rows))


@bench_.command(name="outcomes")
@json_option
@click.option("--impressions", type=click.IntRange(100), default=10_000_000, show_default=True)
@click.option("--people", type=click.IntRange(2), default=100_000, show_default=True)
@click.option("--streams", type=click.IntRange(1), default=10_000, show_default=True)
@sentence
def bench_outcomes(as_json: bool, impressions: int, people: int, streams: int) -> None:
    """Measure the share and the success map over a synthetic log, and the tests of experiments."""
    from ..evaluation import mapping

    report = mapping.measure(impressions, people, streams, say)
    lines = [
        f"{report.impressions:,} impressions, {report.starts:,} starts: share "
        f"{report.share_seconds} s, map {report.map_seconds} s",
        f"{report.streams:,} streams without a difference of each kind: at most "
        f"{report.false_alarm_rate:.2%} told one",
        *[
            f"Two rankers, {one.lift:.1%} apart: {one.ab_people:,} people by A/B test, "
            f"{one.interleaved_people:,} by interleaving ({one.ratio}x fewer)"
            for one in report.interleaving
        ],
    ]
    show(report, as_json, lines)


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
        from ..evaluation import bench as benches

        report = benches.run(what, benches.Shape(users, items, seconds, seed), say, data)
        show(report, as_json, benches.table(report.rows))


_shaped("ingest", "Measure how many events a second are taken in.")
_shaped("home", "Measure how long a page takes.")
_shaped("freshness", "Measure whether the next page reflects an event.")
_shaped("footprint", "Measure start-up, memory and disk.")
_shaped("web", "Measure the web parts in a real browser.")
_shaped("ranking", "Measure how long re-ranking 500 candidates takes.")
_shaped("search", "Measure how long a personal search takes, key by key.")
