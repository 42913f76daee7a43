"""The viewer app's own pages: rendered here first, so that they are there before any script.

On in the demo only, for its people and for strangers. Without scripts there are the rows, each
title with its forms, My List and the profile; search, previews and the player need them.
"""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, quote

import msgspec
from markupsafe import Markup
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ...errors import BadInput, Forbidden, NotFound
from ...events.segment import WireBatch
from ...home import Request as PageRequest
from ...home import iso
from ...profiles.explain import explain
from ...records import Item, Page, PageItem
from ..assets import ASSETS
from ..deps import DemoPerson, Endpoint, Site, answer, page_request, read_body, site_of, takes_gzip
from ..templates import render

Handler = Callable[[Request, Site], Awaitable[Response]]

ROWS, COLUMNS = 10, 12
SHOWN_ROWS = 3
"""Rows written into the page; the scripts add the others from the data beside them."""
STRANGER = "visitor-"
CREDIT = (
    "Ratings: MovieLens 100K, GroupLens, moved in time. Cast: Wikipedia. Pictures: drawn here, but "
    "for Big Buck Bunny and Sintel, © Blender Foundation, CC BY 3.0."
)
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'self'"
)
_MAX_FORM = 8_192
_EVENT_OF_ACTION: dict[str, tuple[str, dict[str, Any], str]] = {
    "play": ("Video Content Started", {}, "Playing"),
    "finish": ("Video Content Completed", {}, "Finished"),
    "buy": ("Order Completed", {}, "Bought"),
    "like": ("Item Rated", {"thumb": 1}, "Liked"),
    "dislike": ("Item Rated", {"thumb": -1}, "Disliked"),
    "save": ("Item Saved", {}, "Saved"),
    "hide": ("Item Hidden", {}, "Hidden:"),
}


class Session(Struct, frozen=True):
    """What the app needs to read and to send events for one person of the demo."""

    user_id: str
    is_new: bool
    """Whether nothing is known of them yet."""
    is_account: bool
    """Whether events name the person by userId (an account) or by anonymousId."""
    name: str
    token: str
    write_key: str
    expires_at: str
    people: list[DemoPerson]
    is_shop: bool = False
    """Whether the catalogue is of products: to be bought, not played."""


async def _page(request: Request, site: Site) -> Response:
    _require_own_page(request, allow_links=True)
    user_id = _viewer(site, request.query_params.get("user"))
    asked = _asked(request, site, user_id)
    profile = site.runtime.profile(user_id)
    item_id = request.query_params.get("title")
    title = site.runtime.titles.view(profile, asked, item_id) if item_id else None
    wants_list = request.query_params.get("view") == "list"
    page = site.runtime.page(asked)
    session = _session(site, user_id)
    return _html(
        request,
        "viewer.html",
        page=page,
        title=title,
        listed=site.runtime.titles.saved(profile, asked) if wants_list else None,
        session=session,
        star=_star(page),
        page_json=_embedded(page),
        session_json=_embedded(session),
        shown_rows=SHOWN_ROWS,
        stranger=f"{STRANGER}{secrets.token_hex(3)}",
        is_stranger=user_id.startswith(STRANGER),
        note=_note(request, site),
        device=asked.device if request.query_params.get("device") else "",
        recommendation=request.query_params.get("from", "")[:100],
        web=f"web/{ASSETS.version}/" if ASSETS.are_built else "",
        credit=CREDIT,
    )


def _note(request: Request, site: Site) -> str:
    """What a form has just done, in our own words."""
    action = _EVENT_OF_ACTION.get(request.query_params.get("done", ""))
    item = site.runtime.catalog.get(request.query_params.get("item", ""))
    return f"{action[2]} {item.title}. The page has been updated." if action and item else ""


def _star(page: Page) -> PageItem | None:
    """What the billboard shows: the strongest of the top picks."""
    top = next((row for row in page.rows if row.kind == "top_picks"), None)
    first = top or next(iter(page.rows), None)
    return first.items[0] if first else None


def _asked(request: Request, site: Site, user_id: str) -> PageRequest:
    asked = page_request(request, site, user_id)
    return msgspec.structs.replace(asked, rows=asked.rows or ROWS, columns=asked.columns or COLUMNS)


async def _session_of(request: Request, site: Site) -> Response:
    """A fresh session, for an app whose token has expired or whose person has changed."""
    _require_own_page(request)
    return answer(_session(site, _viewer(site, request.query_params.get("user"))))


