"""Single titles for a person: one in full, similar ones, search, My List, drawn pictures."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from hashlib import blake2b

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ...artwork.drawn import SHAPES, VARIANTS, draw
from ...artwork.kept import find as kept_picture
from ...errors import BadInput, NotFound
from ...records import Candidate
from ...titles import TitleView
from ..deps import (
    Endpoint,
    Param,
    Site,
    answer,
    answer_to,
    caller_of,
    page_request,
    takes_gzip,
    whole,
)
from .home import PAGE_PARAMS

_PICTURE_SECONDS, _KEPT_SECONDS = 86_400, 31_536_000
_WHERE = (Param("country", "ISO 3166 code"),)


class Saved(Struct, frozen=True):
    """What a person saved, latest first."""

    user_id: str
    items: list[Candidate]


class Found(Struct, frozen=True):
    """What a search gives. `matched` tells how: all, nearly, some, none (of the words), unasked."""

    user_id: str
    query: str
    matched: str
    note: str
    """One sentence about the items, for the person."""
    items: list[Candidate]


class Similar(Struct, frozen=True):
    """Items that go with one, best first."""

    item_id: str
    items: list[Candidate]


async def _view(request: Request, site: Site) -> Response:
    asked = page_request(request, site, request.path_params["user"])
    profile = site.runtime.profile(asked.user_id)
    return answer(site.runtime.titles.view(profile, asked, request.path_params["item"]))


async def _similar(request: Request, site: Site) -> Response:
    asked = page_request(request, site, caller_of(request).user or "")
    n = whole(request, "n", 20, 1, 500) or 20
    item_id = request.path_params["item"]
    profile = site.runtime.profile(asked.user_id)
    found = site.runtime.titles.similar(profile, asked, item_id, n)
    return answer_to(request, Similar(item_id, found))


async def _search(request: Request, site: Site) -> Response:
    asked = page_request(request, site, request.path_params["user"])
    query = request.query_params.get("q", "")
    longest = site.runtime.settings.search.longest_query
    if len(query) > longest:
        raise BadInput(f"A search has at most {longest} characters.", field="q")
    n = whole(request, "n", 24, 1, 100) or 24
    profile = site.runtime.profile(asked.user_id)
    found = site.runtime.looking.find(profile, asked, query, n)
    return answer_to(request, Found(asked.user_id, query, found.matched, found.note, found.items))


async def _list(request: Request, site: Site) -> Response:
    asked = page_request(request, site, request.path_params["user"])
    items = site.runtime.titles.saved(site.runtime.profile(asked.user_id), asked)
    return answer_to(request, Saved(asked.user_id, items))


async def _picture(request: Request, site: Site) -> Response:
    """A picture of a title: drawn, the same bytes until its facts change, or cut from a film."""
    named, variant = request.path_params["item"], request.path_params["variant"]
    shape, item_id = request.path_params["shape"], re.sub(r"\.(svg|webp)$", "", named)
    item = site.runtime.catalog.get(item_id)
    if item is None or not site.runtime.titles.is_available(item_id, site.clock()):
        raise NotFound(f"There is no item {item_id!r}.", field="item")
    sharp = "2x" in request.query_params
    kept = kept_picture(site.runtime.folder, item_id, variant, shape, sharp=sharp)
    if kept is not None:
        headers = {"Cache-Control": f"public, max-age={_KEPT_SECONDS}, immutable"}
        headers["X-Content-Type-Options"] = "nosniff"
        return FileResponse(kept, media_type="image/webp", headers=headers)
    body = draw(item, variant, shape).encode()
    tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
    headers = {"Cache-Control": f"public, max-age={_PICTURE_SECONDS}", "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    headers["Content-Security-Policy"] = "default-src 'none'"
    headers |= {"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    if takes_gzip(request):
        body, headers["Content-Encoding"] = _packed(body), "gzip"
    return Response(body, media_type="image/svg+xml", headers=headers)


@lru_cache(maxsize=2_000)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/users/{user:shortest}/items/{item:path}",
        _view,
        "One title in full, and what this person did with it",
        "user",
        _WHERE,
        response=TitleView,
    ),
    Endpoint(
        "GET",
        "/v1/users/{user:path}/search",
        _search,
        "Titles for some typed letters; without any, what this person may look for",
        "user",
        (
            Param("q", "What was typed so far"),
            Param("n", "Items at most", "integer"),
            *PAGE_PARAMS,
        ),
        response=Found,
    ),
    Endpoint(
        "GET",
        "/v1/users/{user:path}/list",
        _list,
        "My List, latest first",
        "user",
        PAGE_PARAMS,
        response=Saved,
    ),
    Endpoint(
        "GET",
        "/v1/items/{item:path}/similar",
        _similar,
        "Items that go with one",
        "user",
        (Param("n", "Items at most", "integer"), *_WHERE),
        response=Similar,
    ),
    Endpoint(
        "GET",
        "/v1/pictures/{variant}/{shape}/{item:path}",
        _picture,
        f"A picture of a title: {', '.join(VARIANTS)} or an artwork_id; {', '.join(SHAPES)}; ITEM",
        "open",
    ),
)
