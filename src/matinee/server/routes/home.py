"""Pages out: home, more of a row, one ranked list."""

from __future__ import annotations

import asyncio
from time import perf_counter

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from ...catalog import parse_filter
from ...errors import BadInput, Forbidden
from ...outcomes.attribute import parse_recommendation_id
from ...outcomes.places import Places
from ...records import Candidate, Outcome, Page, Row
from ..deps import Endpoint, Param, Site, answer, answer_to, caller_of, page_request, whole

PAGE_PARAMS = (
    Param("device", "tv, desktop, phone, tablet or other; from the User-Agent if missing"),
    Param("rows", "Rows at most", "integer"),
    Param("columns", "Items a row at most", "integer"),
    Param("time", "ISO 8601; now if missing"),
    Param("timezone", "Such as Europe/Paris; UTC if missing"),
    Param("country", "ISO 3166 code; items limited to other countries stay hidden"),
)


class Recommendations(Struct, frozen=True):
    """One ranked list, best first."""

    user_id: str
    model_version: str
    items: list[Candidate]


class OutcomeResponse(Struct, frozen=True):
    """What a recommendation came to; None where nothing happened to it yet."""

    recommendation_id: str
    outcome: Outcome | None


async def _home(request: Request, site: Site) -> Response:
    asked = page_request(request, site, request.path_params["user"])
    started = perf_counter()
    page = site.runtime.page(asked)
    response = answer_to(request, page)
    site.metrics.pages.observe(perf_counter() - started)
    return response


async def _preview(request: Request, site: Site) -> Response:
    asked = page_request(request, site, request.path_params["user"])
    return answer(site.runtime.preview(asked))


async def _more(request: Request, site: Site) -> Response:
    parsed = parse_recommendation_id(request.path_params["next"])
    if parsed is None:
        raise BadInput("Use the `next` of a row as it was given.", field="next")
    page_id, row, first_column = parsed
    parts = site.runtime.row_parts(page_id)
    user = caller_of(request).user
    if user is not None and not site.runtime.owns(user, parts[0]):
        raise Forbidden("This page was made for somebody else.")
    asked = page_request(request, site, user or "")
    more: Row = site.runtime.more(asked, parts, (row, first_column))
    return answer(more)


async def _recommendations(request: Request, site: Site) -> Response:
    query = request.query_params
    asked = page_request(request, site, request.path_params["user"])
    n = whole(request, "n", 20, 1, 500) or 20
    exclude = [one for one in query.get("exclude", "").split(",") if one]
    wanted = parse_filter(query["filter"]) if query.get("filter") else None
    profile = site.runtime.profile(asked.user_id)
    items = site.runtime.home.recommend(profile, asked, n, exclude, wanted)
    version = site.runtime.home.model.version
    return answer(Recommendations(asked.user_id, version, items))


async def _places(request: Request, site: Site) -> Response:
    return answer(await asyncio.to_thread(site.runtime.places, site.clock()))


async def _outcome(request: Request, site: Site) -> Response:
    name = request.path_params["recommendation"]
    return answer(OutcomeResponse(name, site.runtime.outcome(name, site.clock())))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/users/{user:path}/home",
        _home,
        "The page of a person, now",
        "user",
        PAGE_PARAMS,
        response=Page,
    ),
    Endpoint(
        "GET",
        "/v1/users/{user:path}/preview",
        _preview,
        "The page that a person would be given now, for others to look at: it is not logged",
        params=PAGE_PARAMS,
        response=Page,
    ),
    Endpoint(
        "GET",
        "/v1/rows/{next}",
        _more,
        "More of a row; never an item that the page already has",
        "user",
        PAGE_PARAMS[2:3],
        response=Row,
    ),
    Endpoint(
        "GET",
        "/v1/users/{user:path}/recommendations",
        _recommendations,
        "One ranked list",
        "user",
        (
            Param("n", "Items at most", "integer"),
            Param("exclude", "Item ids to leave out, separated by commas"),
            Param("filter", "Such as: category = 'Drama' and year >= 1990 boost 2 if tag = 'new'"),
            *PAGE_PARAMS,
        ),
        response=Recommendations,
    ),
    Endpoint(
        "GET",
        "/v1/outcomes/places",
        _places,
        "The share taken of what was seen, by kind of row and by place",
        "viewer",
        response=Places,
    ),
    Endpoint(
        "GET",
        "/v1/outcomes/recommendations/{recommendation}",
        _outcome,
        "What a recommendation came to",
        response=OutcomeResponse,
    ),
)
