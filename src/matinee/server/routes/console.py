"""The console: its page, and signing in to it with a key."""

from __future__ import annotations

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..assets import ASSETS
from ..auth import COOKIE, Caller
from ..deps import Endpoint, Site, answer, read_json
from ..templates import render

_SESSION_MS = 24 * 3_600_000
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A key to sign in with."""

    key: str


class Me(Struct, frozen=True):
    """Who is signed in: what their key is for, and what it allows: viewer, editor or admin; nothing
    where nobody is."""

    name: str
    role: str


async def _shell(request: Request, site: Site) -> Response:
    web = f"web/{ASSETS.version}/" if "console.js" in ASSETS else ""
    body = render("console.html", web=web)
    headers = {"Content-Security-Policy": _CSP, "Cache-Control": "no-cache"}
    headers["Referrer-Policy"] = "no-referrer"
    return HTMLResponse(body, headers=headers)


async def _sign_in(request: Request, site: Site) -> Response:
    wanted = await read_json(request, site, SignIn)
    session, caller = site.keys.sign_in(wanted.key, site.clock() + _SESSION_MS)
    response = answer(_me(caller))
    response.set_cookie(
        COOKIE,
        session,
        max_age=_SESSION_MS // 1000,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def _sign_out(request: Request, site: Site) -> Response:
    response = answer({"signed_out": True})
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


async def _who(request: Request, site: Site) -> Response:
    caller = site.keys.visitor(request, site.clock())
    return answer(Me("", "") if caller is None else _me(caller))


def _me(caller: Caller) -> Me:
    roles = ("admin", "editor", "viewer")
    return Me(caller.name, next((role for role in roles if caller.may(role)), ""))


PAGES = (Endpoint("GET", "/console", _shell, "The console", "open"),)
ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/console/session",
        _sign_in,
        "Sign in to the console: a cookie for a day",
        "open",
        body=SignIn,
        response=Me,
    ),
    Endpoint("DELETE", "/v1/console/session", _sign_out, "Sign out", "open"),
    Endpoint("GET", "/v1/console/session", _who, "Who is signed in", "open", response=Me),
)
