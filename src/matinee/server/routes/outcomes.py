"""What worked, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from ...analysis.daily import Outcomes, outcomes_of
from ...analysis.findings import Misleading, of_pictures
from ...analysis.share import ViewingShare, share_of
from ...analysis.success import SuccessMap, success_map
from ...analysis.taking_away import as_parquet
from ...errors import BadInput, NotFound
from ...outcomes import OutcomesConfig
from ...outcomes.performance import misleading
from ...storage.embedded import StoreReader
from ..catching_up import catch_up_beside
from ..deps import Endpoint, Param, Site, answer

Figures = TypeVar("Figures")


async def _share(request: Request, site: Site) -> Response:
    since, until = _day(request, "since"), _day(request, "until")
    found = await of_log(
        site, lambda data, reader, rules: share_of(data, reader, rules, since, until)
    )
    return _told(request, found, found.days)


async def _days(request: Request, site: Site) -> Response:
    since, until = _day(request, "since"), _day(request, "until")
    found = await of_log(
        site,
        lambda data, reader, rules: outcomes_of(
            data, reader, rules, since, until, items=[item for item, _ in reader.items()]
        ),
    )
    return _told(request, found, found.days)


async def _map(request: Request, site: Site) -> Response:
    only = request.query_params.get("item") or None
    pictures = [Misleading(*one) for one in misleading(site.runtime.performance.counts())]

    def work(data: Path, reader: StoreReader, rules: OutcomesConfig) -> SuccessMap:
        items = [item for item, _ in reader.items()]
        found = success_map(data, reader, rules, items, item=only)
        titles = {item.item_id: item.title for item in items}
        told = [one for one in of_pictures(pictures, titles) if only in (None, one.item)]
        return replace(found, findings=[*found.findings, *told])

    found = await of_log(site, work)
    return _told(request, found, found.cells)


async def analysed(
    site: Site, compute: Callable[[Path, StoreReader, OutcomesConfig], Any]
) -> Response:
    """What `compute` makes of the data folder, as JSON."""
    return answer(await of_log(site, compute))


async def of_log(
    site: Site, compute: Callable[[Path, StoreReader, OutcomesConfig], Figures]
) -> Figures:
    """What `compute` makes of the data folder, in a thread of its own, one at a time."""
    runtime = site.runtime

    def work() -> Figures:
        with closing(StoreReader(runtime.folder)) as reader, site.analysing:
            catch_up_beside(runtime.folder, reader)
            return compute(runtime.folder, reader, runtime.settings.outcomes)

    return await asyncio.to_thread(work)


def _told(request: Request, found: Struct, table: Sequence[Struct]) -> Response:
    """All of it as JSON, or its table as Parquet. Raises BadInput."""
    match request.query_params.get("format") or "json":
        case "json":
            return answer(found)
        case "parquet" if table:
            headers = {"Content-Disposition": 'attachment; filename="table.parquet"'}
            kind = "application/vnd.apache.parquet"
            return Response(as_parquet(table), media_type=kind, headers=headers)
        case "parquet":
            raise NotFound("There are no rows yet.", field="format")
        case other:
            raise BadInput(f"format is json or parquet; not {other[:40]!r}.", field="format")


def _day(request: Request, name: str) -> str | None:
    value = request.query_params.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise BadInput(f"{name} is a day such as 2026-11-27.", field=name) from error


_FORMAT = Param("format", "json, or parquet for the table alone")
_PERIOD = (
    Param("since", "First day, such as 2026-11-01"),
    Param("until", "Last day, inclusive"),
    _FORMAT,
)
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
        (Param("item", "All cells of this title, and no others"), _FORMAT),
        response=SuccessMap,
    ),
)