def _session(site: Site, user_id: str) -> Session:
    until = site.clock() + site.runtime.settings.server.token_minutes * 60_000
    return Session(
        user_id=user_id,
        is_new=site.runtime.profile(user_id).sessions.events == 0,
        is_account=site.runtime.store.log.is_account(user_id),
        name=_person(site, user_id).name,
        token=site.keys.mint(user_id, until),
        write_key=site.browser_key(),
        expires_at=iso(until),
        people=site.people,
        is_shop=_is_shop(site),
    )


def _is_shop(site: Site) -> bool:
    catalog = site.runtime.catalog
    return bool(catalog.size) and catalog.item(0).kind == "product"


async def _about(request: Request, site: Site) -> Response:
    _require_own_page(request, allow_links=True)
    user_id = _viewer(site, request.query_params.get("user"))
    asked = page_request(request, site, user_id)
    runtime = site.runtime
    profile = runtime.profile(user_id)
    view = explain(user_id, profile, runtime.catalog, asked.now, runtime.settings.profiles)
    return _html(request, "about.html", view=view, person=_person(site, user_id))


async def _act(request: Request, site: Site) -> Response:
    """Turn a click into the event that any client would send, through the same collector."""
    _require_own_page(request)
    form = parse_qs((await read_body(request, _MAX_FORM)).decode(errors="replace"))
    fields = {name: values[0] for name, values in form.items()}
    action = _EVENT_OF_ACTION.get(fields.get("action", ""))
    item = site.runtime.catalog.get(fields.get("item", ""))
    user_id = _viewer(site, fields.get("user"))
    if action is None or item is None:
        raise BadInput("Go back and choose a title from the page.")
    event, properties, _ = action
    known = site.runtime.store.log.is_account(user_id)
    message = {
        "type": "track",
        "event": event,
        "messageId": secrets.token_hex(16),
        "userId" if known else "anonymousId": user_id,
        "properties": properties
        | (_order(item) if event == "Order Completed" else {"item_id": item.item_id}),
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
    done = f"done={fields['action']}&item={quote(item.item_id, safe='')}"
    return RedirectResponse(f"./?user={quote(user_id)}&{done}", 303)


def _order(item: Item) -> dict[str, Any]:
    """What an order of one of an item holds."""
    sold = {"price": item.price, "currency": item.currency}
    product = {"item_id": item.item_id, "quantity": 1}
    return {"products": [product | {name: value for name, value in sold.items() if value}]}


def _require_own_page(request: Request, *, allow_links: bool = False) -> None:
    """Refuse other sites' scripts and forms, and their links too unless they are allowed.

    Raises Forbidden. What a page holds is for the person's own eyes: a token and a write key.
    """
    headers = request.headers
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return
    if not (allow_links and headers.get("sec-fetch-mode") == "navigate"):
        raise Forbidden("This is for the demo's own page.")


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


def _embedded(value: Any) -> Markup:
    """JSON that may stand in a script element: no tag can begin in it."""
    return Markup(msgspec.json.encode(value).replace(b"<", b"\\u003c").decode())


def _html(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    body = render(template, **values).encode()
    headers = {
        "Content-Security-Policy": _CSP,
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    if takes_gzip(request):
        body, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
    return HTMLResponse(body, status, headers=headers)


def _kindly(handler: Handler) -> Handler:
    """What is not there is said as a page, not as JSON."""

    async def answer_page(request: Request, site: Site) -> Response:
        try:
            return await handler(request, site)
        except NotFound as error:
            if not site.people:
                raise
            return sorry(request, error.message)

    return answer_page


def sorry(request: Request, message: str) -> Response:
    """The page that says what is not here, with the way home."""
    return _html(request, "sorry.html", 404, message=message)


def wants_page(request: Request) -> bool:
    """Whether a browser's address bar asks, of a server that has pages."""
    return bool(site_of(request).people) and "text/html" in request.headers.get("accept", "")


ENDPOINTS = (
    Endpoint("GET", "/", _kindly(_page), "The page of a person of the demo", "open"),
    Endpoint("GET", "/session", _session_of, "A session of a person of the demo", "open"),
    Endpoint("GET", "/about", _kindly(_about), "What is believed of a person of the demo", "open"),
    Endpoint("POST", "/act", _act, "Play, buy, rate, save or hide a title", "open"),
)
