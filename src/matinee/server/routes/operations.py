"""Health, metrics and documentation."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..deps import Endpoint, Site, answer
from ..openapi import specification
from ..templates import render


async def _live(request: Request, site: Site) -> Response:
    return answer({"status": "ok"})


async def _ready(request: Request, site: Site) -> Response:
    runtime = site.runtime
    runtime.store.log.last_seq()  # raises when the store cannot be read
    return answer(
        {
            "status": "ok",
            "items": runtime.catalog.size,
            "model_version": runtime.home.model.version,
        }
    )


async def _metrics(request: Request, site: Site) -> Response:
    site.metrics.log_seq.set(site.runtime.store.log.last_seq())
    return Response(site.metrics.render(), media_type="text/plain; version=0.0.4")


async def _openapi(request: Request, site: Site) -> Response:
    return answer(specification(request.app.state.endpoints))


async def _docs(request: Request, site: Site) -> Response:
    spec = specification(request.app.state.endpoints)
    return HTMLResponse(render("docs.html", spec=spec))


ENDPOINTS = (
    Endpoint("GET", "/health/live", _live, "The process answers", "open"),
    Endpoint("GET", "/health/ready", _ready, "The store can be read and pages made", "open"),
    Endpoint("GET", "/metrics", _metrics, "Numbers in Prometheus' format", "open"),
    Endpoint("GET", "/openapi.json", _openapi, "This surface as OpenAPI 3.1", "open"),
    Endpoint("GET", "/docs", _docs, "This surface as a page", "open"),
)
