"""What worked, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from ...analysis.daily import Outcomes, outcomes_of
from ...analysis.findings import Misleading, of_pictures
from ...analysis.share import ViewingShare, share_of
from ...analysis.success import SuccessMap, success_map
from ...errors import BadInput
from ...outcomes import OutcomesConfig
from ...outcomes.performance import misleading
from ...storage.embedded import StoreReader
from ..catching_up import catch_up_beside
from ..deps import Endpoint, Param, Site, answer


async def _share(request: Request, site: Site) -> Response:
    since, until = _day(request, "since"), _day(request, "until")
    return await analysed(
        site, lambda data, reader, rules: share_of(data, reader, rules, since, until)
    )


async def _days(request: Request, site: Site) -> Response:
    since, until = _day(request, "since"), _day(request, "until")
    return await analysed(
        site,
        lambda data, reader, rules: outcomes_of(
            data, reader, rules, since, until, items=[item for item, _ in reader.items()]
        ),
    )


async def _map(request: Request, site: Site) -> Response:
    only = request.query_params.get("item") or None
    pictures = [Misleading(*one) for one in misleading(site.runtime.performance.counts())]

    def work(data: Path, reader: StoreReader, rules: OutcomesConfig) -> SuccessMap:
        items = [item for item, _ in reader.items()]
        found = success_map(data, reader, rules, items, item=only)
        titles = {item.item_id: item.title for item in items}
        told = [one for one in of_pictures(pictures, titles) if only in (None, one.item)]
        return replace(found, findings=[*found.findings, *told])

    return await analysed(site, work)


async def analysed(
    site: Site, compute: Callable[[Path, StoreReader, OutcomesConfig], Any]
) -> Response:
    """What `compute` makes of the data folder, in a thread of its own, one at a time."""
    runtime = site.runtime

    def work() -> Any:
        with closing(StoreReader(runtime.folder)) as reader, site.analysing:
            catch_up_beside(runtime.folder, reader)
            return compute(runtime.folder, reader, runtime.settings.outcomes)

    return answer(await asyncio.to_thread(work))


def _day(request: Request, name: str) -> str | None:
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise BadInput(f"{name} is a day such as 2026-11-27.", field=name) from error


_PERIOD = (Param("since", "First day, such as 2026-11-01"), Param("until", "Last day, inclusive"))
ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/outcomes/share",
        _share,
        "The share of starts, hours, orders and revenue that came from recommendations",
        "viewer",
        _PERIOD,
        response=ViewingShare,
    ),
    Endpoint(
        "GET",
        "/v1/outcomes/days",
        _days,
        "What became of what was shown, day by day, and who returned",
        "viewer",
        _PERIOD,
        response=Outcomes,
    ),
    Endpoint(
        "GET",
        "/v1/outcomes/map",
        _map,
        "Which titles and rows succeed with whom and where, next to what is usual there",
        "viewer",
        (Param("item", "All cells of this title, and no others"),),
        response=SuccessMap,
    ),
)
