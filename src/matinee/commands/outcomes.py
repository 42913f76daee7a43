"""What worked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import data_option, json_option, reading_of, sentence, settings_of, show

if TYPE_CHECKING:
    from ..analysis.share import Proportion, ViewingShare


@click.group()
def outcomes() -> None:
    """What worked: the share of viewing that came from recommendations."""


@outcomes.command(name="share")
@click.option("--since", help="First day, such as 2026-11-01.")
@click.option("--until", help="Last day, inclusive.")
@data_option
@json_option
@sentence
def share_(since: str | None, until: str | None, data: Path, as_json: bool) -> None:
    """The share of starts, hours, orders and revenue that recommendations have, and of which."""
    from ..analysis.share import share_of

    with reading_of(data) as reader:
        found = share_of(data, reader, settings_of(data).outcomes, since, until)
    show(found, as_json, _lines(found))


@outcomes.command(name="days")
@click.option("--since", help="First day, such as 2026-11-01.")
@click.option("--until", help="Last day, inclusive.")
@data_option
@json_option
@sentence
def days_(since: str | None, until: str | None, data: Path, as_json: bool) -> None:
    """What became of what was shown: taken, finished, abandoned, liked, missed; who returned."""
    from ..analysis.daily import outcomes_of

    with reading_of(data) as reader:
        items = [item for item, _ in reader.items()]
        found = outcomes_of(data, reader, settings_of(data).outcomes, since, until, items=items)
    total = found.total
    lines = [
        f"{total.sight:,} sights, {total.started:,} starts from rows: {total.take:,} takes, "
        f"{total.qualified:,} qualified, {total.finished:,} finished, {total.abandoned:,} "
        f"abandoned ({total.open:,} not known yet), {total.liked:,} liked, {total.disliked:,} "
        f"disliked, {total.regret:,} regretted; {total.missed:,} were missed.",
        *[
            f"Back within {days} days: {_share(rate)}"
            for days, rate in ((7, found.returns.week), (28, found.returns.month))
        ],
        *[
            f"  {sign.name}: the odds to come back within 7 days are {sign.odds:.2f} times as high "
            f"({sign.low:.2f} to {sign.high:.2f}; {sign.days:,} days)"
            for sign in found.returns.signs
        ],
    ]
    show(found, as_json, lines)


@outcomes.command(name="map")
@data_option
@json_option
@sentence
def map_(data: Path, as_json: bool) -> None:
    """Which titles and rows succeed with whom and where, next to what is usual there."""
    from ..analysis.success import success_map

    with reading_of(data) as reader:
        items = [item for item, _ in reader.items()]
        found = success_map(data, reader, settings_of(data).outcomes, items)
    lines = [f"{found.taken:,} of {found.sights:,} sights were taken (rules {found.rules})."]
    lines += [f"  {one.kind}: {one.sentence}" for one in found.findings]
    if len(lines) == 1:
        lines.append("No title and no row stands out yet beyond chance.")
    show(found, as_json, lines)


@outcomes.command(name="catch-up", hidden=True)
@data_option
@sentence
def catch_up(data: Path) -> None:
    """Export what came since the last time, and what can be told of each day."""
    from ..analysis.causes import ask

    with reading_of(data) as reader:
        ask(data, reader, settings_of(data).outcomes, lambda _: None)


def _lines(found: ViewingShare) -> list[str]:
    total = found.total
    if found.since is None:
        return ["Nothing was started or ordered yet."]
    lines = [f"{found.since} to {found.until}, {found.people:,} people (rules {found.rules}):"]
    for name, amount, share in (
        ("starts", f"{total.starts:,}", found.starts),
        ("hours", f"{total.hours:,.1f}", found.hours),
        ("orders", f"{total.orders:,}", found.orders),
        ("revenue", f"{total.revenue:,.2f}", found.revenue),
    ):
        if share.share is not None:
            lines.append(f"  {amount} {name}: {_share(share)} from recommendations")
    lines.append(f"Beside it: Netflix says {found.beside:.0%} of what is watched.")
    lines += [f"  {one.name}: {one.starts + one.orders:,}" for one in found.causes]
    added = found.incremental
    lines.append(
        "What would not have been without rows cannot be told yet. " + added.why_not
        if added.share is None
        else f"{added.share:.1%} ({added.low:.1%} to {added.high:.1%}) would not have been without "
        "rows, by what is held out."
    )
    if found.kept_out.people:
        lines.append(
            f"Kept out as bots: {found.kept_out.people:,}, with {found.kept_out.events:,} events."
        )
    return lines


def _share(share: Proportion) -> str:
    if share.share is None:
        return f"not known. {share.why_not}"
    if share.low is None or share.high is None:
        return f"{share.share:.1%} ({share.why_not})"
    return f"{share.share:.1%} ({share.low:.1%} to {share.high:.1%})"
