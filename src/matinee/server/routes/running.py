"""How the system runs, for the console: models, arriving events, settings, alerts, who changed
what."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from ... import models
from ...analysis.arrivals import Arrivals, arrivals_of
from ...documented import StageView, stages
from ...home import iso
from ...runtime import MODELS
from ..alerting import Told, look
from ..audit import Change
from ..deps import Endpoint, Param, Site, answer, read_json, whole
from .admin import Trained
from .outcomes import analysed


class ModelView(Struct, frozen=True):
    """A kept model, in short."""

    version: str
    current: bool
    made_at: str
    takes: int
    users: int
    metrics: dict[str, float]
    decision: str


class ModelList(Struct, frozen=True):
    """Every kept model, the latest first."""

    models: list[ModelView]


class RollBack(Struct, frozen=True, forbid_unknown_fields=True):
    """The version to serve again; None for the one that served before."""

    version: str | None = None


class EventView(Struct, frozen=True):
    """An event as anybody may see it: not whose it is."""

    seq: int
    at: str
    kind: str
    item: str | None
    device: str
    recommended: bool


class RefusedView(Struct, frozen=True):
    """A message that could not be used, and why."""

    at: str
    message_id: str | None
    reason: str


class Latest(Struct, frozen=True):
    """The latest events, the last first; custom names among the last events, which no mapping knows
    yet; the latest messages that were refused since the server started, of how many."""

    total: int
    events: list[EventView]
    unmapped: dict[str, int]
    refused: list[RefusedView]
    lately_refused: int
    lately: int


class SettingsView(Struct, frozen=True):
    """All settings, by stage."""

    stages: list[StageView]


class AlertList(Struct, frozen=True):
    """All alerts that were raised, the latest first."""

    alerts: list[Told]


class ChangeList(Struct, frozen=True):
    """Who changed what, the latest first."""

    changes: list[Change]


_LOOKED_AT, _MOST_CHANGES = 2_000, 500


def model_views(folder: Path) -> list[ModelView]:
    """Every kept model of a models folder, oldest first."""
    current = models.current_version(folder)
    return [
        ModelView(
            one.version,
            one.version == current,
            iso(one.trained_at),
            one.takes,
            one.users,
            one.metrics,
            one.decision,
        )
        for one in models.manifests(folder)
    ]


async def _models(request: Request, site: Site) -> Response:
    return answer(ModelList(list(reversed(model_views(site.runtime.folder / MODELS)))))


async def _roll_back(request: Request, site: Site) -> Response:
    wanted = await read_json(request, site, RollBack)
    request.state.named = models.roll_back(site.runtime.folder / MODELS, wanted.version)
    return answer(Trained(site.runtime.reload_model()))


async def _latest(request: Request, site: Site) -> Response:
    most = whole(request, "n", 50, 1, _LOOKED_AT) or 50
    log = site.runtime.store.log
    found = await asyncio.to_thread(lambda: log.read(max(log.last_seq() - _LOOKED_AT, 0)))
    events = [one.event for one in found]
    unmapped = Counter(one.details.name or "" for one in events if one.kind == "custom")
    shown = [
        EventView(
            one.seq,
            iso(one.event.time),
            one.event.kind,
            one.event.item,
            one.event.device,
            one.event.recommendation is not None,
        )
        for one in reversed(found[-most:])
    ]
    refused, taken, _ = site.arrived.lately(site.clock())
    told = [RefusedView(iso(one.at), one.message_id, one.reason) for one in site.arrived.refused]
    total = await asyncio.to_thread(log.count)
    return answer(Latest(total, shown, dict(unmapped), told[::-1][:most], refused, refused + taken))


async def _arrivals(request: Request, site: Site) -> Response:
    now = site.clock()
    return await analysed(site, lambda data, reader, _: arrivals_of(data, reader, now))


async def _settings(request: Request, site: Site) -> Response:
    return answer(SettingsView(stages(site.runtime.settings)))


async def _alerts(request: Request, site: Site) -> Response:
    return answer(AlertList(site.alerts.all()))


async def _look(request: Request, site: Site) -> Response:
    return answer(AlertList(await look(site)))


async def _changes(request: Request, site: Site) -> Response:
    return answer(ChangeList(await asyncio.to_thread(site.audit.read, _MOST_CHANGES)))


ENDPOINTS = (
    Endpoint("GET", "/v1/models", _models, "Every kept model", "viewer", response=ModelList),
    Endpoint(
        "POST",
        "/v1/models/rollback",
        _roll_back,
        "Serve an earlier model again",
        "admin",
        body=RollBack,
        response=Trained,
    ),
    Endpoint(
        "GET",
        "/v1/events/latest",
        _latest,
        "The latest events, and what was refused and why",
        "viewer",
        (Param("n", "How many, 50 unless it says otherwise", "integer"),),
        response=Latest,
    ),
    Endpoint(
        "GET",
        "/v1/events/arrivals",
        _arrivals,
        "Events by hour and kind, of the last days",
        "viewer",
        response=Arrivals,
    ),
    Endpoint(
        "GET",
        "/v1/settings",
        _settings,
        "All settings with their meaning",
        "viewer",
        response=SettingsView,
    ),
    Endpoint(
        "GET", "/v1/alerts", _alerts, "Alerts, the latest first", "viewer", response=AlertList
    ),
    Endpoint(
        "POST",
        "/v1/alerts/look",
        _look,
        "Look for alerts now; those that are new",
        "editor",
        response=AlertList,
    ),
    Endpoint("GET", "/v1/audit", _changes, "Who changed what", "viewer", response=ChangeList),
)
