"""Experiments over HTTP: which there are, what they found, starting and stopping."""

from __future__ import annotations

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from ...analysis.trials import trial_of
from ...analysis.verdict import Trial
from ...dressing import iso
from ...experiments import Experiment, Kept
from ..deps import Endpoint, Site, answer, caller_of, read_json
from .outcomes import analysed


class ExperimentView(Struct, frozen=True):
    """An experiment, who made it ("" where the settings have it), when, and its state: "planned",
    "running", "over" (past its last day) or "stopped"."""

    experiment: Experiment
    by: str
    started_at: str | None
    stopped_at: str | None
    state: str


class ExperimentList(Struct, frozen=True):
    """All experiments: those of the settings, then the latest first."""

    experiments: list[ExperimentView]


class ExperimentFound(Struct, frozen=True):
    """An experiment and what it found so far."""

    view: ExperimentView
    trial: Trial


def view_of(kept: Kept, now: int) -> ExperimentView:
    """An experiment as it can be shown at `now` (ms)."""
    one = kept.experiment
    begins, ends = one.begins(), one.ends()
    state = "running"
    if kept.stopped is not None:
        state = "stopped"
    elif begins is not None and now < begins:
        state = "planned"
    elif ends is not None and now >= ends:
        state = "over"
    return ExperimentView(
        experiment=one,
        by=kept.by,
        started_at=iso(kept.at) if kept.at else None,
        stopped_at=None if kept.stopped is None else iso(kept.stopped),
        state=state,
    )


async def _list(request: Request, site: Site) -> Response:
    now = site.clock()
    return answer(ExperimentList([view_of(one, now) for one in site.runtime.experiments.all()]))


async def _found(request: Request, site: Site) -> Response:
    kept, now = site.runtime.experiments.get(request.path_params["experiment"]), site.clock()
    return await analysed(
        site,
        lambda data, reader, rules: ExperimentFound(
            view_of(kept, now), trial_of(data, reader, rules, kept.experiment, kept.stopped)
        ),
    )


async def _start(request: Request, site: Site) -> Response:
    wanted, now = await read_json(request, site, Experiment), site.clock()
    request.state.named = wanted.name
    site.runtime.try_out(wanted, caller_of(request).name, now)
    return answer(view_of(site.runtime.experiments.get(wanted.name), now))


async def _stop(request: Request, site: Site) -> Response:
    name, now = request.path_params["experiment"], site.clock()
    site.runtime.experiments.stop(name, now)
    return answer(view_of(site.runtime.experiments.get(name), now))


ENDPOINTS = (
    Endpoint("GET", "/v1/experiments", _list, "All experiments", "viewer", response=ExperimentList),
    Endpoint(
        "GET",
        "/v1/experiments/{experiment}",
        _found,
        "What an experiment found so far, in sentences and figures",
        "viewer",
        response=ExperimentFound,
    ),
    Endpoint(
        "POST",
        "/v1/experiments",
        _start,
        "Begin an experiment: the next pages follow it",
        "editor",
        body=Experiment,
        response=ExperimentView,
    ),
    Endpoint(
        "POST",
        "/v1/experiments/{experiment}/stop",
        _stop,
        "Stop an experiment: everybody gets the settings again, what was found stays",
        "editor",
        response=ExperimentView,
    ),
)
