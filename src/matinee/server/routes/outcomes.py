"""What worked, over HTTP."""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.responses import Response

from ...analysis.share import ViewingShare, share_of
from ...analysis.success import SuccessMap, success_map
from ...errors import BadInput
from ...storage.embedded import StoreReader
from ..deps import Endpoint, Param, Site, answer

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


async def _share(request: Request, site: Site) -> Response:
    since, until = _day(request, "since"), _day(request, "until")
    return answer(await asyncio.to_thread(_computed, site, since, until))


def _computed(site: Site, since: str | None, until: str | None) -> ViewingShare:
    reader = StoreReader(site.runtime.folder)
    try:
        with site.analysing:
            outcomes = site.runtime.settings.outcomes
            return share_of(site.runtime.folder, reader, outcomes, since, until)
    finally:
        reader.close()


async def _map(request: Request, site: Site) -> Response:
    return answer(await asyncio.to_thread(_mapped, site))


def _mapped(site: Site) -> SuccessMap:
    reader = StoreReader(site.runtime.folder)
    try:
        with site.analysing:
            return success_map(site.runtime.folder, reader, site.runtime.settings.outcomes)
    finally:
        reader.close()


def _day(request: Request, name: str) -> str | None:
    value = request.query_params.get(name)
    if value and not _DAY.fullmatch(value):
        raise BadInput(f"{name} is a day such as 2026-11-27.", field=name)
    return value or None


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/outcomes/share",
        _share,
        "The share of starts, hours, orders and revenue that came from recommendations",
        "viewer",
        (
            Param("since", "First day, such as 2026-11-01"),
            Param("until", "Last day, inclusive"),
        ),
        response=ViewingShare,
    ),
    Endpoint(
        "GET",
        "/v1/outcomes/map",
        _map,
        "Which titles and rows succeed with whom and where, next to what is usual there",
        "viewer",
        response=SuccessMap,
    ),
)
