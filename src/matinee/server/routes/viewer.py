"""The first page: plain, server-rendered, without a script. On in the demo only."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, quote

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ...errors import BadInput, Forbidden, NotFound
from ...events.devices import device_of
from ...events.segment import WireBatch
from ...profiles.explain import explain
from ..deps import DemoPerson, Endpoint, Site, page_request, read_body
from ..templates import render

HUES = 12
ROWS, COLUMNS = 10, 12
STRANGER = "visitor-"
CREDIT = "Ratings: MovieLens 100K, GroupLens, moved in time. Cast: Wikipedia."
_CSP = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
_MAX_FORM = 8_192
_EVENT_OF_ACTION: dict[str, tuple[str, dict[str, Any], str]] = {
    "play": ("Video Content Started", {}, "Playing"),
    "finish": ("Video Content Completed", {}, "Finished"),
    "like": ("Item Rated", {"thumb": 1}, "Liked"),
    "dislike": ("Item Rated", {"thumb": -1}, "Disliked"),
    "hide": ("Item Hidden", {}, "Hidden:"),
}


async def _page(request: Request, site: Site) -> Response:
    people = _people(site)
    user_id = _viewer(site, request.query_params.get("user"))
    asked = page_request(request, site, user_id)
    asked = msgspec.structs.replace(
        asked,
        device=request.query_params.get("device")
        or device_of(None, request.headers.get("user-agent")),
        rows=asked.rows or ROWS,
        columns=asked.columns or COLUMNS,
    )
    started = perf_counter()
    page = site.runtime.page(asked)
    spent = (perf_counter() - started) * 1000
    person = _person(site, user_id)
    return _html(
        "page.html",
        page=page,
        person=person,
        people=people,
        is_stranger=person not in people,
        stranger=f"{STRANGER}{secrets.token_hex(3)}",
        hues={item.item_id: _hue(item.item_id) for row in page.rows for item in row.items},
        note=request.query_params.get("note", "")[:200],
        milliseconds=spent,
        credit=CREDIT,
    )


async def _about(request: Request, site: Site) -> Response:
    user_id = _viewer(site, request.query_params.get("user"))
    asked = page_request(request, site, user_id)
    runtime = site.runtime
    profile = runtime.profile(user_id)
    view = explain(user_id, profile, runtime.catalog, asked.now, runtime.settings.profiles)
    return _html("about.html", view=view, person=_person(site, user_id))


async def _act(request: Request, site: Site) -> Response:
    """Turn a click into the event that any client would send, through the same collector."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("This form is for the demo's own page.")
    form = parse_qs((await read_body(request, _MAX_FORM)).decode(errors="replace"))
    fields = {name: values[0] for name, values in form.items()}
    action = _EVENT_OF_ACTION.get(fields.get("action", ""))
    item = site.runtime.catalog.get(fields.get("item", ""))
    user_id = _viewer(site, fields.get("user"))
    if action is None or item is None:
        raise BadInput("Go back and choose a title from the page.")
    event, properties, done = action
    known = site.runtime.store.log.is_account(user_id)
    message = {
        "type": "track",
        "event": event,
        "messageId": secrets.token_hex(16),
        "userId" if known else "anonymousId": user_id,
        "properties": {"item_id": item.item_id, **properties},
        "context": {
            "userAgent": request.headers.get("user-agent", ""),
            "recommendation": {"recommendation_id": fields.get("recommendation", "")},
        },
    }
    raw = msgspec.Raw(msgspec.json.encode(message))
    read = site.runtime.collector.read(WireBatch([raw]), site.clock())
    if read.rejected:
        raise BadInput(read.rejected[0].reason)
    await site.append(read.messages)
    note = f"{done} {item.title}. The page has been updated."
    return RedirectResponse(f"./?user={quote(user_id)}&note={quote(note)}", 303)


def _people(site: Site) -> list[DemoPerson]:
    if not site.people:
        raise NotFound("The viewer page is part of 'matinee demo'. The API is at /docs.")
    return site.people


def _viewer(site: Site, user_id: str | None) -> str:
    """Who looks: a person of the demo or a stranger. Raises NotFound for anybody else."""
    people = _people(site)
    known = {person.user_id for person in people}
    if not user_id:
        return people[0].user_id
    if user_id not in known and not user_id.startswith(STRANGER):
        raise NotFound("This page shows the people of the demo; others have the API.")
    return user_id


def _person(site: Site, user_id: str) -> DemoPerson:
    known = {person.user_id: person for person in site.people}
    name = "Someone new" if user_id.startswith(STRANGER) else f"Person {user_id}"
    return known.get(user_id) or DemoPerson(user_id, name, "")


def _hue(item_id: str) -> int:
    return blake2b(item_id.encode(), digest_size=2).digest()[0] % HUES


def _html(template: str, **values: Any) -> Response:
    headers = {"Content-Security-Policy": _CSP, "Cache-Control": "no-store"}
    return HTMLResponse(render(template, **values), headers=headers)


ENDPOINTS = (
    Endpoint("GET", "/", _page, "The page of a person of the demo", "open"),
    Endpoint("GET", "/about", _about, "What is believed of a person of the demo", "open"),
    Endpoint("POST", "/act", _act, "Play, rate or hide a title", "open"),
)
