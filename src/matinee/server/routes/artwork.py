"""Artwork over HTTP: what pictures titles have, how they do with whom, and what editors say."""

from __future__ import annotations

import asyncio
from heapq import nsmallest
from typing import Literal
from urllib.parse import quote

from msgspec import Struct
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response

from ...artwork.kept import (
    FOLDER,
    Facts,
    PassedOver,
    folder_of,
    name_face,
    portrait_of,
    read_facts,
    with_pictures,
)
from ...artwork.rulings import Ruling
from ...errors import BadInput, NotFound
from ...outcomes.performance import Performance
from ...records import Item
from ..cutting import Job
from ..deps import Endpoint, Param, Site, answer, caller_of, item_of, read_json, whole


class TitlePictures(Struct, frozen=True):
    """A title of the list. `unnamed` people wait for a name; `url` is its first picture."""

    item_id: str
    title: str
    year: int | None
    url: str | None
    color: str | None
    pictures: int
    unnamed: int
    performance: Performance


class TitleList(Struct, frozen=True):
    """Titles, those with pictures of their own first, and how many there are of either."""

    titles: list[TitlePictures]
    with_own: int
    total: int


class PictureView(Struct, frozen=True):
    """A picture of a title: what it shows, what it is ruled, and how it does."""

    artwork_id: str
    url: str
    color: str | None
    tags: list[str]
    reasons: list[str]
    score: float | None
    time_s: float | None
    rule: str
    performance: list[Performance]


class StrangerView(Struct, frozen=True):
    """Somebody without a name in a title's pictures."""

    face: str
    seen: int
    url: str


class ArtworkRoom(Struct, frozen=True):
    """All about the pictures of a title."""

    item_id: str
    title: str
    year: int | None
    pictures: list[PictureView]
    people: list[StrangerView]
    rejected: list[PassedOver]
    jobs: list[Job]


class RuleRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """What an editor says of a picture."""

    rule: Literal["pin", "forbid", "none"]


class NameRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Who a face is."""

    name: str


class JobList(Struct, frozen=True):
    """Jobs, latest first."""

    jobs: list[Job]


async def _list(request: Request, site: Site) -> Response:
    wanted = request.query_params.get("q", "").casefold().strip()
    n = whole(request, "n", 50, 1, 500) or 50
    items = list(site.runtime.catalog)
    own = sum(bool(item.artworks) for item in items)
    found = await asyncio.to_thread(_matching, items, wanted, n)
    folder = site.runtime.folder / FOLDER
    own_of = [item.item_id for item in found[:n] if item.artworks]
    facts = await asyncio.to_thread(
        lambda: {one: read_facts(folder / folder_of(one)) for one in own_of}
    )
    titles = [_title(item, facts.get(item.item_id, Facts()), site) for item in found[:n]]
    return answer(TitleList(titles, own, len(items)))


def _matching(items: list[Item], wanted: str, n: int) -> list[Item]:
    """The first n titles with these letters, those with pictures of their own first."""
    found = (item for item in items if wanted in item.title.casefold())
    order = lambda item: (not item.artworks, item.title.casefold(), item.item_id)  # noqa: E731
    return nsmallest(n, found, key=order)


def _title(item: Item, facts: Facts, site: Site) -> TitlePictures:
    options = site.runtime.pictures(item)
    first = options.choices[0] if options else None
    return TitlePictures(
        item.item_id,
        item.title,
        item.year,
        first.url if first else None,
        first.color if first else None,
        len(options.choices) if options else 0,
        len(facts.people),
        site.runtime.performance.total(item.item_id),
    )


def _facts(item_id: str, site: Site) -> Facts:
    return read_facts(site.runtime.folder / FOLDER / folder_of(item_id))


async def _room(request: Request, site: Site) -> Response:
    return answer(_room_of(item_of(request, site), site))


def _room_of(item: Item, site: Site) -> ArtworkRoom:
    facts, runtime = _facts(item.item_id, site), site.runtime
    known = {one.artwork_id: one for one in facts.candidates}
    options = runtime.pictures(item)
    views = []
    for choice, values in zip(options.choices, options.values, strict=True) if options else ():
        kept = known.get(choice.artwork_id)
        views.append(
            PictureView(
                choice.artwork_id,
                choice.url,
                choice.color,
                list(values),
                kept.reasons if kept else [],
                kept.score if kept else None,
                kept.time_s if kept else None,
                runtime.rulings.of(item.item_id, choice.artwork_id),
                runtime.performance.of(item.item_id, choice.artwork_id),
            )
        )
    named = quote(item.item_id)
    people = [
        StrangerView(one.name, one.seen, f"v1/artwork/faces/{one.name}/{named}")
        for one in facts.people
    ]
    jobs = site.cutting.all(item.item_id) if site.cutting else []
    return ArtworkRoom(item.item_id, item.title, item.year, views, people, facts.rejected, jobs)


async def _rule(request: Request, site: Site) -> Response:
    wanted, item = await read_json(request, site, RuleRequest), item_of(request, site)
    artwork, runtime = request.path_params["artwork"], site.runtime
    options = runtime.pictures(item)
    if options is None or artwork not in {one.artwork_id for one in options.choices}:
        raise NotFound(f"{item.item_id!r} has no picture {artwork!r}.", field="artwork")
    if wanted.rule == "none":
        runtime.take_back(item.item_id, artwork)
    else:
        by, forbid = caller_of(request).name, wanted.rule == "forbid"
        runtime.rule(Ruling(item.item_id, artwork, forbid, by, site.clock()))
    return answer(_room_of(item, site))


async def _name(request: Request, site: Site) -> Response:
    wanted, item = await read_json(request, site, NameRequest), item_of(request, site)
    face, runtime = request.path_params["face"], site.runtime
    candidates = name_face(runtime.folder, item.item_id, face, wanted.name)
    shown = with_pictures(item, candidates)
    runtime.put_items([shown], site.clock())
    return answer(_room_of(shown, site))


async def _portrait(request: Request, site: Site) -> Response:
    item, face = item_of(request, site), request.path_params["face"]
    path = portrait_of(site.runtime.folder, item.item_id, face)
    if path is None:
        raise NotFound(f"{item.item_id!r} has no face {face!r}.", field="face")
    headers = {"Cache-Control": "private, max-age=60", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="image/webp", headers=headers)


async def _send(request: Request, site: Site) -> Response:
    item = item_of(request, site)
    if site.cutting is None:
        raise NotFound("This server takes no files.")
    limit = site.runtime.settings.artwork.frames.largest_upload_mb * 1_000_000
    name = request.query_params.get("name", "")
    try:
        job = await site.cutting.accept(item.item_id, name, request.stream(), limit)
    except ClientDisconnect as error:
        raise BadInput("The connection ended before the file did; send it again.") from error
    return answer(job, 202)


async def _jobs(request: Request, site: Site) -> Response:
    return answer(JobList(site.cutting.all() if site.cutting else []))


async def _job(request: Request, site: Site) -> Response:
    if site.cutting is None:
        raise NotFound("This server takes no files.")
    return answer(site.cutting.get(request.path_params["job"]))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/artwork/titles",
        _list,
        "Titles and how many pictures they have, those with their own first",
        "viewer",
        (Param("q", "Letters of the title"), Param("n", "Titles at most", "integer")),
        response=TitleList,
    ),
    Endpoint(
        "GET",
        "/v1/artwork/titles/{item:path}",
        _room,
        "All pictures of a title, and how each does with whom",
        "viewer",
        response=ArtworkRoom,
    ),
    Endpoint(
        "PUT",
        "/v1/artwork/pictures/{artwork}/{item:path}",
        _rule,
        "Pin or forbid a picture of a title, or take that back",
        "editor",
        body=RuleRequest,
        response=ArtworkRoom,
    ),
    Endpoint(
        "PUT",
        "/v1/artwork/faces/{face}/{item:path}",
        _name,
        "Say who a face in a title's pictures is",
        "editor",
        body=NameRequest,
        response=ArtworkRoom,
    ),
    Endpoint(
        "GET",
        "/v1/artwork/faces/{face}/{item:path}",
        _portrait,
        "The face of somebody in a title's pictures, as WebP",
        "viewer",
    ),
    Endpoint(
        "POST",
        "/v1/artwork/files/{item:path}",
        _send,
        "Send a video or a still of a title; the answer is the job that looks at it",
        "editor",
        (Param("name", "The file's name"),),
        response=Job,
    ),
    Endpoint(
        "GET", "/v1/artwork/jobs", _jobs, "Artwork jobs, latest first", "viewer", response=JobList
    ),
    Endpoint(
        "GET",
        "/v1/artwork/jobs/{job}",
        _job,
        "How far an artwork job is, and what it found",
        "viewer",
        response=Job,
    ),
)
