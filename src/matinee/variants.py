"""The page for a person in their experiments: by the settings that each variant gives them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from .errors import BadInput, StorageError
from .experiments import INTERLEAVED, MODEL, Assigned, Experiment, Experiments, assigned
from .home import Home, HomeConfig, Request
from .page import Shelf
from .profiles import Profile
from .ranking.captured import Described
from .records import Decision, Page
from .retrieval.model import Model

logger = logging.getLogger(__name__)
_MOST_HOMES = 200
_Combination = tuple[tuple[str, str], ...]


class Homes:
    """A home for each combination of variants, made when it is first needed."""

    def __init__(
        self, home: Home, experiments: Experiments, load: Callable[[str], Home] | None = None
    ) -> None:
        """`load` gives the home of another trained version."""
        self._load = load
        self._versions: dict[str, Home] = {}
        self._home = home
        self._experiments = experiments
        self._made: dict[_Combination, Home] = {}

    def page(self, profile: Profile, request: Request) -> tuple[Page, Decision, Described]:
        """As Home.page; the decision says which experiments made a difference to it."""
        found = self._assigned(request.person or request.user_id, request.now)
        if not found:
            return self._home.page(profile, request)
        try:
            return self._tried(profile, request, found)
        except Exception:  # better a page without than none; who gets none is missed by `mismatch`
            logger.exception("A page with an experiment's changes cannot be made")
            return self._home.page(profile, request)

    def _tried(
        self, profile: Profile, request: Request, found: tuple[Assigned, ...]
    ) -> tuple[Page, Decision, Described]:
        mixed = next((one for one in found if one.experiment.interleave), None)
        other = self._of(_with(found, mixed, 1)) if mixed else None
        rival = (lambda shelf: top_picks(other, profile, request, shelf)) if other else None
        page, decision, described = self._of(found).page(profile, request, rival)
        told: list[tuple[str, str]] = []
        for one in found:
            if one is mixed:
                if any(item.team for row in decision.rows for item in row.items):
                    told.append((one.experiment.name, INTERLEAVED))
            elif one.experiment.exposed == "page" or self._differs(
                found, one, lambda home: home.page(profile, request, rival)[0], page
            ):
                told.append((one.experiment.name, one.variant.name))
        return page, replace(decision, assignments=tuple(told)), described

    def check(self, experiment: Experiment, now: int) -> None:
        """Raise BadInput where a stranger's page cannot be made with what a variant changes."""
        for variant in experiment.variants:
            home = self._of((Assigned(experiment, variant),))
            self._made.clear()
            try:
                home.page(Profile(0), Request("nobody", now))
            except Exception as error:
                raise BadInput(
                    f"No page can be made with what variant {variant.name!r} changes: {error!r}.",
                    field="changes",
                ) from error

    def of(self, person: str, now: int) -> Home:
        """The home of a person at `now` (ms)."""
        return self._of(self._assigned(person, now))

    def _assigned(self, person: str, now: int) -> tuple[Assigned, ...]:
        running = self._experiments.running()
        if not running:
            return ()
        found = assigned(running, person, now, self._experiments.config.hold_out)
        # Who judges both rankers sees the control's page around them.
        return tuple(
            Assigned(one.experiment, one.experiment.variants[0])
            if one.experiment.interleave
            else one
            for one in found
        )

    def _of(self, found: Iterable[Assigned]) -> Home:
        name = tuple((one.experiment.name, one.variant.name) for one in found)
        if name not in self._made:
            if len(self._made) >= _MOST_HOMES:
                self._made.clear()
            changes = {key: value for one in found for key, value in one.variant.changes.items()}
            base = self._version(changes.pop(MODEL, None))
            self._made[name] = base.under(changed(base.config, changes)) if changes else base
        return self._made[name]

    def models(self) -> Iterator[Model]:
        """Models that serve beside the current one: they follow the log too."""
        return (home.model for home in self._versions.values())

    def _version(self, version: str | None) -> Home:
        """The home of a trained version; the current one where that is gone."""
        if version is None or self._load is None or version == self._home.model.version:
            return self._home
        if version not in self._versions:
            try:
                self._versions[version] = self._load(version)
            except StorageError as error:
                logger.warning("An experiment's model is gone, the current one serves: %s", error)
                return self._home
        return self._versions[version]

    def _differs(
        self, found: tuple[Assigned, ...], one: Assigned, made: Callable[[Home], Page], page: Page
    ) -> bool:
        """Whether another variant of an experiment would have made another page."""
        shape = _shape(page)
        return any(
            _shape(made(self._of(_with(found, one, number)))) != shape
            for number, variant in enumerate(one.experiment.variants)
            if variant is not one.variant
        )


def top_picks(home: Home, profile: Profile, request: Request, shelf: Shelf) -> list[int]:
    """Places on a shelf of the best of all by a home's ranking, best first."""
    ranking = home.rank(profile, request)
    found = next((row for row in ranking.rows if row.kind == "top_picks"), None)
    items = ranking.shelf.candidates.items[found.places] if found else np.zeros(0, np.int32)
    places: list[int] = shelf.candidates.places(items).tolist()
    return places


def changed(config: HomeConfig, changes: Mapping[str, Any]) -> HomeConfig:
    """The settings of a page with some of them otherwise. Raises BadInput for what is none."""
    values = msgspec.to_builtins(config)
    for name, value in changes.items():
        stage, _, setting = name.partition(".")
        if setting not in values.get(stage, {}):
            raise BadInput(f"There is no setting {name!r}; see docs/settings.md.", field=name)
        values[stage][setting] = value
    try:
        return msgspec.convert(values, HomeConfig, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(f"A change of a variant is wrong: {error}.", field="changes") from error


def check_changes(experiment: Experiment, config: HomeConfig) -> None:
    """Raise BadInput where a variant changes what is no setting, or to what none can be."""
    for variant in experiment.variants:
        changed(config, {k: value for k, value in variant.changes.items() if k != MODEL})


def _with(found: tuple[Assigned, ...], one: Assigned, number: int) -> tuple[Assigned, ...]:
    """The same, with another variant of one experiment."""
    other = Assigned(one.experiment, one.experiment.variants[number])
    return tuple(other if each is one else each for each in found)


def _shape(page: Page) -> list[Any]:
    """What a person can tell pages apart by."""
    return [
        (
            row.row_id,
            row.title,
            [(item.item_id, item.artwork and item.artwork.artwork_id) for item in row.items],
        )
        for row in page.rows
    ]
