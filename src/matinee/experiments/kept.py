"""The experiments of a data folder: those of the settings, and those made while it serves."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..errors import BadInput, NotFound
from ..storage.folder import write_whole
from .check import check
from .config import Experiment, ExperimentsConfig

FILE = "experiments.json"


class Kept(Struct, frozen=True):
    """An experiment that somebody made, when (ms), and when it was stopped, None while it runs."""

    experiment: Experiment
    by: str = ""
    at: int = 0
    stopped: int | None = None


class Experiments:
    """All experiments; stopped ones stay, for their results."""

    def __init__(self, data: Path, config: ExperimentsConfig) -> None:
        """Raises BadInput for experiments that cannot run."""
        self.config = config
        self._path = data / FILE
        self._made = _read(self._path)
        check(self.running())

    def running(self) -> tuple[Experiment, ...]:
        """What is not stopped; some may not have begun, or be over."""
        made = (one.experiment for one in self._made if one.stopped is None)
        return (*self.config.running, *made)

    def all(self) -> list[Kept]:
        """Everything, those of the settings first, then the latest first."""
        return [*map(Kept, self.config.running), *reversed(self._made)]

    def get(self, name: str) -> Kept:
        """One experiment. Raises NotFound."""
        found = next((one for one in self.all() if one.experiment.name == name), None)
        if found is None:
            raise NotFound(f"There is no experiment {name!r}.", field="experiment")
        return found

    def start(self, experiment: Experiment, by: str, now: int) -> None:
        """Begin an experiment, durably. Raises BadInput where it cannot run beside the others."""
        if any(one.experiment.name == experiment.name for one in self._made):
            raise BadInput(
                f"There was an experiment {experiment.name!r}; give this one a name of its own.",
                field="name",
            )
        check((*self.running(), experiment))
        self._keep([*self._made, Kept(experiment, by, now)])

    def stop(self, name: str, now: int) -> None:
        """Give everybody the settings again; what was found stays. Raises NotFound, or BadInput for
        one of the settings."""
        if self.get(name).experiment in self.config.running:
            raise BadInput(f"matinee.toml has experiment {name!r}; take it out there.")
        self._keep(
            [
                replace(one, stopped=one.stopped or now) if one.experiment.name == name else one
                for one in self._made
            ]
        )

    def _keep(self, made: list[Kept]) -> None:
        write_whole(self._path, msgspec.json.encode(made))
        self._made = made


def _read(path: Path) -> list[Kept]:
    if not path.is_file():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Kept])
    except msgspec.DecodeError as error:
        raise BadInput(f"{path} is damaged ({error}); mend or remove it.") from error
