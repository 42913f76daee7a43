"""Keys and training over HTTP: how commands work while a server holds the data folder."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from ...errors import MatineeError, NotFound
from ...home import iso
from ...storage.base import KeyRecord
from ..deps import Endpoint, Site, answer, read_json


class KeyRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A key to be made."""

    kind: str
    name: str = ""


class KeyView(Struct, frozen=True):
    """A key as it can be shown; `key` only when it was just made."""

    key_id: str
    kind: str
    name: str
    created_at: str
    key: str | None = None


class KeyList(Struct, frozen=True):
    """All keys."""

    keys: list[KeyView]


class Trained(Struct, frozen=True):
    """The version that is served now."""

    model_version: str


def key_view(record: KeyRecord, key: str | None = None) -> KeyView:
    """What may be shown of a key."""
    return KeyView(record.key_id, record.kind, record.name, iso(record.created), key)


async def _create(request: Request, site: Site) -> Response:
    wanted = await read_json(request, site, KeyRequest)
    key, record = site.keys.create(wanted.kind, wanted.name, site.clock())
    return answer(key_view(record, key))


async def _list(request: Request, site: Site) -> Response:
    return answer(KeyList([key_view(record) for record in site.keys.records()]))


async def _revoke(request: Request, site: Site) -> Response:
    key_id = request.path_params["key_id"]
    if not site.keys.revoke(key_id):
        raise NotFound(f"There is no key {key_id!r}; see 'matinee keys list'.", field="key_id")
    return answer({"revoked": True})


async def _train(request: Request, site: Site) -> Response:
    """Train in a process of its own, so that pages stay quick, then serve the result."""
    await asyncio.shield(train_beside(site))
    return answer(Trained(site.runtime.home.model.version))


def train_beside(site: Site) -> asyncio.Task[None]:
    """The training that is going on, begun if there is none."""
    if site.training is None or site.training.done():
        site.training = asyncio.create_task(_train_beside(site))
    return site.training


async def _reload(request: Request, site: Site) -> Response:
    """Serve the model that is the current one on disk, after a roll-back."""
    return answer(Trained(site.runtime.reload_model()))


async def _train_beside(site: Site) -> None:
    command = [sys.executable, "-m", "matinee.cli", "train", "--beside-server"]
    process = await asyncio.create_subprocess_exec(
        *command,
        "--data",
        str(site.runtime.folder),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:  # the server stops: nobody would serve the result
            process.terminate()
            await process.wait()
    if process.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise MatineeError(f"Training failed, the model stays as it was: {last}")
    site.runtime.reload_model()


async def _status(request: Request, site: Site) -> Response:
    runtime = site.runtime
    status: dict[str, Any] = {
        "events": await asyncio.to_thread(runtime.store.log.count),
        "items": runtime.catalog.size,
        "model_version": runtime.home.model.version,
    }
    return answer(status)


async def _check(request: Request, site: Site) -> Response:
    problems = await asyncio.to_thread(site.runtime.store.check)
    return answer({"problems": problems})


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/keys", _list, "All keys, never the keys themselves", "admin", response=KeyList
    ),
    Endpoint("POST", "/v1/keys", _create, "Make a key", "admin", body=KeyRequest, response=KeyView),
    Endpoint("DELETE", "/v1/keys/{key_id}", _revoke, "Revoke a key", "admin"),
    Endpoint(
        "POST",
        "/v1/train",
        _train,
        "Train on the whole log and serve the result",
        "admin",
        response=Trained,
    ),
    Endpoint(
        "POST",
        "/v1/models/reload",
        _reload,
        "Serve the current model on disk",
        "admin",
        response=Trained,
    ),
    Endpoint("GET", "/v1/status", _status, "How much is there", "admin"),
    Endpoint("POST", "/v1/check", _check, "Check the stored files", "admin"),
)
