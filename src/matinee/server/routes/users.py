"""A person's profile, tokens, and rights: to have their data and to be forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

from msgspec import Raw, Struct
from starlette.requests import Request
from starlette.responses import Response

from ...errors import BadInput, NotFound
from ...home import iso
from ...profiles.explain import ProfileView, explain
from ..deps import Endpoint, Site, answer, page_request, read_json


class TokenRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """For whom a token is wanted."""

    user_id: str
    minutes: int | None = None


class Token(Struct, frozen=True):
    """A token that reads for one person until it expires."""

    token: str
    user_id: str
    expires_at: str


class Forgotten(Struct, frozen=True):
    """What was erased."""

    user_id: str
    events: int


async def _profile(request: Request, site: Site) -> Response:
    asked = page_request(request, site, request.path_params["user"])
    runtime = site.runtime
    profile = runtime.profile(asked.user_id)
    config = runtime.settings.profiles
    return answer(explain(asked.user_id, profile, runtime.catalog, asked.now, config))


async def _tokens(request: Request, site: Site) -> Response:
    wanted = await read_json(request, site, TokenRequest)
    minutes = wanted.minutes or site.runtime.settings.server.token_minutes
    if not 1 <= minutes <= 1440:
        raise BadInput("minutes is 1 to 1440: tokens are short-lived.", field="minutes")
    if not wanted.user_id or len(wanted.user_id) > 256:
        raise BadInput("user_id has 1 to 256 characters.", field="user_id")
    until = site.clock() + minutes * 60_000
    token = site.keys.mint(wanted.user_id, until)
    return answer(Token(token, wanted.user_id, iso(until)))


async def _forget(request: Request, site: Site) -> Response:
    user_id = request.path_params["user"]
    return answer(Forgotten(user_id, site.runtime.forget(user_id, site.clock())))


async def _export(request: Request, site: Site) -> Response:
    user_id = request.path_params["user"]
    runtime = site.runtime
    user = runtime.store.log.find_user(user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id!r}.", field="user")
    profile = runtime.profiles.get(user)
    view = explain(user_id, profile, runtime.catalog, site.clock(), runtime.settings.profiles)
    bodies = await asyncio.to_thread(lambda: list(map(Raw, runtime.store.log.bodies(user))))
    data: dict[str, Any] = {"user_id": user_id, "profile": view, "messages": bodies}
    response = answer(data)
    response.headers["Content-Disposition"] = 'attachment; filename="export.json"'
    return response


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/users/{user:path}/profile",
        _profile,
        "The taste profile, each line with its evidence",
        "user",
        response=ProfileView,
    ),
    Endpoint(
        "POST",
        "/v1/tokens",
        _tokens,
        "A short-lived token for one person's browser",
        body=TokenRequest,
        response=Token,
    ),
    Endpoint("GET", "/v1/users/{user:path}/export", _export, "All data of a person"),
    Endpoint(
        "DELETE",
        "/v1/users/{user:path}",
        _forget,
        "Forget a person everywhere",
        response=Forgotten,
    ),
)
