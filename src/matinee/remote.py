"""A client of a running server: how commands work while it holds the data folder."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
from msgspec.structs import replace

from .errors import MatineeError, NotFound
from .events.collect import Receipt
from .experiments import Experiment
from .records import Item
from .server.routes.admin import KeyList, KeyView, Trained
from .server.routes.experiments import ExperimentList, ExperimentView
from .server.routes.items import ItemReceipt

_BATCH_BYTES = 400_000
_ITEMS_BYTES = 4_000_000
_encode = msgspec.json.Encoder().encode


def _groups(parts: list[bytes], limit: int) -> Iterator[list[bytes]]:
    """Consecutive parts of at most `limit` bytes together, or one that is larger by itself."""
    group: list[bytes] = []
    size = 0
    for part in parts:
        if group and size + len(part) > limit:
            yield group
            group, size = [], 0
        group.append(part)
        size += len(part) + 1
    if group:
        yield group


class Remote:
    """Speaks to a server with its temporary key. Raises MatineeError with the server's words."""

    rows_at_once = 500

    def __init__(self, url: str, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx2.Client(base_url=url, headers=headers, timeout=httpx2.Timeout(3600))

    def send(self, messages: list[bytes]) -> Receipt:
        """See events.importing.Sink.send."""
        accepted, rejected, place = 0, [], 0
        for group in _groups(messages, _BATCH_BYTES):
            body = gzip.compress(b'{"batch":[' + b",".join(group) + b"]}", 1)
            response = self._call("POST", "/v1/batch", body, {"Content-Encoding": "gzip"}, {400})
            receipt = msgspec.json.decode(response.content, type=Receipt)
            accepted += receipt.accepted
            rejected += [replace(bad, index=bad.index + place) for bad in receipt.rejected]
            place += len(group)
        return Receipt(accepted > 0, accepted, rejected)

    def put_items(self, items: list[Item]) -> None:
        """Add or replace items. Raises MatineeError if one is refused."""
        for group in _groups(list(map(_encode, items)), _ITEMS_BYTES):
            body = b'{"items":[' + b",".join(group) + b"]}"
            response = self._call("POST", "/v1/items", body)
            receipt = msgspec.json.decode(response.content, type=ItemReceipt)
            if receipt.rejected:
                raise MatineeError(f"An item was refused: {receipt.rejected[0].reason}")

    def item(self, item_id: str) -> Item | None:
        """An item of the catalogue; None if there is none."""
        try:
            response = self._call("GET", f"/v1/items/{quote(item_id, safe='')}")
        except NotFound:
            return None
        return msgspec.json.decode(response.content, type=Item)

    def train(self) -> str:
        """Train in the server; the new model version."""
        response = self._call("POST", "/v1/train")
        return msgspec.json.decode(response.content, type=Trained).model_version

    def reload(self) -> str:
        """Have the server serve the current model; its version."""
        response = self._call("POST", "/v1/models/reload")
        return msgspec.json.decode(response.content, type=Trained).model_version

    def create(self, kind: str, name: str) -> KeyView:
        """Make a key."""
        response = self._call("POST", "/v1/keys", _encode({"kind": kind, "name": name}))
        return msgspec.json.decode(response.content, type=KeyView)

    def all(self) -> list[KeyView]:
        """All keys."""
        response = self._call("GET", "/v1/keys")
        return msgspec.json.decode(response.content, type=KeyList).keys

    def revoke(self, key_id: str) -> None:
        """Revoke a key. Raises NotFound."""
        self._call("DELETE", f"/v1/keys/{key_id}")

    def experiments(self) -> list[ExperimentView]:
        """All experiments."""
        response = self._call("GET", "/v1/experiments")
        return msgspec.json.decode(response.content, type=ExperimentList).experiments

    def start(self, experiment: Experiment) -> None:
        """Begin an experiment. Raises MatineeError where it cannot run."""
        self._call("POST", "/v1/experiments", _encode(experiment))

    def stop(self, name: str) -> None:
        """Stop an experiment. Raises NotFound."""
        self._call("POST", f"/v1/experiments/{quote(name, safe='')}/stop")

    def problems(self) -> list[str]:
        """What is wrong with the stored files."""
        found: dict[str, list[str]] = self._call("POST", "/v1/check").json()
        return found["problems"]

    def status(self) -> dict[str, Any]:
        """How much is there."""
        found: dict[str, Any] = self._call("GET", "/v1/status").json()
        return found

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        fine: frozenset[int] | set[int] = frozenset(),
    ) -> httpx2.Response:
        try:
            response = self._client.request(method, path, content=body, headers=headers)
        except httpx2.HTTPError as error:
            raise MatineeError(
                f"The server at {self._client.base_url} does not answer: {error}"
            ) from error
        if response.is_success or (
            response.status_code in fine and b"accepted" in response.content
        ):
            return response
        try:
            message = str(response.json()["error"]["message"])
        except (ValueError, KeyError, TypeError):
            message = f"The server answered {response.status_code}"
        raise NotFound(message) if response.status_code == 404 else MatineeError(message)
