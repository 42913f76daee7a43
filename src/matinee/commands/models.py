"""The trained models: list, roll back."""

from __future__ import annotations

from pathlib import Path

import click

from .common import data_option, json_option, sentence, server_of, show


@click.group(name="models")
def models_() -> None:
    """List the trained models, and roll back to an earlier one."""


@models_.command(name="list")
@data_option
@json_option
@sentence
def list_models(data: Path, as_json: bool) -> None:
    """Show every kept model: when it was made, from what, and how it did."""
    from ..loading import known_models

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
    from ..loading import roll_back_model

    now = roll_back_model(data, version, server_of(data))
    show({"model_version": now}, as_json, [f"Model {now} serves now."])
