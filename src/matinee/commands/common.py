"""What all commands share: options, how results are shown, errors in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from ..errors import FolderBusy, MatineeError

if TYPE_CHECKING:
    from ..loading import Reading
    from ..remote import Remote
    from ..settings import Settings
    from ..storage.embedded import StoreReader

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
    from ..settings import load_settings

    given = {name.replace("__", "."): v for name, v in overrides.items() if v is not None}
    return load_settings(data, overrides=given)


def server_of(data: Path) -> Remote | None:
    """A client of the server that holds the folder, None if none does. Raises FolderBusy."""
    from ..storage.folder import is_held, running_server

    note = running_server(data)
    if note is not None:
        from ..remote import Remote

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


@contextmanager
def reading_of(data: Path) -> Iterator[StoreReader]:
    """A folder's store for reading, whether or not a server holds it. Raises MatineeError."""
    from ..storage.embedded import DATABASE, StoreReader

    if not (data / DATABASE).exists():
        raise MatineeError(f"{data} holds nothing yet.")
    reader = StoreReader(data)
    try:
        yield reader
    finally:
        reader.close()


map_option = click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="THEIRS=OURS",
    help="Read their column as ours, such as uid=user_id.",
)


def reading(preset_name: str, maps: Sequence[str]) -> Reading:
    """How files are to be read. Raises click.BadParameter for a map that is none."""
    from ..events.presets import preset
    from ..loading import Reading

    pairs = [text.partition("=") for text in maps]
    for theirs, equals, ours in pairs:
        if not (theirs and equals and ours):
            raise click.BadParameter("write it as THEIRS=OURS, such as --map uid=user_id")
    return Reading(preset(preset_name), {theirs: ours for theirs, _, ours in pairs})
