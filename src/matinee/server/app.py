"""The application: endpoints with their access rules, errors as stated, CORS."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files

from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ..dressing import iso
from ..errors import Forbidden, MatineeError, NotAllowed
from . import alerting, assets
from .audit import Change
from .auth import Caller
from .cutting import Cutting
from .deps import Endpoint, ErrorBody, ErrorResponse, Site, answer, caller_of, failure, site_of
from .routes import ENDPOINTS, admin, console, viewer
from .routes.events import BROWSER_ENDPOINTS

logger = logging.getLogger(__name__)


class _Shortest(PathConvertor):
    """As little of a path as fits, so that what follows may hold the same words again."""

    regex = ".+?"


register_url_convertor("shortest", _Shortest())
_AGAIN_MS = 3_600_000
"""Time from one training that failed to the next try."""
_REFUSED = 400
_FORGET = "/v1/users/{user:path}"
_LOOK_S = 60.0
"""Time between looks at whether a training is due."""
_HTTP_WORDS = {
    404: ("not_found", "There is nothing at this address; see /docs."),
    405: ("bad_method", "This address takes other methods; see /docs."),
}


def create_app(site: Site) -> Starlette:
    """The ASGI application of a site; the caller closes the runtime."""
    pages = (*viewer.ENDPOINTS, *console.PAGES)
    everything = (*ENDPOINTS, *BROWSER_ENDPOINTS, *pages, *assets.ENDPOINTS)
    # They are tried in order: fixed paths first, the busiest at the top; then longer ones, so
    # that "/v1/items/{item:path}" does not swallow "/v1/items/{item:path}/similar".
    ordered = sorted(everything, key=lambda e: ("{" in e.path, e.path != "/v1/batch", -len(e.path)))
    routes: list[BaseRoute] = [
        Route(endpoint.path, _guarded(endpoint), methods=[endpoint.method]) for endpoint in ordered
    ]
    static = files("matinee.server") / "static"
    routes.append(Mount("/static", StaticFiles(directory=str(static))))
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(site.runtime.settings.server.cors_origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Content-Encoding"],
        max_age=86_400,
    )
    app = Starlette(
        routes=routes,
        middleware=[cors],
        exception_handlers={HTTPException: _http_error, Exception: _unexpected},
        lifespan=_lifespan,
    )
    app.state.site = site
    app.state.endpoints = ENDPOINTS
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    site = app.state.site
    site.cutting = Cutting(site.runtime.folder)
    works = (_keep(site), _train_again(site), site.cutting.work(), alerting.watch(site))
    tasks = [asyncio.create_task(work) for work in works]
    yield
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep(site: Site) -> None:
    while True:
        await asyncio.sleep(site.runtime.settings.profiles.flush_every_s)
        try:
            site.runtime.tick(site.clock())
        except Exception:
            logger.exception("Writing profiles failed; the log makes up for them")


async def _train_again(site: Site) -> None:
    """Train beside the server whenever it is time; a failure leaves the model as it is."""
    tried = 0
    while True:
        await asyncio.sleep(_LOOK_S)
        try:
            now = site.clock()
            if now - tried >= _AGAIN_MS and site.runtime.training_is_due(now):
                tried = now
                await admin.train_beside(site)
        except Exception:
            logger.exception("Training failed; the model stays as it was")


def _guarded(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        site = site_of(request)
        try:
            if endpoint.access not in ("open", "write"):
                request.state.caller = _admit(endpoint, request, site)
            response = await endpoint.handler(request, site)
            if _is_change(endpoint) and response.status_code < _REFUSED:
                site.audit.write(_change(endpoint, request, site))
            return response
        except MatineeError as error:
            site.metrics.errors.labels(error.code).inc()
            if error.status >= 500:
                logger.error("%s %s: %s", endpoint.method, endpoint.path, error)
            return failure(error)

    return handle


def _is_change(endpoint: Endpoint) -> bool:
    """Whether a person decided it: what editors and admins change, and who is forgotten."""
    if endpoint.method == "GET":
        return False
    return endpoint.access in ("editor", "admin") or endpoint.path == _FORGET


def _change(endpoint: Endpoint, request: Request, site: Site) -> Change:
    """What to keep of a change; of who is forgotten, nothing."""
    named = " ".join(map(str, request.path_params.values())) if endpoint.path != _FORGET else ""
    named = getattr(request.state, "named", "") or named
    return Change(iso(site.clock()), caller_of(request).name, endpoint.summary, named)


def _admit(endpoint: Endpoint, request: Request, site: Site) -> Caller:
    caller = site.keys.visitor(request, site.clock())
    if caller is None:
        raise NotAllowed(
            "Send Authorization: Bearer with a key; make one with 'matinee keys create'."
        )
    if endpoint.access == "user":
        user = request.path_params.get("user")
        if caller.may("server") or (caller.user is not None and user in (None, caller.user)):
            return caller
        raise Forbidden("This needs a server key, or a token of this very user.")
    if not caller.may(endpoint.access):
        raise Forbidden(f"This needs a key of kind {endpoint.access}; yours is {caller.kind}.")
    return caller


async def _http_error(request: Request, error: Exception) -> Response:
    if viewer.wants_page(request):
        return viewer.sorry(request, "There is no page at this address.")
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, message = _HTTP_WORDS.get(status, ("http", str(error)))
    return answer(ErrorResponse(ErrorBody(code, message)), status)


async def _unexpected(request: Request, error: Exception) -> Response:
    logger.exception("Unexpected error in %s %s", request.method, request.url.path)
    body = ErrorBody("error", "Something unexpected went wrong; the server's log says what.")
    return answer(ErrorResponse(body), 500)
